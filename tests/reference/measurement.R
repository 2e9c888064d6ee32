# Answers for tests/measurement.rs: reliability, discriminant validity, sampling adequacy, common-method checks.
# Run in the folder of the project: Rscript tests/reference/measurement.R > tests/reference/measurement.R.json
suppressMessages({library(lavaan); library(psych); library(semTools)})
num <- function(v) paste0("[", paste(ifelse(is.na(v), "null", sprintf("%.15g", v)), collapse = ", "), "]")
rows <- function(m) paste0("[", paste(apply(unclass(m), 1, num), collapse = ", "), "]")
named <- function(v) paste0("{", paste0('"', names(v), '": ', ifelse(is.na(v), "null", sprintf("%.15g", v)), collapse = ", "), "}")
out <- character(0)
put <- function(name, value) out <<- c(out, paste0('  "', name, '": ', value))
quiet <- function(x) suppressMessages(suppressWarnings(x))

# The usual search stops a little early: it is taken up again by another that does not
cfa <- function(...) {
  fit <- lavaan::cfa(...)
  if (length(lavNames(fit, "ov.ord"))) return(fit)
  suppressWarnings(lavaan::cfa(..., start = fit, optim.method = "BFGS", control = list(reltol = 1e-18, abstol = 0, maxit = 5000)))
}

hs <- read.csv("datasets/holzinger.csv")
blocks <- list(visual = paste0("x", 1:3), textual = paste0("x", 4:6), speed = paste0("x", 7:9))
text <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"

# psych: alpha, item statistics, Feldt's interval
for (f in names(blocks)) {
  a <- quiet(psych::alpha(hs[blocks[[f]]]))
  put(paste0("alpha.", f), named(c(raw = a$total$raw_alpha, std = a$total$std.alpha,
    lower = as.numeric(a$feldt$lower.ci), upper = as.numeric(a$feldt$upper.ci))))
  put(paste0("items.", f), rows(cbind(a$item.stats$r.drop, a$alpha.drop$raw_alpha, a$alpha.drop$std.alpha)))
}
# Bonett & Wright (2015), eq. 2, written out
bonett <- function(a, n, k) {
  h <- qnorm(.975) * sqrt(2 * k / ((k - 1) * (n - 2)))
  1 - exp(log(1 - a) - log(n / (n - 1)) + c(h, -h))
}
a <- quiet(psych::alpha(hs[blocks$visual]))$total$raw_alpha
put("bonett.visual", num(bonett(a, nrow(hs), 3)))
# psych: Kaiser-Meyer-Olkin, Bartlett
k <- KMO(cor(hs[unlist(blocks)])); b <- cortest.bartlett(cor(hs[unlist(blocks)]), nrow(hs))
put("kmo", sprintf("%.15g", k$MSA)); put("msa", num(k$MSAi)); put("bartlett", num(c(b$chisq, b$df, b$p.value)))

# semTools: reliability from a fitted model
reliab <- function(name, fit, ...) {
  put(paste0(name, ".omega"), named(unlist(quiet(compRelSEM(fit, ...)))))
  put(paste0(name, ".omega.model"), named(unlist(quiet(compRelSEM(fit, obs.var = FALSE, ...)))))
}
fit <- cfa(text, hs)
reliab("hs", fit)
put("hs.ave.raw", named(quiet(AVE(fit, obs.var = FALSE))))
put("hs.htmt", rows(quiet(htmt(text, hs, htmt2 = FALSE))))
put("hs.htmt2", rows(quiet(htmt(text, hs, htmt2 = TRUE))))
put("hs.cor", rows(lavInspect(fit, "cor.lv")))
std <- lavInspect(fit, "std")$lambda
put("hs.cr", named(sapply(names(blocks), function(f) { l <- std[blocks[[f]], f]; sum(l)^2 / (sum(l)^2 + sum(1 - l^2)) })))
put("hs.ave", named(sapply(names(blocks), function(f) mean(std[blocks[[f]], f]^2))))
put("hs.h", named(sapply(names(blocks), function(f) { l <- std[blocks[[f]], f]; 1 / (1 + 1 / sum(l^2 / (1 - l^2))) })))
# maximal reliability of one construct, by the program
one <- cfa("visual =~ x1 + x2 + x3", hs, std.lv = TRUE)
put("one.maximal", num(as.numeric(quiet(maximalRelia(one)))))
put("one.omega", named(unlist(quiet(compRelSEM(one)))))

# residual covariance, cross-loading
crossed <- cfa(paste(text, "visual =~ x9\nx2 ~~ x7", sep = "\n"), hs)
reliab("crossed", crossed)
put("crossed.total", sprintf("%.15g", { # all common variance of the sum of visual's items over its variance
  i <- c(blocks$visual, "x9"); e <- lavInspect(crossed, "est")
  sum((e$lambda %*% e$psi %*% t(e$lambda))[i, i]) / sum(fitted(crossed)$cov[i, i] * 0 + lavInspect(crossed, "sampstat")$cov[i, i]) }))
# groups
two <- cfa(text, hs, group = "school")
g <- quiet(compRelSEM(two)); put("groups.omega", rows(as.matrix(g[, names(blocks)])))
put("groups.labels", paste0('["', paste(lavInspect(two, "group.label"), collapse = '", "'), '"]'))

