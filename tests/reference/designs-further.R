# Answers of lavaan 0.6-14 about weights with ordered items, weights and clusters with blanks, and scores of ordered items:
# Rscript designs-further.R > designs-further.lavaan-0.6-14.json (from this folder). Weights are scaled within groups and the
# observed information of the model is taken for tests of clustered answers, as version 0.7 does. Weights and teams are made up.
suppressMessages(library(lavaan))
HS <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
d <- read.csv("data/holzinger-survey.csv")
b <- d
for (j in 1:9) b[seq(j, nrow(b), 10), paste0("x", j)] <- NA
o <- d[complete.cases(d[, paste0("x", 1:9)]), ]
for (j in 1:9) { x <- o[[paste0("x", j)]]; o[[paste0("x", j)]] <- as.integer(cut(x, quantile(x, 0:4 / 4), include.lowest = TRUE)) }
write.csv(b, "data/holzinger-survey-blanks.csv", row.names = FALSE, quote = FALSE, na = "")
write.csv(o, "data/holzinger-survey-ordinal.csv", row.names = FALSE, quote = FALSE, na = "")
h <- c("hessian", "hessian")
g <- "group"
fits <- list(
  list("blanks-weights", "blanks", c("--missing", "ml", "--sampling-weights", "w"), sem(HS, b, missing = "ml", sampling.weights = "w")),
  list("blanks-cluster", "blanks", c("--missing", "ml", "--cluster", "team"), sem(HS, b, missing = "ml", cluster = "team", observed.information = h)),
  list("blanks-cluster-weights", "blanks", c("--missing", "ml", "--cluster", "team", "--sampling-weights", "w"),
    sem(HS, b, missing = "ml", cluster = "team", sampling.weights = "w")),
  list("blanks-weights-groups", "blanks", c("--missing", "ml", "--sampling-weights", "w", "--group", "school"),
    sem(HS, b, missing = "ml", sampling.weights = "w", group = "school", sampling.weights.normalization = g)),
  list("blanks-weights-fixed", "blanks", c("--missing", "ml", "--sampling-weights", "w"),
    sem(paste0(HS, "visual ~ ageyr + sex\n"), b, missing = "ml", sampling.weights = "w")),
  list("ordinal-weights", "ordinal", c("--ordered", paste0("x", 1:9, collapse = ","), "--sampling-weights", "w"),
    sem(HS, o, ordered = paste0("x", 1:9), sampling.weights = "w")),
  list("ordinal-weights-groups", "ordinal", c("--ordered", paste0("x", 1:9, collapse = ","), "--sampling-weights", "w", "--group", "school"),
    sem(HS, o, ordered = paste0("x", 1:9), sampling.weights = "w", group = "school", sampling.weights.normalization = g)),
  list("ordinal-weights-mixed", "ordinal", c("--ordered", "x1,x2,x4,x7", "--sampling-weights", "w"),
    sem(paste0(HS, "visual ~ ageyr + sex\n"), o, ordered = paste0("x", c(1, 2, 4, 7)), sampling.weights = "w")))
q <- function(x) paste0('"', gsub("\n", "\\\\n", x), '"')
num <- function(x) ifelse(is.na(x), "null", format(x, digits = 15, trim = TRUE))
row <- function(p) paste0('{"lhs":', q(p$lhs), ',"op":', q(p$op), ',"rhs":', q(p$rhs), ',"group":', if (is.null(p$group)) 1 else p$group,
  ',"est":', num(p$est), ',"se":', num(p$se), "}", collapse = ",\n")
cases <- sapply(fits, function(f) {
  m <- fitMeasures(f[[4]]); m <- m[!is.na(m)]
  paste0('{"case":', q(f[[1]]), ',"data":', q(f[[2]]), ',"model":', q(if (grepl("fixed|mixed", f[[1]])) paste0(HS, "visual ~ ageyr + sex\n") else HS),
    ',"options":[', paste(q(f[[3]]), collapse = ","), '],\n"fit_measures":{', paste0(q(names(m)), ":", num(m), collapse = ","), '},\n"parameters":[',
    row(parameterEstimates(f[[4]])), "]}")
})
sc <- function(f) paste0("[", paste(apply(head(lavPredict(f), 6), 1, function(r) paste0("[", paste(num(r), collapse = ","), "]")), collapse = ","), "]")
y <- paste0("x", 1:9)
scores <- c(delta = sc(sem(HS, o, ordered = y)), theta = sc(sem(HS, o, ordered = y, parameterization = "theta")),
  mixed = sc(sem(HS, within(o, x1 <- x1 + x2 / 10), ordered = y[-1])))
cat('{"program":"lavaan 0.6.14",\n"cases":[', paste(cases, collapse = ",\n"), '],\n"scores":{', paste0(q(names(scores)), ":", scores, collapse = ",\n"), "}}\n")
