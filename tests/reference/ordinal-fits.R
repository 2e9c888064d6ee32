# Answers for tests/ordinal_fit.rs: models of ordinal answers.
# Usage: Rscript ordinal-fits.R FOLDER-OF-DATA > ordinal-fits.lavaan-0.6-14.json
suppressMessages(library(lavaan))
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name) read.csv(file.path(folder, name))
exact <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ","), "]")
first <- TRUE
case <- function(name, data, model, ordered, ...) {
  fit <- suppressWarnings(cfa(model, data, ordered = ordered, ...))
  m <- suppressWarnings(fitMeasures(fit))
  names <- intersect(c("npar", "df", "chisq", "chisq.scaled", "df.scaled", "chisq.scaling.factor"), names(m))
  t <- parTable(fit); t <- t[t$free > 0 & t$op != "|", ]
  if (is.null(t$group)) t$group <- 1
  cat(if (!first) ",\n", sprintf('{"data":"%s","measures":{%s},\n"rows":[%s],\n"estimates":%s,\n"errors":%s}', name,
    paste(sprintf('"%s":%.17g', names, m[names]), collapse = ","), paste(sprintf('"%d %s %s %s"', t$group, t$lhs, t$op, t$rhs), collapse = ","),
    exact(t$est), exact(t$se)), sep = "")
  first <<- FALSE
}
hs <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
nine <- paste0("x", 1:9)
cat('{"program":"lavaan","version":"', as.character(packageVersion("lavaan")), '","cases":[\n', sep = "")
case("holzinger-ordinal", read("holzinger-ordinal.csv"), hs, nine)
case("holzinger-ordinal", read("holzinger-ordinal.csv"), hs, nine, parameterization = "theta")
case("holzinger-ordinal", read("holzinger-ordinal.csv"), hs, nine, estimator = "ULSMV")
case("holzinger-ordinal", read("holzinger-ordinal.csv"), hs, nine, estimator = "WLSM")
case("holzinger-ordinal", read("holzinger-ordinal.csv"), hs, nine, estimator = "WLSMVS")
case("holzinger-ordinal", read("holzinger-ordinal.csv"), hs, nine, estimator = "WLS")
case("holzinger-mixed", read("holzinger-mixed.csv"), hs, nine[1:3])
case("holzinger-binary", read("holzinger-binary.csv"), hs, nine)
case("holzinger-ordinal by school", read("holzinger-ordinal.csv"), hs, nine, group = "school")
case("holzinger-ordinal by school", read("holzinger-ordinal.csv"), hs, nine, group = "school", parameterization = "theta")
case("holzinger-ordinal by school", read("holzinger-ordinal.csv"), hs, nine, group = "school", group.equal = c("loadings", "thresholds"))
case("holzinger-ordinal", read("holzinger-ordinal.csv"), sub("=~ x4", "=~ a*x4 + b*x5 + a*x6\nvisual ~~ c*textual\ntextual ~~ c*speed #", hs, fixed = TRUE), nine, std.lv = TRUE)
cat("\n]}\n")
