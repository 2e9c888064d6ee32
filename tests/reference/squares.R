# Answers for tests/squares.rs: least squares of continuous items, and tests that are chosen freely.
# Usage: Rscript squares.R holzinger.csv > squares.lavaan-0.6-14.json
suppressMessages(library(lavaan))
d <- read.csv(commandArgs(trailingOnly = TRUE)[1])
exact <- function(x) paste0("[", paste(ifelse(is.finite(x), sprintf("%.15g", x), "null"), collapse = ","), "]")
quoted <- function(x) paste0("[", paste(sprintf('"%s"', x), collapse = ","), "]")
named <- function(x) paste0("{", paste(sprintf('"%s":%s', names(x), ifelse(is.finite(x), sprintf("%.15g", x), "null")), collapse = ","), "}")
wanted <- c("npar", "fmin", "chisq", "df", "chisq.scaled", "df.scaled", "chisq.scaling.factor", "baseline.chisq", "baseline.df",
  "baseline.chisq.scaled", "baseline.chisq.scaling.factor", "cfi", "tli", "nfi", "rfi", "ifi", "cfi.scaled", "tli.scaled", "cfi.robust",
  "tli.robust", "rmsea", "rmsea.ci.lower", "rmsea.ci.upper", "rmsea.pvalue", "rmsea.scaled", "rmsea.ci.lower.scaled",
  "rmsea.ci.upper.scaled", "rmsea.robust", "rmsea.ci.lower.robust", "rmsea.ci.upper.robust", "srmr", "rmr", "crmr", "srmr_mplus",
  "gfi", "agfi", "mfi", "ecvi", "cn_05")
