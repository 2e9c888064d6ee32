# Answers for tests/ordinal.rs: sample moments of ordinal answers, and N times their asymptotic covariance matrix.
# Usage: Rscript ordinal.R FOLDER-OF-DATA > ordinal.lavaan-0.6-14.json
# The folder holds Holzinger and Swineford's answers, continuous and cut (holzinger-ordinal.csv, -mixed, -binary), and
# scrm384.csv (synthetic). The cases after them are invented here.
suppressMessages(library(lavaan))
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name) read.csv(file.path(folder, name))
number <- function(x) ifelse(is.na(x), "null", ifelse(x == round(x) & abs(x) < 1e6, sprintf("%.0f", x), sprintf("%.12g", x)))
exact <- function(x) paste0("[", paste(sprintf("%.17g", x), collapse = ","), "]")
column <- function(x) if (all(is.na(x) | x %in% 0:9)) paste0('"', paste(ifelse(is.na(x), ".", x), collapse = ""), '"') else
  paste0("[", paste(number(x), collapse = ","), "]")
cases <- list()
case <- function(name, data, items, ordered, covariates = NULL, group = NULL, weights = NULL, blanks = "listwise") {
  round12 <- function(d) { for (v in names(d)) if (is.numeric(d[[v]])) d[[v]] <- ifelse(is.na(d[[v]]), NA, suppressWarnings(as.numeric(sprintf("%.12g", d[[v]])))); d }
  data <- round12(data)
  if (!is.null(group)) data <- data[order(match(data[[group]], unique(data[[group]]))), ]
  model <- paste0("f =~ ", paste(items, collapse = " + "))
  if (!is.null(covariates)) model <- paste0(model, "\nf ~ ", paste(covariates, collapse = " + "))
  fit <- suppressWarnings(sem(model, data, ordered = ordered, do.fit = FALSE, group = group, sampling.weights = weights,
    missing = blanks, std.lv = TRUE, se = "none", test = "none", estimator = "WLSMV"))
  s <- fit@SampleStats
  groups <- sapply(seq_along(s@WLS.obs), function(g) {
    gamma <- s@NACOV[[g]]
    by <- cos(seq_len(nrow(gamma)))
    paste0('{"moments":', exact(s@WLS.obs[[g]]), ',\n"diagonal":', exact(diag(gamma)), ',\n"gamma_by_cosines":',
      exact(as.vector(gamma %*% by)), ',\n"weights":', exact(s@WLS.VD[[g]]), "}")
  })
  columns <- function(of) paste0("{", paste(sprintf('"%s":%s', of, sapply(of, function(v) column(data[[v]]))), collapse = ",\n"), "}")
  sizes <- if (is.null(group)) nrow(data) else as.vector(table(data[[group]])[unique(data[[group]])])
  cat(if (length(cases)) ",\n", sprintf('{"case":"%s",\n"items":%s,\n"ordered":[%s],\n"covariates":%s,\n"weights":%s,\n"sizes":[%s],\n"groups":[%s]}',
    name, columns(items), paste(sprintf('"%s"', ordered), collapse = ","), if (is.null(covariates)) "{}" else columns(covariates),
    if (is.null(weights)) "null" else column(data[[weights]]), paste(sizes, collapse = ","), paste(groups, collapse = ",\n")), sep = "")
  cases[[name]] <<- TRUE
}
cat('{"program":"lavaan","version":"', as.character(packageVersion("lavaan")), '","cases":[\n', sep = "")
nine <- paste0("x", 1:9)
case("holzinger-ordinal", read("holzinger-ordinal.csv"), nine, nine)
case("holzinger-ordinal by school", read("holzinger-ordinal.csv"), nine, nine, group = "school")
case("holzinger-ordinal on age", read("holzinger-ordinal.csv"), nine, nine, covariates = "ageyr")
case("holzinger-mixed", read("holzinger-mixed.csv"), nine, nine[1:3])
case("holzinger-mixed on age and sex", read("holzinger-mixed.csv"), nine[2:5], nine[2:3], covariates = c("ageyr", "sex"))
case("holzinger-binary", read("holzinger-binary.csv"), nine, nine)
scrm <- read("scrm384.csv")
case("scrm384", scrm, setdiff(names(scrm), "group"), setdiff(names(scrm), "group"))
# Invented: skewed items of 2 to 7 categories beside a continuous one, one item reversed, empty cells
set.seed(1904)
n <- 240
f <- rnorm(n)
y <- sapply(c(.9, .8, -.7, .6, .85, .75), function(l) l * f + sqrt(1 - l^2) * rnorm(n))
cut_at <- function(x, at) findInterval(x, at) + 1
invented <- data.frame(a = cut_at(y[, 1], 1.3), b = cut_at(y[, 2], c(.9, 1.6)), c = cut_at(y[, 3], c(-1, 0, .7)),
  d = cut_at(y[, 4], c(-1.8, -1.2, -.6, 0)), e = cut_at(y[, 5], c(-1.5, -1, -.5, .5, 1, 1.5)), z = exp(.5 * y[, 6]),
  w = round(runif(n, .4, 2.5), 2), x = round(rnorm(n), 3))
letters6 <- c("a", "b", "c", "d", "e", "z")
case("invented", invented, letters6, letters6[1:5])
case("invented, weighted", invented, letters6, letters6[1:5], weights = "w")
case("invented, continuous first", invented, rev(letters6), letters6[1:5], covariates = "x")
holes <- invented
for (v in letters6) holes[[v]][sample(n, 25)] <- NA
case("invented, with blanks", holes, letters6, letters6[1:5], blanks = "pairwise")
# 2 x 2 tables with an empty cell, and answers that agree almost always
rows <- function(table) { at <- which(table > 0, arr.ind = TRUE); at <- at[rep(seq_len(nrow(at)), table[at]), ]; data.frame(a = at[, 1], b = at[, 2]) }
case("2 x 2, low-low empty", rows(matrix(c(0, 10, 20, 30), 2)), c("a", "b"), c("a", "b"))
case("2 x 2, high-low empty", rows(matrix(c(10, 0, 20, 30), 2)), c("a", "b"), c("a", "b"))
case("3 x 3, empty corner", rows(matrix(c(10, 2, 5, 0, 11, 3, 0, 0, 7), 3)), c("a", "b"), c("a", "b"))
case("3 x 3, high agreement", rows(matrix(c(30, 2, 0, 1, 28, 2, 0, 3, 31), 3)), c("a", "b"), c("a", "b"))
cat("\n]}\n")
