# Answers of R's boot package and of lavaan on resampling: Rscript bootstrap.R > bootstrap.boot-lavaan.json
# Intervals: from recorded replicates of a ratio of means. Fits: standard deviations over draws, within Monte-Carlo error.
library(boot)
suppressMessages(library(lavaan))
set.seed(11)
sample <- data.frame(x = round(rexp(40, 1), 3), u = round(1 + runif(40), 3))
ratio <- function(d, i) mean(d$x[i]) / mean(d$u[i])
drawn <- boot(sample, ratio, R = 499)
limits <- boot.ci(drawn, type = c("norm", "basic", "perc", "bca"), L = empinf(drawn, type = "jack"))
last <- function(v) unname(v[length(v) - 1:0])
left.out <- sapply(1:40, function(j) mean(sample$x[-j]) / mean(sample$u[-j]))
intervals <- list(t0 = drawn$t0, t = drawn$t[, 1], left_out = left.out, norm = last(limits$normal[1, ]),
  basic = last(limits$basic[1, ]), perc = last(limits$percent[1, ]), bca = last(limits$bca[1, ]))

democracy <- PoliticalDemocracy
mediation <- "y1 ~ a*x1\ny5 ~ b*y1 + c*x1\nab := a*b\ntotal := c + a*b\n"
fit <- sem(mediation, democracy)
draws <- bootstrapLavaan(fit, R = 1000, iseed = 3)
draws <- draws[complete.cases(draws), ]
draws <- cbind(draws[, 1:3], draws[, 1] * draws[, 2])
colnames(draws) <- c("y1 ~ x1", "y5 ~ y1", "y5 ~ x1", "ab := a*b")
mediation.answers <- list(draws = nrow(draws), se = as.list(apply(draws, 2, sd)),
  lower = as.list(apply(draws, 2, quantile, 0.025, type = 6)), upper = as.list(apply(draws, 2, quantile, 0.975, type = 6)))

model <- "ind60 =~ x1 + x2 + x3\ndem60 =~ y1 + y2 + y3 + y4\ndem65 =~ y5 + y6 + y7 + y8\ndem60 ~ ind60
dem65 ~ ind60 + dem60\ny1 ~~ y5\ny2 ~~ y4 + y6\ny3 ~~ y7\ny4 ~~ y8\ny6 ~~ y8\n"
fit <- sem(model, democracy)
of <- function(type, R) {
  draws <- bootstrapLavaan(fit, R = R, type = type, iseed = 5, FUN = function(f) c(coef(f), chisq = unname(fitMeasures(f, "chisq"))))
  colnames(draws) <- c(names(coef(fit)), "chisq")
  draws[complete.cases(draws), ]
}
turned <- of("bollen.stine", 300)
parametric <- of("parametric", 200)
yuan <- of("yuan", 200)
sds <- function(draws) as.list(apply(draws, 2, sd))
means <- function(draws) as.list(colMeans(draws))
delta <- sem(paste0(sub("dem65 ~ ind60 \\+ dem60", "dem65 ~ c*ind60 + b*dem60", sub("dem60 ~ ind60", "dem60 ~ a*ind60", model)),
  "ab := a*b\ntotal := c + a*b\n"), democracy)
effects <- parameterEstimates(delta)[parameterEstimates(delta)$op == ":=", ]
standard <- standardizedSolution(delta)[standardizedSolution(delta)$op == ":=", ]
democracy.answers <- list(pvalue = mean(turned[, "chisq"] > fitMeasures(fit, "chisq")), draws = nrow(turned),
  bollen_stine = sds(turned), parametric = sds(parametric), yuan = sds(yuan),
  chisq = list(bollen_stine = mean(turned[, "chisq"]), parametric = mean(parametric[, "chisq"]), yuan = mean(yuan[, "chisq"])),
  defined = list(est = effects$est, se = effects$se, std = standard$est.std, std_se = standard$se))
json <- function(x) {
  if (is.list(x)) paste0("{", paste0('"', names(x), '": ', sapply(x, json), collapse = ",\n"), "}")
  else if (is.character(x)) paste0('"', x, '"', collapse = ", ")
  else if (length(x) == 1) format(x, digits = 15)
  else paste0("[", paste(sapply(x, format, digits = 15), collapse = ", "), "]")
}
cat(json(list(boot = as.character(packageVersion("boot")), lavaan = as.character(packageVersion("lavaan")),
  intervals = intervals, mediation = mediation.answers, democracy = democracy.answers)), "\n")