browne <- c("browne.residual.nt", "browne.residual.adf", "browne.residual.nt.model", "browne.residual.adf.model")
statistic <- function(fit, test) tryCatch(suppressWarnings(lavTest(fit, test = test)$stat), error = function(e) NA)
first <- TRUE
case <- function(name, model, ours, ..., indices = TRUE) {
  fit <- suppressWarnings(sem(model, d, control = list(rel.tol = 1e-13), ...))
  if (!lavInspect(fit, "converged")) fit <- suppressWarnings(sem(model, d, ...))
  if (!lavInspect(fit, "converged")) { message(name, " does not converge"); return(invisible()) }
  m <- suppressWarnings(fitMeasures(fit)); m <- m[intersect(wanted, names(m))]
  names(m)[names(m) == "gfi"] <- "gfi_lisrel"; names(m)[names(m) == "agfi"] <- "agfi_lisrel"
  # fitMeasures() computes this test anew and otherwise than the fit itself reports it.
  if ("yuan.bentler" %in% names(fit@test)) {
    own <- fit@test$yuan.bentler; base <- fit@baseline$test$yuan.bentler
    m <- m[!grepl("scaled|scaling|robust", names(m))]
    m["chisq.scaled"] <- own$stat; m["chisq.scaling.factor"] <- own$scaling.factor
    m["baseline.chisq.scaled"] <- base$stat; m["baseline.chisq.scaling.factor"] <- base$scaling.factor
  }
  # An unscaled baseline makes it leave the robust CFI and TLI uncorrected too.
  if (isTRUE(m["baseline.chisq.scaling.factor"] == 1)) m <- m[!names(m) %in% c("cfi.robust", "tli.robust")]
  t <- parTable(fit); if (is.null(t$group)) t$group <- 1
  s <- suppressWarnings(standardizedSolution(fit)); keep <- t$free > 0; s <- s[keep[t$op != "=="], ]; t <- t[keep, ]
  tests <- sapply(browne, function(x) statistic(fit, x)); tests <- tests[is.finite(tests)]
  mi <- if (indices) suppressWarnings(modindices(fit)) else data.frame(lhs = character(), op = character(), rhs = character(), mi = numeric(), epc = numeric(), sepc.all = numeric())
  mi <- mi[!is.na(mi$mi), ]; if (is.null(mi$group)) mi$group <- rep(1, nrow(mi))
  mi <- head(mi[order(-mi$mi), ], 8)
  cat(if (!first) ",\n", sprintf('{"name":"%s","model":%s,"args":%s,"measures":%s,"tests":%s,\n"rows":%s,\n"est":%s,\n"se":%s,\n"std":%s,\n"std.se":%s,\n"indices":%s,"mi":%s,"epc":%s,"sepc.all":%s}',
    name, encodeString(model, quote = '"'), quoted(ours), named(m), named(tests), quoted(paste(t$group, t$lhs, t$op, t$rhs)), exact(t$est), exact(t$se),
    exact(s$est.std), exact(s$se), quoted(paste(mi$group, mi$lhs, mi$op, mi$rhs)), exact(mi$mi), exact(mi$epc), exact(mi$sepc.all)), sep = "")
  first <<- FALSE
}
hs <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
equal <- "visual =~ x1 + a*x2 + a*x3\ntextual =~ x4 + b*x5 + x6\nspeed =~ x7 + x8 + x9\nx7 ~~ v*x7\nx8 ~~ v*x8"
covariates <- paste0(hs, "\nvisual ~ ageyr + sex\nspeed ~ visual + ageyr")
path <- "x4 ~ x1 + x2\nx5 ~ x4 + x3\nx6 ~ x4 + x5"
by <- c("--group", "school")
scalar <- c("--group-equal", "loadings,intercepts")
cat('{"program":"lavaan","version":"', as.character(packageVersion("lavaan")), '","cases":[\n', sep = "")
case("gls scalar", hs, c("--estimator", "GLS", by, scalar), estimator = "GLS", group = "school", group.equal = c("loadings", "intercepts"))
case("gls equal observed", equal, c("--estimator", "GLS", "--information", "observed"), estimator = "GLS", information = "observed", indices = FALSE)
case("gls covariates with means", covariates, c("--estimator", "GLS", "--meanstructure"), estimator = "GLS", meanstructure = TRUE)
case("wls with means", hs, c("--estimator", "WLS", "--meanstructure"), estimator = "WLS", meanstructure = TRUE)
case("wls metric", hs, c("--estimator", "WLS", by, "--group-equal", "loadings"), estimator = "WLS", group = "school", group.equal = "loadings")
case("uls plain", equal, c("--estimator", "ULS", "--se", "standard", "--test", "standard"), estimator = "ULS", se = "standard", test = "standard", indices = FALSE)
case("ulsm scalar", hs, c("--estimator", "ULSM", by, scalar), estimator = "ULSM", group = "school", group.equal = c("loadings", "intercepts"))
case("ulsmv covariates", covariates, c("--estimator", "ULSMV"), estimator = "ULSMV")
case("ulsmvs equal with means", equal, c("--estimator", "ULSMVS", "--meanstructure"), estimator = "ULSMVS", meanstructure = TRUE, indices = FALSE)
case("wlsm equal", equal, c("--estimator", "WLSM", "--ordered=false"), estimator = "WLSM", indices = FALSE)
case("wlsmv metric", hs, c("--estimator", "WLSMV", "--ordered=false", by, "--group-equal", "loadings"), estimator = "WLSMV", group = "school", group.equal = "loadings")
case("wlsmvs covariates", covariates, c("--estimator", "WLSMVS", "--ordered=false"), estimator = "WLSMVS")
case("dls path", path, c("--estimator", "DLS"), estimator = "DLS")
case("dls scalar", hs, c("--estimator", "DLS", by, scalar), estimator = "DLS", group = "school", group.equal = c("loadings", "intercepts"))
case("dls covariates with means", covariates, c("--estimator", "DLS", "--meanstructure"), estimator = "DLS", meanstructure = TRUE)
case("ml covariates, fixed", covariates, c("--estimator", "ML", "--se", "robust.sem", "--test", "scaled.shifted,satorra.bentler"), estimator = "ML", se = "robust.sem", test = c("scaled.shifted", "satorra.bentler"))
case("ml scalar, residuals", hs, c("--estimator", "ML", "--se", "first.order", by, scalar), estimator = "ML", se = "first.order", group = "school", group.equal = c("loadings", "intercepts"))
case("mlr yuan.bentler", hs, c("--estimator", "MLR", "--test", "yuan.bentler", by, scalar), estimator = "MLR", test = "yuan.bentler", group = "school", group.equal = c("loadings", "intercepts"))
case("ml mean.var.adjusted", equal, c("--estimator", "ML", "--se", "robust.sem", "--test", "mean.var.adjusted"), estimator = "ML", se = "robust.sem", test = "mean.var.adjusted", indices = FALSE)
case("wishart, satorra.bentler", hs, c("--estimator", "ML", "--likelihood", "wishart", "--test", "satorra.bentler", "--se", "standard"), estimator = "ML", likelihood = "wishart", test = "satorra.bentler", se = "standard")
cat("\n]}\n")
