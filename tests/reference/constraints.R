# Answers of lavaan for models with nonlinear equalities, inequalities and bounds.
#
# Run in the folder of the project: Rscript tests/reference/constraints.R > tests/reference/constraints.lavaan-0.6-14.json
# Bounds are written as inequalities of labels: this version gives an active `lower()` the errors of a free parameter,
# later ones treat both alike, as active constraints. The search is told to be as sharp as it gets.
suppressMessages(library(lavaan))
hs <- read.csv("datasets/holzinger.csv")
two <- "visual =~ x1 + a*x2 + b*x3\ntextual =~ x4 + c*x5 + d*x6\n"
path <- "x4 ~ a*x1\nx7 ~ b*x4 + c*x1\n"
group <- "visual =~ x1 + c(a1,a2)*x2 + c(b1,b2)*x3\n"
cases <- list(
  list(name = "inactive bound", model = paste0(two, "x4 ~~ v*x4\nv > 0.1")),
  list(name = "active bound", model = paste0(two, "x4 ~~ v*x4\nv > 0.4")),
  list(name = "active upper bound", model = paste0(two, "visual ~~ k*textual\nk < 0.3")),
  list(name = "active inequality", model = paste0(two, "a - b > 0.05")),
  list(name = "inactive inequality", model = paste0(two, "c > d")),
  list(name = "nonlinear equality and inequality", model = paste0(two, "a > b\nc == d^2 + 0.2\n0.3 < a*b\nq := sqrt(a*b)")),
  list(name = "nonlinear across groups", model = paste0(group, "a1*b1 == a2*b2\nr := a1/a2"), group = "school"),
  list(name = "inequality across groups", model = paste0(group, "a1 > a2 + 0.2\nb1 == b2^2"), group = "school"),
  list(name = "constrained product", model = paste0(path, "ab := a*b\nab == 0.1\ntotal := ab + c\nshare := ab/total")),
  list(name = "bounded definition", model = paste0(path, "ab := a*b\nab < 0.08\nshare := ab/(ab + c)")),
  list(name = "Heywood", model = "f =~ x7 + x9 + x1\ng =~ x4 + x5 + x6\nx9 ~~ h*x9\nh > 0"),
  list(name = "scaled", model = paste0(two, "c == exp(d) - 1.4\nx4 ~~ v*x4\nv > 0.4"), estimator = "MLM"),
  list(name = "sandwich", model = paste0(two, "c == exp(d) - 1.4\na > b"), estimator = "MLR"),
  list(name = "means", model = paste0(two, "x1 ~ m1*1\nx2 ~ m2*1\nm1*m2 == 31"))
)
number <- function(x) ifelse(is.na(x), "null", format(x, digits = 15, trim = TRUE))
quoted <- function(x) paste0("\"", gsub("\n", "\\\\n", x), "\"")
answer <- function(case) {
  arguments <- list(case$model, data = hs, control = list(rel.tol = 1e-15, abs.tol = 0, x.tol = 1e-15), estimator = if (is.null(case$estimator)) "ML" else case$estimator)
  if (!is.null(case$group)) arguments$group <- case$group
  fit <- suppressWarnings(do.call("sem", arguments))
  rows <- as.data.frame(parameterEstimates(fit, remove.nonfree = FALSE))
  std <- as.data.frame(standardizedSolution(fit))
  se <- rows$se
  se[is.na(se)] <- 0
  if (is.null(rows$group)) rows$group <- ifelse(rows$op == ":=", 0, 1)
  key <- function(r) paste(r$lhs, r$op, r$rhs)
  std_se <- std$se[seq_len(nrow(rows))]
  body <- sprintf("      {\"lhs\": %s, \"op\": %s, \"rhs\": %s, \"group\": %d, \"est\": %s, \"se\": %s, \"est.std\": %s, \"se.std\": %s}",
    quoted(rows$lhs), quoted(rows$op), quoted(rows$rhs), rows$group, number(rows$est), number(se), number(std$est.std), number(std_se))
  wanted <- intersect(c("npar", "df", "chisq", "chisq.scaled", "chisq.scaling.factor", "cfi", "logl"), names(fitMeasures(fit)))
  measures <- paste0("\"", wanted, "\": ", number(as.numeric(fitMeasures(fit)[wanted])), collapse = ", ")
  sprintf("  {\"case\": %s, \"model\": %s, \"group\": %s, \"estimator\": %s,\n    \"fit_measures\": {%s},\n    \"parameters\": [\n%s]}",
    quoted(case$name), quoted(case$model), if (is.null(case$group)) "null" else quoted(case$group), quoted(arguments$estimator), measures, paste(body, collapse = ",\n"))
}
cat("[\n", paste(sapply(cases, answer), collapse = ",\n"), "\n]\n", sep = "")
