# Writes the answers that tests/reference.rs compares with, one file per case:
#   Rscript tests/reference/ml.R [case ...]        (from the top folder; needs lavaan)
# The file's name carries the version that gave it; the files here come from lavaan 0.7-2.
suppressMessages(library(lavaan))
only <- commandArgs(TRUE)
version <- sub("^(\\d+\\.\\d+)\\.(\\d+).*", "\\1-\\2", gsub("-", ".", packageDescription("lavaan")$Version))
holzinger <- "datasets/holzinger.csv"
democracy <- "datasets/democracy.csv"
growing <- "tests/reference/data/growth.csv"
scrm <- "tests/reference/data/scrm384.csv"

three <- "visual  =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed   =~ x7 + x8 + x9\n"
bollen <- paste0("ind60 =~ x1 + x2 + x3\ndem60 =~ y1 + y2 + y3 + y4\ndem65 =~ y5 + y6 + y7 + y8\ndem60 ~ ind60\n",
  "dem65 ~ ind60 + dem60\ny1 ~~ y5\ny2 ~~ y4 + y6\ny3 ~~ y7\ny4 ~~ y8\ny6 ~~ y8\n")
bollen_equal <- paste0("ind60 =~ x1 + x2 + x3\ndem60 =~ y1 + a*y2 + b*y3 + c*y4\ndem65 =~ y5 + a*y6 + b*y7 + c*y8\n",
  "dem60 ~ p1*ind60\ndem65 ~ p2*ind60 + p3*dem60\ny1 ~~ y5\ny2 ~~ y4 + y6\ny3 ~~ y7\ny4 ~~ y8\ny6 ~~ y8\n",
  "ind := p1*p3\ntot := p2 + p1*p3\n")
line <- "i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4\ns =~ 0*t1 + 1*t2 + 2*t3 + 3*t4\n"
block <- function(construct, item, n) paste0(construct, " =~ ", paste0(item, seq_len(n), collapse = " + "), "\n")
social <- paste0(block("leadership", "lead", 5), block("knowledge", "know", 5), block("staff", "staf", 5),
  block("media", "medi", 5), block("marketing", "mark", 4), block("brand", "bran", 4), block("service", "serv", 4),
  "success =~ marketing + brand + service\nsuccess ~ media + leadership + knowledge + staff\n")

cases <- list()
add <- function(id, model, data, call = "sem", ..., also = character())
  cases[[id]] <<- list(model = model, data = data, call = call, args = list(...), also = also)
add("hs-ml", three, holzinger, "cfa", also = c("standardized", "modification_indices"))
add("hs-ml-mean-observed", three, holzinger, "cfa", meanstructure = TRUE, information = "observed")
add("hs-ml-wishart", three, holzinger, "cfa", likelihood = "wishart")
add("hs-ml-stdlv", three, holzinger, "cfa", std.lv = TRUE)
add("hs-ml-orthogonal", three, holzinger, "cfa", orthogonal = TRUE)
add("hs-mlf", three, holzinger, "cfa", estimator = "MLF")
add("hs-second-order", paste0(three, "general =~ visual + textual + speed\n"), holzinger, "cfa")
add("hs-bifactor", paste0("g =~ ", paste0("x", 1:9, collapse = " + "), "\n", three), holzinger, "cfa",
  orthogonal = TRUE, std.lv = TRUE)
add("hs-mimic-covariates", paste0(three, "visual + textual + speed ~ ageyr + sex\n"), holzinger)
one <- "visual =~ x1 + x2 + x3\nvisual ~ ageyr + sex\n"
add("hs-fixedx-true", one, holzinger, also = "standardized")
add("hs-fixedx-false", one, holzinger, fixed.x = FALSE, also = "standardized")
add("pd-ml", bollen, democracy, also = c("standardized", "modification_indices"))
add("pd-ml-equal", bollen_equal, democracy, also = "standardized")
add("path-saturated", "y1 ~ x1 + x2\ny2 ~ y1 + x1\n", democracy, also = "standardized")
add("path-nonrecursive", "y1 ~ b12*y2 + x1\ny2 ~ b21*y1 + x2\ny1 ~~ y2\n", democracy)
add("path-mediation", "y1 ~ a*x1\ny5 ~ b*y1 + c*x1\nab := a*b\ntotal := c + a*b\nshare := ab/total\n", democracy,
  also = "standardized")
add("constraint-linear", "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + c*x5 + d*x6\na + b == c\nd == 1\n", holzinger, "cfa")
add("syntax-modifiers", paste0("f1 =~ start(0.8)*x1 + NA*x1 + equal(\"f1=~x1\")*x2 + x3\nf1 ~~ 1*f1\n",
  "f2 =~ 1*x4 + lab1*x5 + lab1*x6\nx1 ~~ c(th)*x1\nf1 ~~ sqrt(0.25)*f2\n"), holzinger, "cfa")
