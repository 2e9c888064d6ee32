# Answers of lavaan 0.6-14 about weights and clusters: Rscript survey-designs.R (from this folder).
# Version 0.7 takes the observed information of the model for the test of clustered answers, and scales weights within
# groups; here both are asked for by name. The weights, teams and four blanks beside the answers are made up.
suppressMessages(library(lavaan))
HS <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
d <- read.csv("data/holzinger-survey.csv")
h <- c("hessian", "hessian")
fits <- list(
  "cluster" = cfa(HS, d, cluster = "team", observed.information = h),
  "cluster-weights" = cfa(HS, d, cluster = "team", sampling.weights = "w"),
  "cluster-groups" = cfa(HS, d, cluster = "team", group = "school", observed.information = h),
  "weights-groups" = cfa(HS, d, sampling.weights = "w", group = "school", sampling.weights.normalization = "group",
    group.equal = "loadings"),
  "cluster-weights-groups" = cfa(HS, d, cluster = "team", sampling.weights = "w", group = "school",
    sampling.weights.normalization = "group", group.equal = c("loadings", "intercepts")),
  "cluster-weights-fixed" = sem(paste0(HS, "visual + textual + speed ~ ageyr + sex\n"), d, cluster = "team",
    sampling.weights = "w"),
  "weights-means" = cfa(HS, d, sampling.weights = "w", meanstructure = TRUE))
for (name in names(fits)) { cat(name, "\n"); print(fitMeasures(fits[[name]]), digits = 12); print(parameterEstimates(fits[[name]]), digits = 12) }
# Cases: distances, parts in chi-square, Cook's distances by one step.
for (rule in c("listwise", "ml")) {
  rows <- if (rule == "listwise") which(complete.cases(d)) else seq_len(nrow(d)); e <- d[rows, ]
  f <- cfa(HS, e, missing = rule, information = "observed", meanstructure = TRUE); x <- as.matrix(e[, paste0("x", 1:9)])
  m <- lavInspect(f, "implied"); s <- lavInspect(f, "sampstat"); u <- estfun.lavaan(f)
  far <- function(a) sapply(seq_len(nrow(x)), function(i) { o <- !is.na(x[i, ]); mahalanobis(x[i, o], a$mean[o], a$cov[o, o]) })
  det <- function(a) sapply(seq_len(nrow(x)), function(i) { o <- !is.na(x[i, ]); log(base::det(a$cov[o, o, drop = FALSE])) })
  cook <- rowSums((u %*% vcov(f)) * u); o <- order(-cook)[1:4]
  print(data.frame(row = rows + 1, d2 = far(m), chisq = far(m) + det(m) - far(s) - det(s), cook = cook)[o, ], digits = 10)
}
# Profiles, as older versions had them.
h <- read.csv("../../datasets/holzinger.csv")
for (mimic in c("Mplus", "EQS")) for (e in c("MLM", "MLMV", "MLMVS")) {
  f <- cfa(HS, h, estimator = e, mimic = mimic, missing = "listwise", meanstructure = TRUE)
  cat(mimic, e, format(c(fitMeasures(f, c("chisq.scaled", "df.scaled", "baseline.chisq.scaled", "rmsea.ci.upper.scaled")),
    sqrt(vcov(f)[1, 1])), digits = 10), "\n")
}
