# Parameter tables of lavaan: which rows a model has, in which order, and which are free, fixed or equal.
# Rscript partable.R > partable.lavaan-VERSION.json
suppressMessages(library(lavaan))
flags <- list(
  lavaan = list(),
  sem = list(int.ov.free = TRUE, auto.fix.first = TRUE, auto.fix.single = TRUE, auto.var = TRUE, auto.cov.lv.x = TRUE, auto.cov.y = TRUE),
  growth = list(int.lv.free = TRUE, auto.fix.first = TRUE, auto.fix.single = TRUE, auto.var = TRUE, auto.cov.lv.x = TRUE, auto.cov.y = TRUE, meanstructure = TRUE))
text <- function(x) paste0('"', gsub("\n", "\\n", gsub('"', '\\"', x, fixed = TRUE), fixed = TRUE), '"')
value <- function(x) if (is.list(x)) paste0("{", paste0(text(names(x)), ": ", sapply(x, value), collapse = ", "), "}") else if (is.logical(x)) tolower(x) else if (is.numeric(x)) format(x, digits = 15) else paste0("[", paste(text(x), collapse = ", "), "]")
table_of <- function(type, model, args) {
  means <- isTRUE(args$meanstructure) || type == "growth" || isTRUE(args$ngroups > 1) || grepl("~ *([^~\n]*[*+] *)?[01]( *[+\n;]|$)", model) || "intercepts" %in% args$group.equal
  given <- modifyList(c(flags[[type]][setdiff(names(flags[[type]]), "meanstructure")], list(fixed.x = TRUE)), args)
  given$meanstructure <- means
  if (isTRUE(given$std.lv)) given$auto.fix.first <- FALSE
  if (!is.null(given$ngroups)) given$ngroups <- as.integer(given$ngroups)
  t <- suppressWarnings(do.call(lavaanify, c(list(model), given)))
  rows <- t[!t$op %in% c("==", "<", ">", ":="), ]
  class <- seq_len(nrow(rows))
  same <- function(a, b) class[class == class[b]] <<- class[a]
  for (i in which(t$op == "==" & grepl("^\\.p", t$lhs) & grepl("^\\.p", t$rhs))) same(match(t$lhs[i], rows$plabel), match(t$rhs[i], rows$plabel))
  numbers <- match(class, unique(class[rows$free > 0]))
  state <- ifelse(rows$free > 0, paste0("free ", numbers), ifelse(rows$exo == 1, "sample", paste0("fixed ", format(rows$ustart, trim = TRUE, digits = 15))))
  lines <- sprintf("%d %s %s %s %s", rows$group, rows$lhs, rows$op, rows$rhs, state)
  paste0('  {"type": ', text(type), ', "model": ', text(model), ', "args": {', if (length(args)) paste0(text(names(args)), ": ", sapply(args, value), collapse = ", "),
    '}, "means": ', tolower(means), ', "rows": [\n    ', paste(text(lines), collapse = ",\n    "), "]}")
}
hs <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
two <- "f =~ x1 + x2 + x3\ng =~ y1 + y2 + y3"
cases <- list(
  list("sem", hs, list()), list("sem", hs, list(std.lv = TRUE)), list("sem", hs, list(orthogonal = TRUE)), list("sem", hs, list(meanstructure = TRUE)), list("lavaan", hs, list()),
  list("sem", paste0(hs, "\ngeneral =~ visual + textual + speed"), list()),
  list("sem", paste0(hs, "\ngeneral =~ visual + textual + speed"), list(std.lv = TRUE, meanstructure = TRUE)),
  list("sem", paste0(hs, "\nvisual + textual + speed ~ age + sex"), list()), list("sem", paste0(hs, "\nvisual + textual + speed ~ age + sex"), list(fixed.x = FALSE)),
  list("sem", paste0(hs, "\nvisual + textual ~ age + sex"), list(meanstructure = TRUE)), list("sem", paste0(hs, "\nvisual + textual ~ age + sex"), list(meanstructure = TRUE, fixed.x = FALSE)),
  list("sem", "f =~ 0\ny ~ f", list()), list("sem", "f =~ 0\nf ~ x\ng =~ y1 + y2 + y3\ng ~ f", list()),
  list("sem", "f =~ x1 + x2 + x3\ny ~ f + z\nw ~ f", list()), list("sem", "f =~ x1\ng =~ y1 + y2 + y3\ng ~ f + z", list()),
  list("sem", "f =~ x1 + x2 + x3\nf ~ z + w\nz ~~ w", list()), list("sem", "f =~ x1 + x2 + x3\nf ~ z + w\nz ~~ z", list(meanstructure = TRUE)),
  list("sem", "f =~ x1 + x2 + x3\nf ~ z + w\nz ~ 1", list()), list("sem", "f =~ x1 + x2 + x3\nf ~ z + w\nf ~~ z", list()),
  list("sem", "f =~ x1 + equal('f=~x1')*x2 + a*x3\ng =~ y1 + a*y2 + y3", list()), list("sem", "f =~ NA*x1 + equal('f=~x1')*x2 + x3\nf ~~ 1*f", list()),
  list("sem", "f =~ 2*x1 + a*x1 + x2 + a*x3", list()), list("sem", "f =~ x1 + a*x2 + 2*x3 + a*x3", list()), list("sem", "f =~ a*x1 + a*x2 + x3", list()),
  list("sem", "f =~ start(0.8)*x1 + x2 + x3", list()), list("sem", "f =~ 1*x2 + x1 + 3*x3", list()), list("sem", "f =~ x1 + 1*x2 + x3", list()),
  list("sem", paste0(two, "\nf ~~ 0*g"), list()), list("sem", paste0(two, "\ng ~~ f\ny1 ~~ x1"), list()), list("sem", paste0(two, "\nx1 ~~ f\ng ~~ x1\ny1 ~~ 0.5*y1"), list()), list("sem", paste0(two, "\nx1 ~ 1\nf ~ 1\ng ~ 0.5*1"), list()),
  list("sem", "y ~ x\nz ~ x", list()), list("sem", "y ~~ z\nx ~ 1", list()), list("sem", "a ~ b\nb ~ c + d\ne ~ d", list()), list("sem", "f =~ x1 + x2 + x3\nf ~~ q", list()), list("sem", "y ~ x1 + x2\nx1 ~~ x1", list(meanstructure = TRUE)),
  list("sem", "f =~ x1 + x2\ng =~ x3 + x4\nh =~ f + g + x5\nh ~ z", list()), list("sem", "f =~ x1 + x2\nf ~ g\ng =~ f2\nf2 =~ y1 + y2", list()),
  list("sem", "m ~ a*x\ny ~ b*m + c*x\nab := a*b\ntotal := c + a*b", list()), list("sem", "y1 ~ b12*y2 + x1\ny2 ~ b21*y1 + x2\ny1 ~~ y2", list()),
  list("sem", paste0(two, "\nh =~ z1 + z2 + z3\ng ~ f\nh ~ f"), list()), list("sem", paste0(two, "\nh =~ z1 + z2 + z3\ng ~ f\nh ~ f\nw ~ f\nv ~ g"), list()), list("sem", paste0(two, "\nf ~ x1"), list()), list("sem", paste0(two, "\ny1 ~ x1"), list()),
  list("sem", "f =~ x1 + x2 + x3\nw =~ x1 + x4 + x5\nf ~ w\nq ~ x3", list()), list("sem", "f =~ x1 + f2 + x2\nf2 =~ y1 + y2\nx1 ~ z", list(meanstructure = TRUE)),
  list("lavaan", "f =~ x1 + x2 + x3\nf ~~ 1*f\nx1 ~~ x1\nx2 ~~ x2\nx3 ~~ x3", list()), list("lavaan", "f =~ x1 + x2 + x3\nf ~ z + w\nf ~~ f\nx1 ~~ x1 + x2", list(meanstructure = TRUE)), list("lavaan", "f =~ x1 + x2 + x3\nf ~ z + w", list(auto.var = TRUE)), list("lavaan", two, list(auto.var = TRUE, auto.fix.first = TRUE)),
  list("growth", "i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4\ns =~ 0*t1 + 1*t2 + 2*t3 + 3*t4", list()), list("growth", "i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4\ns =~ 0*t1 + 1*t2 + 2*t3 + 3*t4\ni ~ x1 + x2\ns ~ x1 + x2\nt1 ~ c1\nt2 ~ c2", list()),
  list("growth", "i =~ 1*t1 + 1*t2 + 1*t3\ns =~ 0*t1 + 1*t2 + 2*t3", list(ngroups = 2)),
  list("sem", two, list(orthogonal = TRUE, ngroups = 2)), list("sem", "y ~ x\nz ~ x", list(orthogonal = TRUE)), list("sem", "y ~ x\nz ~ x", list(auto.cov.y = FALSE)), list("sem", two, list(auto.cov.lv.x = FALSE)), list("sem", "f =~ x1\ny ~ f", list(auto.fix.single = FALSE)), list("sem", "f =~ x1\ny ~ f", list(std.lv = TRUE)),
  list("sem", hs, list(ngroups = 2)), list("sem", hs, list(ngroups = 3, group.equal = "loadings")), list("sem", hs, list(ngroups = 2, group.equal = c("loadings", "intercepts"))), list("sem", hs, list(ngroups = 2, group.equal = c("loadings", "intercepts", "residuals", "means"))),
  list("sem", hs, list(ngroups = 2, group.equal = c("loadings", "intercepts"), group.partial = c("visual=~x2", "x7~1"))), list("sem", hs, list(ngroups = 2, group.equal = "loadings", std.lv = TRUE)), list("sem", hs, list(ngroups = 2, group.equal = c("loadings", "intercepts"), std.lv = TRUE)),
  list("sem", hs, list(ngroups = 2, group.equal = c("loadings", "lv.variances", "lv.covariances"))), list("sem", hs, list(ngroups = 2, group.equal = c("loadings", "lv.variances"), std.lv = TRUE)), list("sem", hs, list(ngroups = 2, group.equal = "intercepts")), list("sem", hs, list(ngroups = 2, group.equal = "means")), list("sem", hs, list(ngroups = 2, group.equal = c("residuals"), group.partial = "x1~~x1")),
  list("sem", paste0(hs, "\ng =~ visual + textual + speed"), list(ngroups = 2, group.equal = c("loadings", "intercepts"))), list("sem", paste0(hs, "\ng =~ visual + textual + speed"), list(ngroups = 2, group.equal = c("loadings", "intercepts", "residuals", "lv.variances", "means"), std.lv = TRUE)),
  list("sem", "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual + ageyr", list(ngroups = 2, group.equal = "regressions")), list("sem", "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual + ageyr", list(ngroups = 2, group.equal = c("loadings", "intercepts"))), list("sem", "y ~ x + m\nm ~ x", list(ngroups = 2, group.equal = c("intercepts", "regressions", "residuals"))),
  list("sem", "f =~ x1 + x2 + x3\nf ~ z\ng =~ y1 + y2\ny1 ~~ x1\nf ~~ g", list(ngroups = 2, group.equal = c("regressions", "residuals", "residual.covariances", "lv.variances", "lv.covariances", "means"), group.partial = "f~z")),
  list("sem", "visual =~ x1 + c(a,a)*x2 + c(b1,b2)*x3\ntextual =~ x4 + x5 + c(0.9,NA)*x6\nvisual ~~ c(v1,v2)*visual\nd := v1 - v2", list(ngroups = 2)), list("sem", "f =~ c(1,NA)*x1 + c(a,b)*x2 + start(c(1,2))*x3", list(ngroups = 2)), list("sem", "f =~ c(1,NA)*x1 + c(a,b)*x2 + x3", list(ngroups = 2, group.equal = "loadings")),
  list("sem", "f =~ x1 + a*x2 + x3\nx1 ~~ b*x1\na == 2*b", list(ngroups = 2)), list("sem", "f =~ c(a,b)*x1 + c(a,b)*x2 + c(d,d)*x3\nf ~~ c(1,NA)*f\nf ~ c(0,NA)*1", list(ngroups = 2, group.equal = "intercepts")), list("sem", "f =~ x1 + x2 + x3\nf ~ c(0,NA)*1\nx2 ~ c(i,i)*1", list(ngroups = 2)),
  list("sem", "f =~ x1 + x2 + x3\nf ~ z + w\nz ~~ z", list(fixed.x = FALSE)), list("sem", "f =~ x1\nx1 ~~ x1\ny ~ f", list()), list("sem", "f =~ x1 + x2 + x3\nf ~ z\ny ~ f + z\nf ~~ y", list()), list("sem", "f =~ x1 + x2 + x3\nf ~~ start(2)*f", list(std.lv = TRUE)),
  list("sem", "x =~ x1 + x2 + x3\ny ~ x\nz ~~ x", list()), list("sem", "f =~ x1 + x2 + x3\nf ~ y\ny ~ x + 0*z\nu ~~ y", list()), list("sem", "f =~ x1 + equal('f=~x3')*x2 + x3", list(ngroups = 2)), list("sem", "f =~ x1 + c('a','f=~x2.g2')*x3 + x2", list(ngroups = 2)),
  list("sem", "f =~ x1 + x2 + x3\nf ~~ a*f\nx1 ~~ a*x1", list(ngroups = 2, group.equal = c("residuals", "lv.variances"))), list("sem", "y ~ x\nf =~ x1 + x2 + x3\ny ~~ f", list()), list("sem", "f =~ NA*x1 + x2 + x3", list(ngroups = 2, group.equal = "loadings", std.lv = TRUE)), list("sem", "f =~ c(NA,1)*x1 + c(0.5,NA)*x2 + x3", list(ngroups = 2, group.equal = "loadings")),
  list("sem", "group: 1\nf =~ x1 + x2 + x3\ngroup: 2\nf =~ x1 + x2 + x3\nx1 ~~ x2", list(ngroups = 2)), list("sem", "group: 1\nf =~ x1 + a*x2 + x3\ny ~ f\ngroup: 2\nf =~ x1 + a*x2 + x3\ny ~ f", list(ngroups = 2)), list("sem", "group: 1\nf =~ x1 + x2 + x3\nf ~ z\ngroup: 2\nf =~ x1 + x2 + x3\nf ~ z", list(ngroups = 2, group.equal = "loadings")),
  list("sem", paste0(two, "\nf ~~ f\nf ~ z\nz ~~ 2*z"), list(std.lv = TRUE)), list("sem", "f =~ NA*x1 + x2 + x3\nf ~~ 1*f", list()), list("sem", "f =~ lab*x1 + x2 + x3\nlab == 1", list()), list("sem", "a ~~ b\nb ~~ c", list()), list("sem", "a ~ 1\nb ~ 1", list()), list("sem", "a ~ 0\na ~ x", list()))
done <- sapply(cases, function(case) tryCatch(table_of(case[[1]], case[[2]], case[[3]]), error = function(e) { message(case[[2]], " ", deparse(case[[3]]), ": ", conditionMessage(e)); NA }))
cat("[\n", paste(na.omit(done), collapse = ",\n"), "\n]\n", sep = "")
