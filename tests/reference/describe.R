# Answers of R for the tests of `sanjeh describe`: psych, semTools and plain R on Holzinger's nine tests and on synthetic
# answers that this script makes. Run in the folder of the repository: Rscript tests/reference/describe.R
suppressMessages({library(psych); library(semTools)})
options(digits = 17)

json <- function(x) {
  if (is.list(x)) return(paste0("{", paste0('"', names(x), '":', vapply(x, json, ""), collapse = ","), "}"))
  number <- function(v) if (is.na(v)) "null" else format(v, digits = 17)
  if (is.character(x)) return(paste0('"', x, '"'))
  if (length(x) == 1) return(number(x))
  paste0("[", paste(vapply(unname(x), number, ""), collapse = ","), "]")
}

# Synthetic answers: 150 respondents, two constructs with five items of five points each; a4 is worded the other way round.
set.seed(1987)
n <- 150
a <- rnorm(n); b <- 0.5 * a + sqrt(0.75) * rnorm(n)
cut5 <- function(x) as.integer(cut(x, c(-Inf, -1.2, -0.4, 0.4, 1.2, Inf)))
items <- sapply(1:10, function(i) cut5(0.7 * (if (i <= 5) a else b) + 0.714 * rnorm(n)))
colnames(items) <- c(paste0("a", 1:5), paste0("b", 1:5))
items[, "a4"] <- 6L - items[, "a4"]
answers <- data.frame(id = 1000 + seq_len(n), duration = round(exp(rnorm(n, 5, 0.4))), items)
answers$duration[c(7, 30)] <- c(9, 15)
answers[12, 3:12] <- 3L
answers[50, 3:12] <- 5L
answers[90, 2:12] <- answers[20, 2:12]
answers$id[100] <- answers$id[99]
write.csv(answers, "tests/reference/describe/answers.csv", row.names = FALSE, quote = FALSE)
holes <- as.matrix(answers[3:12])
for (i in seq_len(n)) if (i %% 7 == 0) holes[i, 1 + (i %% 10)] <- NA
holed <- data.frame(id = answers$id, holes)
write.csv(holed, "tests/reference/describe/holes.csv", row.names = FALSE, quote = FALSE, na = "")

screened <- function(x) {
  x <- as.matrix(x); p <- ncol(x)
  complete <- x[complete.cases(x), ]
  m <- nrow(complete)
  # Mardia (1970), covariances with divisor n.
  S <- cov(complete) * (m - 1) / m
  z <- scale(complete, scale = FALSE)
  D <- z %*% solve(S) %*% t(z)
  b1 <- sum(D^3) / m^2; b2 <- sum(diag(D)^2) / m
  k <- (p + 1) * (m + 1) * (m + 3) / (m * ((m + 1) * (p + 1) - 6))
  of.psych <- mardia(complete, plot = FALSE)
  d2 <- mahalanobis(complete, colMeans(complete), cov(complete))
  list(
    n = m, b1 = b1, b2 = b2,
    skew = m * b1 / 6, skew.small = m * k * b1 / 6, df = p * (p + 1) * (p + 2) / 6,
    skew.p = pchisq(m * b1 / 6, p * (p + 1) * (p + 2) / 6, lower.tail = FALSE),
    kurtosis.z = (b2 - p * (p + 2)) / sqrt(8 * p * (p + 2) / m),
    psych = list(b1p = of.psych$b1p, b2p = of.psych$b2p, skew = of.psych$skew, small.skew = of.psych$small.skew,
                 kurtosis = of.psych$kurtosis),
    semTools = list(skew = unname(mardiaSkew(complete)[1]), skew.chi = unname(mardiaSkew(complete)[2]),
                    kurtosis = unname(mardiaKurtosis(complete)[1]), kurtosis.z = unname(mardiaKurtosis(complete)[2])),
    mahalanobis = d2, mahalanobis.p = pchisq(d2, p, lower.tail = FALSE),
    cor = as.vector(cor(x, use = "pairwise.complete.obs")),
    mean = colMeans(x, na.rm = TRUE), sd = apply(x, 2, sd, na.rm = TRUE),
    skewness = apply(x, 2, psych::skew, na.rm = TRUE, type = 1), kurtosis = apply(x, 2, psych::kurtosi, na.rm = TRUE, type = 1)
  )
}

scale.of <- function(x) {
  # Warnings tell of negative item-rest correlations; they are wanted here.
  found <- suppressWarnings(alpha(as.data.frame(x), warnings = FALSE))
  kmo <- KMO(cor(x, use = "pairwise.complete.obs"))
  bartlett <- cortest.bartlett(cor(x, use = "pairwise.complete.obs"), nrow(x))
  list(alpha = found$total$raw_alpha, standardized = found$total$std.alpha, average.r = found$total$average_r,
       rest = found$item.stats$r.drop, dropped = found$alpha.drop$raw_alpha,
       kmo = unname(kmo$MSA), msa = unname(kmo$MSAi), bartlett = bartlett$chisq, df = bartlett$df)
}

holzinger <- read.csv("datasets/holzinger.csv")[paste0("x", 1:9)]
sd.of.person <- apply(answers[3:12], 1, sd)
longest <- apply(answers[3:12], 1, function(r) max(rle(r)$lengths))
out <- list(
  program = paste0("R ", getRversion(), ", psych ", packageVersion("psych"), ", semTools ", packageVersion("semTools")),
  holzinger = screened(holzinger), visual = scale.of(holzinger[1:3]), textual = scale.of(holzinger[4:6]),
  answers = screened(answers[3:12]), a = scale.of(answers[3:7]), b = scale.of(answers[8:12]), all = scale.of(answers[3:12]),
  holes = screened(holes), irv = sd.of.person, longstring = longest
)
writeLines(json(out), "tests/reference/describe/answers.R.json")