add("growth-plain", line, growing, "growth")
add("growth-covariates", paste0(line, "i ~ x1 + x2\ns ~ x1 + x2\nt1 ~ c1\nt2 ~ c2\nt3 ~ c3\nt4 ~ c4\n"), growing, "growth",
  also = "standardized")
steps <- c("loadings", "intercepts", "residuals", "means")
add("hs-groups-config-ml", three, holzinger, "cfa", group = "school", estimator = "ML")
for (n in 1:4) add(paste0("hs-groups-", c("metric", "scalar", "strict", "means")[n], "-ml"), three, holzinger, "cfa",
  group = "school", estimator = "ML", group.equal = steps[1:n])
add("hs-groups-partial", three, holzinger, "cfa", group = "school", group.equal = c("loadings", "intercepts"),
  group.partial = c("visual=~x2", "x7~1"))
add("hs-groups-labels", paste0("visual =~ x1 + c(a,a)*x2 + c(b1,b2)*x3\ntextual =~ x4 + x5 + c(0.9,NA)*x6\n",
  "visual ~~ c(v1,v2)*visual\nd := v1 - v2\n"), holzinger, "cfa", group = "school")
add("hs-groups-regressions", "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual + ageyr\n", holzinger,
  group = "school", group.equal = "regressions")
add("scrm-ml", social, scrm, also = c("standardized", "modification_indices"))

for (e in c("MLM", "MLMV", "MLMVS", "MLR")) add(paste0("hs-", tolower(e)), three, holzinger, "cfa", estimator = e)
add("hs-groups-config-mlr", three, holzinger, "cfa", group = "school", estimator = "MLR")
for (n in 1:4) add(paste0("hs-groups-", c("metric", "scalar", "strict", "means")[n], "-mlr"), three, holzinger, "cfa",
  group = "school", estimator = "MLR", group.equal = steps[1:n])
add("pd-mlr-equal", bollen_equal, democracy, estimator = "MLR")
add("scrm-mlr", social, scrm, estimator = "MLR")

json <- function(x) {
  if (is.list(x)) return(paste0("{", paste0("\"", names(x), "\": ", vapply(x, json, ""), collapse = ", "), "}"))
  one <- if (is.character(x)) paste0("\"", gsub("\n", "\\n", gsub("\"", "\\\"", x, fixed = TRUE), fixed = TRUE), "\"")
    else if (is.logical(x)) ifelse(is.na(x), "null", tolower(as.character(x)))
    else ifelse(is.finite(x), sprintf("%.15g", x), "null")
  if (length(x) == 1) one else paste0("[", paste(one, collapse = ","), "]")
}
table_of <- function(found, columns) {
  found <- as.data.frame(unclass(found)[names(found)], stringsAsFactors = FALSE)
  if (is.null(found$group)) found$group <- 1
  found$group[found$op == ":="] <- 0
  rows <- lapply(seq_len(nrow(found)), function(i) paste0("[", paste(vapply(columns, function(name) json(found[i, name]), ""), collapse = ","), "]"))
  paste0("{\"columns\": ", json(columns), ", \"rows\": [\n", paste(rows, collapse = ",\n"), "\n]}")
}
for (id in names(cases)) {
  if (length(only) && !id %in% only) next
  k <- cases[[id]]
  data <- read.csv(k$data, na.strings = "")
  fit <- suppressWarnings(do.call(k$call, c(list(k$model, data = data), k$args)))
  parts <- c(
    sprintf("\"case\": %s", json(id)), sprintf("\"program\": %s", json(paste("lavaan", packageVersion("lavaan")))),
    sprintf("\"call\": %s", json(k$call)), sprintf("\"model\": %s", json(k$model)), sprintf("\"data\": %s", json(k$data)),
    sprintf("\"args\": %s", if (length(k$args)) json(k$args) else "{}"),
    sprintf("\"fit_measures\": %s", json(lapply(as.list(fitMeasures(fit)), as.numeric))),
    sprintf("\"parameters\": %s", table_of(parameterEstimates(fit, standardized = TRUE, remove.nonfree = FALSE),
      c("lhs", "op", "rhs", "group", "est", "se", "std.lv", "std.all"))))
  if ("standardized" %in% k$also)
    parts <- c(parts, sprintf("\"standardized\": %s", table_of(standardizedSolution(fit), c("lhs", "op", "rhs", "group", "est.std", "se"))))
  if ("modification_indices" %in% k$also)
    parts <- c(parts, sprintf("\"modification_indices\": %s", table_of(modindices(fit, sort. = TRUE),
      c("lhs", "op", "rhs", "group", "mi", "epc", "sepc.all"))))
  writeLines(paste0("{", paste(parts, collapse = ",\n"), "}"), sprintf("tests/reference/%s.lavaan-%s.json", id, version))
}