# second order
high <- cfa(paste(text, "ability =~ visual + textual + speed", sep = "\n"), hs)
r <- quiet(compRelSEM(high, higher = "ability", return.total = FALSE)); put("high.omega", named(unlist(r)))
r <- quiet(compRelSEM(high, higher = "ability", obs.var = FALSE)); put("high.omega.model", named(unlist(r)))
put("high.l2", named(quiet(reliabilityL2(high, "ability"))))
S <- lavInspect(high, "sampstat")$cov; e <- lavInspect(high, "est")
total <- e$lambda %*% solve(diag(4) - e$beta) %*% e$psi %*% t(solve(diag(4) - e$beta)) %*% t(e$lambda)
put("high.total", num(c(sum(total) / sum(S), sum(total) / sum(fitted(high)$cov))))

# ordered items
ho <- read.csv("tests/reference/data/holzinger-ordinal.csv")
ord <- quiet(cfa(text, ho, ordered = unlist(blocks)))
reliab("ordered", ord)
reliab("ordered.latent", ord, ord.scale = FALSE)
put("ordered.alpha", named(unlist(quiet(compRelSEM(ord, tau.eq = TRUE, ord.scale = FALSE)))))
put("ordered.htmt", rows(quiet(htmt(text, ho, ordered = unlist(blocks), htmt2 = FALSE))))
put("ordered.htmt2", rows(quiet(htmt(text, ho, ordered = unlist(blocks), htmt2 = TRUE))))
highord <- quiet(cfa(paste(text, "ability =~ visual + textual + speed", sep = "\n"), ho, ordered = unlist(blocks)))
# Green & Yang (2009), eq. 21, written out: the program has no second order of ordered items
both <- function(a, b, r) if (r >= 1 - 1e-12) pnorm(min(a, b)) else pbivnorm::pbivnorm(a, b, r)
spread <- function(th, r) sum(sapply(seq_along(th), function(i) sapply(seq_along(th), function(j) {
  p <- sum(outer(th[[i]], th[[j]], Vectorize(function(a, b) both(a, b, r[i, j]))))
  p - sum(pnorm(th[[i]])) * sum(pnorm(th[[j]])) })))
thresholds <- function(fit) { t <- lavInspect(fit, "sampstat")$th; lapply(unlist(blocks), function(i) as.numeric(t[grepl(paste0("^", i, "[|]"), names(t))])) }
e <- lavInspect(highord, "est"); back <- solve(diag(4) - e$beta); S <- lavInspect(highord, "sampstat")$cov
all <- e$lambda %*% back %*% e$psi %*% t(back) %*% t(e$lambda)
g <- (e$lambda %*% back)[, "ability"]; th <- thresholds(highord)
put("highord.omega", num(c(spread(th, e$psi["ability", "ability"] * g %o% g), spread(th, all)) / spread(th, S)))
binary <- read.csv("tests/reference/data/holzinger-binary.csv")
bin <- quiet(cfa(text, binary, ordered = unlist(blocks), parameterization = "theta"))
reliab("binary", bin)

# common method
R <- cor(hs[unlist(blocks)])
put("harman.component", sprintf("%.15g", eigen(R)$values[1] / 9))
f1 <- factanal(covmat = R, n.obs = nrow(hs), factors = 1, control = list(opt = list(factr = 10, maxit = 5000)))
put("harman.factor", sprintf("%.15g", sum(f1$loadings^2) / 9))
scores <- sapply(blocks, function(i) rowSums(scale(hs[i])))
put("vif", named(diag(solve(cor(scores))))); put("vif.latent", named(diag(solve(lavInspect(fit, "cor.lv")))))
method <- function(name, data, base, ...) {
  items <- paste0("1*", unlist(blocks), collapse = " + ")
  more <- paste(text, paste("method =~", items), "method ~~ start(0.1)*method",
    "method ~~ 0*visual + 0*textual + 0*speed", sep = "\n")
  with <- quiet(cfa(more, data, ...))
  t <- parTable(with); p <- parameterEstimates(with); v <- p[p$lhs == "method" & p$op == "~~" & p$rhs == "method", ]
  d <- quiet(lavTestLRT(base, with))
  put(name, paste0('{"variance": ', num(v$est), ', "se": ', num(v$se), ', "chisq": ',
    sprintf("%.15g", fitMeasures(with, "chisq")), ', "difference": ', num(unlist(d[2, c("Chisq diff", "Df diff", "Pr(>Chisq)")])),
    ', "cfi": ', sprintf("%.15g", fitMeasures(with, "cfi")),
    ', "share": ', num(mean((lavInspect(with, "std")$lambda[, "method"])^2)),
    ', "std": ', num(standardizedSolution(with)$est.std[1:9]), '}'))
}
method("method", hs, fit)
method("method.mlm", hs, cfa(text, hs, estimator = "MLM"), estimator = "MLM")

cat('{\n  "programs": {"R": "', paste(R.version$major, R.version$minor, sep = "."), '", "lavaan": "', as.character(packageVersion("lavaan")),
  '", "psych": "', as.character(packageVersion("psych")), '", "semTools": "', as.character(packageVersion("semTools")), '"},\n', sep = "")
cat(paste(out, collapse = ",\n"), "\n}\n", sep = "")
