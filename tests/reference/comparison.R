# Writes tests/reference/comparison.lavaan-0.6-14.json: differences of χ², score tests, Wald tests, and Vuong's tests by
# the formulas of Merkle, You & Preacher (2016) from lavaan's casewise likelihoods and slopes.
#   Rscript tests/reference/comparison.R        (from the top folder; needs lavaan)
suppressMessages(library(lavaan))
data <- HolzingerSwineford1939
three <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
ladder <- list(configural = "", metric = "loadings", scalar = c("loadings", "intercepts"),
  strict = c("loadings", "intercepts", "residuals"), means = c("loadings", "intercepts", "residuals", "means"))
fits <- function(estimator) lapply(ladder, function(equal) {
  if (identical(equal, "")) cfa(three, data, group = "school", estimator = estimator)
  else cfa(three, data, group = "school", estimator = estimator, group.equal = equal)
})
plain <- fits("ML"); robust <- fits("MLR"); mlm <- fits("MLM"); shifted <- fits("MLMV"); fractional <- fits("MLMVS")
row <- function(found) { found <- as.list(found[2, c("Chisq diff", "Df diff", "Pr(>Chisq)")]); names(found) <- c("chisq", "df", "pvalue"); found }
pairs <- function(list, ...) {
  names <- names(list)[-1]
  found <- lapply(seq_along(names), function(i) tryCatch(
    row(suppressWarnings(lavTestLRT(list[[i]], list[[i + 1]], ...))), error = function(e) list(error = conditionMessage(e))))
  setNames(found, names)
}
differences <- list(
  "ML.default" = pairs(plain), "MLR.default" = pairs(robust), "MLM.default" = pairs(mlm), "MLMV.default" = pairs(shifted),
  "MLMVS.default" = pairs(fractional),
  "MLR.satorra.bentler.2010" = pairs(robust, method = "satorra.bentler.2010"),
  "MLM.satorra.bentler.2010" = pairs(mlm, method = "satorra.bentler.2010"),
  "MLR.satorra.2000" = pairs(robust, method = "satorra.2000", scaled.shifted = FALSE),
  "MLR.satorra.2000.shifted" = pairs(robust, method = "satorra.2000"),
  "MLR.satorra.2000.exact" = pairs(robust, method = "satorra.2000", A.method = "exact", scaled.shifted = FALSE),
  "MLM.satorra.2000.delta" = pairs(mlm, method = "satorra.2000", scaled.shifted = FALSE),
  "MLM.satorra.2000.exact" = pairs(mlm, method = "satorra.2000", A.method = "exact", scaled.shifted = FALSE),
  "MLMV.satorra.2000.exact" = pairs(shifted, method = "satorra.2000", A.method = "exact", scaled.shifted = TRUE),
  "MLMV.satorra.2000.unshifted" = pairs(shifted, method = "satorra.2000", scaled.shifted = FALSE))
# lavaan copies estimates to the larger model row by row, which does not reproduce the restricted model where that frees a
# mean the larger one fixes. Here the larger model is fitted to the moments that the restricted one implies.
by_moments <- function(list, equal) {
  names <- names(list)[-1]
  setNames(lapply(seq_along(names), function(i) {
    one <- list[[i]]; none <- list[[i + 1]]; implied <- fitted(none)
    again <- list(model = three, sample.cov = lapply(implied, `[[`, "cov"), sample.mean = lapply(implied, `[[`, "mean"),
      sample.nobs = lavInspect(none, "nobs"), sample.cov.rescale = FALSE, control = list(rel.tol = 1e-14))
    if (!identical(equal[[i]], "")) again$group.equal <- equal[[i]]
    at <- list(model = three, data = data, group = "school", estimator = "MLR", start = parTable(do.call("cfa", again)),
      optim.method = "none", baseline = FALSE)
    if (!identical(equal[[i]], "")) at$group.equal <- equal[[i]]
    at <- suppressWarnings(do.call("cfa", at))
    c1 <- at@test[[2]]$scaling.factor; d1 <- at@test[[1]]$df
    c0 <- none@test[[2]]$scaling.factor; d0 <- none@test[[1]]$df
    chisq <- (none@test[[1]]$stat - one@test[[1]]$stat) / ((d0 * c0 - d1 * c1) / (d0 - d1))
    list(chisq = chisq, df = d0 - d1, pvalue = pchisq(chisq, d0 - d1, lower.tail = FALSE))
  }), names)
}
differences[["MLR.satorra.bentler.2010.moments"]] <- by_moments(robust, ladder)
table <- function(found) lapply(seq_len(nrow(found)), function(i) as.list(found[i, ]))
scores <- function(fit) {
  found <- suppressWarnings(lavTestScore(fit, epc = TRUE))
  list(total = as.list(found$test), univariate = table(as.data.frame(found$uni)), epc = table(as.data.frame(found$epc)[c("lhs", "op", "rhs", "free", "est", "epc")]))
}
equal <- "visual =~ x1 + a*x2 + a*x3\ntextual =~ x4 + b*x5 + c*x6\nspeed =~ x7 + x8 + x9\nb == 1.2*c\n"
score <- list(metric = scores(plain$metric), scalar = scores(plain$scalar), labels = scores(cfa(equal, data)),
  robust = scores(robust$metric))
