# Exploratory factor analyses of the Holzinger–Swineford items by R: stats::factanal, and rules written out from their
# papers. Run in the folder of the project: Rscript tests/reference/efa.R > tests/reference/efa/factanal.R.json
suppressMessages(library(lavaan))
x <- HolzingerSwineford1939[, paste0("x", 1:9)]
R <- cor(x); n <- nrow(x); p <- ncol(x)
num <- function(v) paste0("[", paste(sprintf("%.12g", v), collapse = ", "), "]")
rows <- function(m) paste0("[", paste(apply(unclass(m), 1, num), collapse = ", "), "]")
fit <- function(k, rotation = "none")
  factanal(covmat = R, n.obs = n, factors = k, rotation = rotation, control = list(opt = list(factr = 10, maxit = 5000)))
one <- fit(1); two <- fit(2); three <- fit(3)
# Kaiser, Meyer, Olkin
P <- cov2cor(solve(R)); off <- row(R) != col(R)
kmo <- sum(R[off]^2) / (sum(R[off]^2) + sum(P[off]^2))
msa <- sapply(1:p, function(i) sum(R[i, -i]^2) / (sum(R[i, -i]^2) + sum(P[i, -i]^2)))
bart <- -(n - 1 - (2 * p + 5) / 6) * log(det(R))
# Velicer
e <- eigen(R); map2 <- map4 <- numeric(0)
for (m in 0:(p - 2)) {
  A <- if (m > 0) e$vectors[, 1:m, drop = FALSE] %*% diag(sqrt(e$values[1:m]), m) else matrix(0, p, 1)
  C <- cov2cor(R - A %*% t(A)); map2 <- c(map2, mean(C[off]^2)); map4 <- c(map4, mean(C[off]^4))
}
# Empirical Kaiser criterion
ref <- numeric(p)
for (j in 1:p) ref[j] <- max((p - sum(e$values[seq_len(j - 1)])) / (p - j + 1) * (1 + sqrt(p / n))^2, 1)
# Least squares by optim over uniquenesses
uls <- function(psi, k) { g <- eigen(R - diag(psi), symmetric = TRUE)$values; 0.5 * sum(g[(k + 1):p]^2) }
o <- nlminb(1 / diag(solve(R)) * 0.8, uls, k = 3, lower = 0.005, control = list(rel.tol = 1e-14, x.tol = 1e-14, iter.max = 2000))
cat("{\n")
cat('  "program": "R', paste(R.version$major, R.version$minor, sep = "."), 'stats", "data": "HolzingerSwineford1939 x1-x9",\n')
cat('  "bartlett": ', num(c(one$STATISTIC, two$STATISTIC, three$STATISTIC)), ',\n')
cat('  "uniquenesses_2": ', num(two$uniquenesses), ',\n')
cat('  "uniquenesses_3": ', num(three$uniquenesses), ',\n')
cat('  "minres_uniquenesses_3": ', num(o$par), ', "minres_value": ', sprintf("%.12g", o$objective), ',\n')
cat('  "kmo": ', sprintf("%.12g", kmo), ', "msa": ', num(msa), ', "sphericity": ', sprintf("%.12g", bart), ',\n')
cat('  "eigenvalues": ', num(e$values), ', "ekc": ', num(ref), ',\n')
cat('  "map": ', num(map2), ', "map4": ', num(map4), '\n')
cat("}\n")
