# Writes tests/reference/comparison-ordinal.lavaan-0.6-14.json: differences of χ² between least-squares fits, of ordered and
# of numeric items, over steps of invariance between schools.
#   Rscript tests/reference/comparison-ordinal.R        (from the top folder; needs lavaan)
# That version takes equal intercepts to go with equal thresholds, so the steps before are written out.
suppressMessages(library(lavaan))
ordered <- read.csv("tests/reference/data/holzinger-ordinal.csv")
numeric <- read.csv("datasets/holzinger.csv")
nine <- paste0("x", 1:9)
three <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
loaded <- "visual =~ x1 + c(a2,a2)*x2 + c(a3,a3)*x3\ntextual =~ x4 + c(a5,a5)*x5 + c(a6,a6)*x6\nspeed =~ x7 + c(a8,a8)*x8 + c(a9,a9)*x9\n"
count <- vapply(nine, function(x) length(unique(ordered[[x]])) - 1L, 1L)
written <- function(loadings, theta) {
  equal <- unlist(lapply(nine, function(x) sprintf("%s | %s", x,
    paste(sprintf("c(%s%d,%s%d)*t%d", x, seq_len(count[[x]]), x, seq_len(count[[x]]), seq_len(count[[x]])), collapse = " + "))))
  units <- if (theta) sprintf("%s ~~ c(1,NA)*%s", nine, nine) else sprintf("%s ~*~ c(1,NA)*%s", nine, nine)
  paste(c(loadings, equal, units, sprintf("%s ~ c(0,NA)*1", nine), "visual ~ c(0,0)*1\ntextual ~ c(0,0)*1\nspeed ~ c(0,0)*1"), collapse = "\n")
}
first <- TRUE
number <- function(x) if (is.na(x)) "null" else sprintf("%.15g", x)
case <- function(data, estimator, options, fits, ...) {
  steps <- vapply(names(fits), function(step) sprintf('{"step":"%s","chisq":%s,"df":%d}', step,
    number(fits[[step]]@test[[1]]$stat), fits[[step]]@test[[1]]$df), "")
  pairs <- vapply(seq_along(fits)[-1], function(i) {
    found <- suppressWarnings(lavTestLRT(fits[[i - 1]], fits[[i]]))
    sprintf('{"larger":"%s","restricted":"%s","chisq":%s,"df":%s,"pvalue":%s}', names(fits)[i - 1], names(fits)[i],
      number(found[2, "Chisq diff"]), number(found[2, "Df diff"]), number(found[2, "Pr(>Chisq)"]))
  }, "")
  cat(if (!first) ",\n", sprintf('{"data":"%s","estimator":"%s","options":"%s","steps":[%s],\n"differences":[%s]}', data, estimator,
    options, paste(steps, collapse = ",\n"), paste(pairs, collapse = ",\n")), sep = "", file = out)
  flush(out)
  first <<- FALSE
}
out <- file("tests/reference/comparison-ordinal.lavaan-0.6-14.json", "w")
cat('{"program":"lavaan 0.6-14","cases":[\n', file = out)
for (parameterization in c("delta", "theta")) for (estimator in if (parameterization == "delta") c("WLSMV", "ULSMV", "WLSM") else "WLSMV") {
  fit <- function(model, ...) suppressWarnings(cfa(model, ordered, ordered = nine, group = "school", estimator = estimator,
    parameterization = parameterization, ...))
  theta <- parameterization == "theta"
  fits <- list(configural = fit(three), thresholds = fit(written(three, theta)), metric = fit(written(loaded, theta)),
    scalar = fit(three, group.equal = c("loadings", "thresholds")))
  if (theta) fits$strict <- fit(three, group.equal = c("loadings", "thresholds", "residuals"))
  case("ordinal", estimator, parameterization, fits)
}
fit <- function(...) suppressWarnings(cfa(three, ordered, ordered = nine, group = "school", ...))
case("ordinal", "WLSMV", "loadings", list(configural = fit(), loadings = fit(group.equal = "loadings")))
for (estimator in c("GLS", "ULSMV", "WLSM")) {
  fit <- function(...) suppressWarnings(cfa(three, numeric, group = "school", estimator = estimator, meanstructure = TRUE, ...))
  case("numeric", estimator, "", list(configural = fit(), metric = fit(group.equal = "loadings"),
    scalar = fit(group.equal = c("loadings", "intercepts")), strict = fit(group.equal = c("loadings", "intercepts", "residuals"))))
}
cat("\n]}\n", file = out)
close(out)
