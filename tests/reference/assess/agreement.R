# Answers for tests/assess.rs, asked of base R: one-way analysis of variance, variances, t intervals of a stratified mean.
d <- read.csv("datasets/scrm-readiness.csv", skip = 1)
turned <- c("km4", "chi4", "viw2", "prv1", "prv2")
d[turned] <- 6 - d[turned]
percent <- function(x) 100 * (x - 1) / 4
of <- function(stem) d[grep(paste0("^", stem, "[0-9]$"), names(d))]
score <- function(items, least) {
  x <- rowMeans(percent(items), na.rm = TRUE)
  x[rowMeans(!is.na(items)) < least] <- NA
  x
}
rwg <- function(items) {
  m <- mean(sapply(items, var, na.rm = TRUE)) / ((5^2 - 1) / 12)
  j <- ncol(items)
  j * (1 - m) / (j * (1 - m) + m)
}
agreement <- lapply(c(leadership = "led", integration = "chi", trust = "prv"), function(stem) {
  items <- of(stem); y <- score(items, 0.66)
  ms <- summary(aov(y ~ factor(d$organisation)))[[1]][["Mean Sq"]]
  size <- sum(!is.na(y)) / 3
  w <- sapply(split(items, d$organisation), rwg)
  list(rwg = mean(w), least = min(w),
       icc1 = (ms[1] - ms[2]) / (ms[1] + (size - 1) * ms[2]), icc2 = (ms[1] - ms[2]) / ms[1])
})
strata <- function(y, f) { # mean of the means of the roles
  s <- split(y[!is.na(y)], d$role[!is.na(y)]); r <- length(s)
  v <- (1 - f) * sapply(s, function(x) var(x) / length(x)) / r^2
  df <- sum(v)^2 / sum(v^2 / (sapply(s, length) - 1))
  est <- mean(sapply(s, mean)); se <- sqrt(sum(v))
  list(est = est, se = se, lower = est - qt(.975, df) * se, upper = est + qt(.975, df) * se)
}
scores <- list(leadership = strata(score(of("led"), .66), 128 / 240), trust = strata(score(of("prv"), .66), 128 / 240))
# The package multilevel leaves out rows with a blank; so does this comparison.
suppressMessages(library(multilevel))
led <- d[grep("^led[0-9]$", names(d))]; whole <- complete.cases(led)
fit <- aov(score(led, 0.66) ~ as.factor(d$organisation))
multi <- list(package = paste("multilevel", packageVersion("multilevel")), icc1 = ICC1(fit), icc2 = ICC2(fit),
              rwg = rwg.j(led[whole, ], d$organisation[whole], ranvar = 2)$rwg.j)
cat(jsonlite::toJSON(list(program = R.version.string, agreement = agreement, multilevel = multi, scores = scores), auto_unbox = TRUE, digits = 15, pretty = TRUE))
