# lavaan 0.6-14: answers for tests/missing.rs (several groups, predictors with blanks).
suppressMessages(library(lavaan)); options(digits=10,width=200)
d <- read.csv("holzinger-missing.csv")
m <- "visual =~ x1+x2+x3
textual =~ x4+x5+x6
speed =~ x7+x8+x9"
for (a in list(list(missing="two.stage"),list(missing="robust.two.stage"),list(missing="ml",estimator="MLR"))) { f <- do.call("cfa",c(list(m,d,group="school",group.equal="loadings"),a)); print(a); fm<-fitMeasures(f); print(round(fm[c("chisq","df","chisq.scaled","chisq.scaling.factor","baseline.chisq","baseline.chisq.scaled","cfi.scaled","cfi.robust","tli.robust","rmsea.robust","rmsea.ci.lower.robust","rmsea.ci.upper.robust","srmr","logl")],7)); pe<-parameterEstimates(f); print(format(pe[c(2,3,10,30,40,50),c("lhs","op","rhs","group","est","se")],digits=8)) }
m2 <- "visual =~ x1+x2+x3
visual ~ ageyr"
f <- sem(m2,d,missing="ml",estimator="MLR"); fm<-fitMeasures(f); print(round(fm[c("chisq","df","chisq.scaled","chisq.scaling.factor","baseline.chisq","baseline.chisq.scaled","cfi.scaled","cfi.robust","rmsea.robust","scaling.factor.h1","logl")],7)); print(format(parameterEstimates(f)[2:6,],digits=8))
f <- sem(m2,d,missing="ml.x",estimator="MLR"); fm<-fitMeasures(f); print(round(fm[c("chisq","df","chisq.scaled","chisq.scaling.factor","baseline.chisq","baseline.chisq.scaled","cfi.scaled","cfi.robust","rmsea.robust","scaling.factor.h1","logl")],7)); print(format(parameterEstimates(f)[2:6,],digits=8))
