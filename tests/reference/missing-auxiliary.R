# lavaan 0.6-14: auxiliary variables as saturated correlates, and in the first of two stages.
suppressMessages(library(lavaan)); options(digits=10,width=200)
d <- read.csv("holzinger-missing.csv")
m <- "visual =~ x1+x2+x3
textual =~ x4+x5+x6
speed =~ x7+x8+x9"
xs <- paste0("x",1:9)
sat <- paste0("ageyr ~~ ageyr + grade + ", paste(xs,collapse="+"), "\ngrade ~~ grade + ", paste(xs,collapse="+"), "\nageyr ~ 1\ngrade ~ 1\n")
ind <- paste0(paste0(xs,"~~",xs,"\n",xs,"~1",collapse="\n"),"\n",sat)
for (e in c("ML","MLR")) { f <- cfa(paste(m,sat,sep="\n"),d,missing="ml",estimator=e); b <- lavaan(ind,d,missing="ml",estimator=e)
print(fitMeasures(f,c("chisq","df","npar","logl","rmsea","srmr"))); print(fitMeasures(b,c("chisq","df"))); if(e=="MLR") {print(fitMeasures(f,c("chisq.scaled","chisq.scaling.factor")));print(fitMeasures(b,"chisq.scaled"))}
print(format(parameterEstimates(f)[c(2,3,5),c("lhs","rhs","est","se")],digits=9)) }
# two-stage with aux
vars <- c(xs,"ageyr","grade")
satm <- paste(sapply(seq_along(vars), function(i) paste0(vars[i]," ~~ ",paste(vars[i:length(vars)],collapse="+"))),collapse="\n")
satm <- paste(satm, paste0(vars," ~ 1",collapse="\n"),sep="\n")
for (e in c("ML","MLR")) {
s <- lavaan(satm,d,missing="ml",estimator=e)
V <- lavInspect(s,"vcov"); n <- 301
nm <- c(paste0(xs,"~1")); S <- fitted(s)$cov[xs,xs]; M <- fitted(s)$mean[xs]
idx <- function(a,b) {k<-paste0(a,"~~",b); if(!k %in% colnames(V)) k<-paste0(b,"~~",a); k}
for(j in 1:9) for(i in j:9) nm <- c(nm, idx(xs[i],xs[j]))
G <- V[nm,nm]*n; class(G)<-"matrix"
f <- cfa(m,sample.cov=S,sample.mean=M,sample.nobs=n,sample.cov.rescale=FALSE,meanstructure=TRUE)
D <- lavInspect(f,"delta"); Wi<-solve(S); dm<-lavaan:::lav_matrix_duplication(9); W <- as.matrix(lavaan:::lav_matrix_bdiag(Wi,.5*t(dm)%*%(Wi%x%Wi)%*%dm))
WD<-W%*%D; br<-solve(t(D)%*%WD); vc<-br%*%t(WD)%*%G%*%WD%*%br/n
U<-W-WD%*%br%*%t(WD); cat(e,"chisq",fitMeasures(f,"chisq"),"c",sum(diag(U%*%G))/24,"\n"); print(coef(f)[1:3],digits=9); print(sqrt(diag(vc))[1:3],digits=9) }
