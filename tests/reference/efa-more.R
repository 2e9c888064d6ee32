# Standard errors of rotated loadings and very simple structure of the Holzinger–Swineford items.
# Run in the folder of the project: Rscript tests/reference/efa-more.R > tests/reference/efa/efa-more.R.json
suppressMessages({library(lavaan); library(psych)})
x <- HolzingerSwineford1939[, paste0("x", 1:9)]
num <- function(v) paste0("[", paste(ifelse(is.na(v), "null", sprintf("%.12g", v)), collapse = ", "), "]")
rows <- function(m) paste0("[", paste(apply(unclass(m), 1, num), collapse = ", "), "]")
out <- character(0)
put <- function(name, value) out <<- c(out, paste0('  "', name, '": ', value))
solution <- function(rotation, name = rotation, orthogonal = FALSE) {
  set.seed(1)
  fit <- efa(x, nfactors = 3, rotation = rotation, output = "lavaan",
    rotation.args = list(orthogonal = orthogonal, rstarts = 3L, algorithm = "gpa", max.iter = 1000L, gpa.tol = 1e-6))
  s <- standardizedSolution(fit)
  l <- s[s$op == "=~", ]; f <- unique(l$lhs)
  table <- function(v) sapply(f, function(k) l[l$lhs == k, v])
  put(name, paste0('{"loadings": ', rows(table("est.std")), ', "se": ', rows(table("se"))))
  c <- s[s$op == "~~" & s$lhs %in% f & s$lhs != s$rhs, ]
  out[length(out)] <<- paste0(out[length(out)], ', "correlations": ', num(c$est.std), ', "correlations_se": ', num(c$se), '}')
}
solution("geomin"); solution("quartimin"); solution("varimax", orthogonal = TRUE)
v <- suppressWarnings(suppressMessages(psych::vss(cor(x), n = 4, n.obs = 301, fm = "mle", rotate = "varimax", plot = FALSE)))
d <- suppressWarnings(suppressMessages(psych::vss(cor(x), n = 4, n.obs = 301, fm = "mle", rotate = "varimax", plot = FALSE, diagonal = TRUE)))
put("vss", rows(rbind(v$cfit.1, v$cfit.2))); put("vss.diagonal", rows(rbind(d$cfit.1, d$cfit.2)))
# Revelle & Rocklin (1979), written out: squares off the diagonal
R <- cor(x); off <- row(R) != col(R)
simple <- function(k, c) {
  L <- unclass(factanal(covmat = R, factors = k, rotation = if (k > 1) "varimax" else "none", control = list(opt = list(factr = 10, maxit = 5000)))$loadings)
  S <- t(apply(L, 1, function(r) { r[rank(-abs(r)) > c] <- 0; r })); if (k == 1) S <- L
  1 - sum((R - S %*% t(S))[off]^2) / sum(R[off]^2)
}
put("vss.paper", rows(rbind(sapply(1:4, simple, c = 1), sapply(1:4, simple, c = 2))))
cat('{\n  "programs": {"R": "', paste(R.version$major, R.version$minor, sep = "."), '", "lavaan": "', as.character(packageVersion("lavaan")),
  '", "psych": "', as.character(packageVersion("psych")), '"},\n', sep = "")
cat(paste(out, collapse = ",\n"), "\n}\n", sep = "")
