# Answers of lavaan with blanks: Rscript fiml.R > fiml.lavaan-0.7-2.json (fit measures and parameters of each case).
# The data are lavaan's HolzingerSwineford1939 with x_j blank in rows j, j + 10, j + 20, ..., and some ages blank.
library(lavaan)
data <- read.csv("holzinger-missing.csv")
hs <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
cases <- list(
  "hs-fiml" = cfa(hs, data, missing = "ml"),
  "hs-fiml-groups" = cfa(hs, data, missing = "ml", group = "school", group.equal = "loadings"),
  "pd-fiml-x" = sem("visual =~ x1 + x2 + x3\nvisual ~ ageyr\n", data, missing = "ml.x"))
cat(jsonlite::toJSON(lapply(cases, function(fit) list(
  fit_measures = as.list(fitMeasures(fit)), parameters = as.data.frame(parameterEstimates(fit)))), digits = NA))