labelled <- "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + c*x5 + d*x6\nspeed =~ x7 + e*x8 + f*x9\n"
wald <- lapply(c(ML = "ML", MLR = "MLR"), function(estimator) {
  fit <- cfa(labelled, data, estimator = estimator)
  lapply(c("a == b", "a == b; c == d", "a*b == 0.5", "log(c) == d - 1\ne == f"), function(text) {
    found <- lavTestWald(fit, constraints = text); list(constraints = text, stat = found$stat, df = found$df, pvalue = found$p.value)
  })
})
# Vuong (1989) from scratch.
crossed <- "visual =~ x1 + x2 + x3 + x9\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
paired <- paste0(three, "x7 ~~ x8\n")
vuong <- function(one, two, ...) {
  a <- cfa(one, data, ...); b <- cfa(two, data, ...)
  casewise <- function(fit) {
    x <- lavInspect(fit, "data"); if (!is.list(x)) x <- list(x)
    m <- fitted(fit); if (!is.list(m[[1]])) m <- list(m)
    unlist(lapply(seq_along(x), function(g) {
      d <- sweep(x[[g]], 2, m[[g]]$mean); S <- m[[g]]$cov
      -0.5 * (ncol(d) * log(2 * pi) + c(determinant(S)$modulus) + rowSums((d %*% solve(S)) * d))
    }))
  }
  gap <- casewise(a) - casewise(b); n <- length(gap)
  omega <- mean((gap - mean(gap))^2)
  bread <- function(fit) solve(lavInspect(fit, "information.expected"))
  sa <- estfun.lavaan(a); sb <- estfun.lavaan(b)
  W <- rbind(cbind(-(crossprod(sa) / n) %*% bread(a), -(crossprod(sa, sb) / n) %*% bread(b)),
    cbind((crossprod(sb, sa) / n) %*% bread(a), (crossprod(sb) / n) %*% bread(b)))
  lambda <- Re(eigen(W)$values)^2
  imhof <- function(q, w) 0.5 + integrate(function(u) sapply(u, function(u) sin(0.5 * sum(atan(w * u)) - 0.5 * q * u) /
    (u * prod((1 + w^2 * u^2)^0.25))), 0, Inf, subdivisions = 10000, rel.tol = 1e-9)$value / pi
  z <- sum(gap) / sqrt(n * omega)
  list(logl = c(sum(casewise(a)), sum(casewise(b))), omega = omega, distinguishable = imhof(n * omega, lambda),
    z = z, first = pnorm(z, lower.tail = FALSE), second = pnorm(z))
}
answers <- list(program = "lavaan 0.6-14", differences = differences, score = score, wald = wald,
  vuong = list(moved = vuong(crossed, paired, meanstructure = TRUE), groups = vuong(crossed, paired, group = "school")))
json <- function(x) {
  if (is.list(x) && is.null(names(x))) paste0("[", paste(vapply(x, json, ""), collapse = ",\n"), "]")
  else if (is.list(x)) paste0("{", paste0("\"", names(x), "\": ", vapply(x, json, ""), collapse = ", "), "}")
  else if (length(x) != 1) json(as.list(unname(x)))
  else if (is.na(x)) "null"
  else if (is.character(x) || is.factor(x)) encodeString(as.character(x), quote = "\"")
  else sprintf("%.15g", unclass(x))
}
writeLines(json(answers),
  "tests/reference/comparison.lavaan-0.6-14.json")
