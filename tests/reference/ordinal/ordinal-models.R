# Answers for tests/ordinal_models.rs: models of ordered items, with their tables.
# Usage: Rscript ordinal-models.R FOLDER-OF-DATA > ordinal-models.lavaan-0.6-14.json
# ordinal-models.lavaan-0.7-2.json holds measures and tables of the cases at the end, as version 0.7-2 gives them.
# Left out: SRMR and robust RMSEA, which version 0.6-14 defines otherwise than 0.7-2 (with covariates; with N - G respondents).
# The standardized change of a scale is left out too: it is 1 there whatever the change.
suppressMessages(library(lavaan)); options(digits = 15)
folder <- commandArgs(TRUE)[1]
h <- read.csv(file.path(folder, "holzinger-ordinal.csv"))
mix <- read.csv(file.path(folder, "holzinger-mixed.csv"))
# deterministic blanks
b <- h; for (j in 1:9) b[seq(j, nrow(b), by=13), paste0("x",j)] <- NA
# synthetic categories of unlike numbers
s <- h; s$x2 <- pmin(s$x2, 3); s$x5 <- ifelse(s$x5>2,2,1); s$x9 <- pmin(s$x9,3)
hs <- "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9\n"
nine <- paste0("x",1:9)
out <- list()
rec <- function(name, model, data, dname, args) {
  f <- do.call("sem", c(list(model, data=data), args))
  pe <- parameterEstimates(f, standardized=TRUE); ss <- standardizedSolution(f)
  if (is.null(pe$group)) { pe$group <- 1; ss$group <- 1 }
  fm <- fitMeasures(f)
  keep <- c("npar","chisq","df","chisq.scaled","df.scaled","chisq.scaling.factor","baseline.chisq","baseline.df","baseline.chisq.scaled","cfi","tli","rmsea","cfi.scaled","rmsea.scaled","cfi.robust","wrmr")
  keep <- intersect(keep, names(fm))
  mi <- try(modindices(f, sort.=FALSE), silent=TRUE)
  if (inherits(mi,"try-error")) mi <- NULL else { if (is.null(mi$group)) mi$group <- 1; mi <- mi[mi$op!="~",]; mi <- mi[order(-mi$mi),][seq_len(min(8,nrow(mi))),] }
  ok <- pe$op != ":="
  args$ordered <- I(args$ordered); if(!is.null(args$group.equal)) args$group.equal <- I(args$group.equal)
  out[[length(out)+1]] <<- list(case=name, model=model, data=dname, args=args, measures=as.list(round(unclass(fm)[keep],10)),
     rows=paste(pe$group, pe$lhs, pe$op, pe$rhs)[ok], est=pe$est[ok], se=pe$se[ok], std.lv=pe$std.lv[ok], std.all=pe$std.all[ok], std.se=ss$se,
     mi.rows=if(is.null(mi)) list() else paste(mi$group, mi$lhs, mi$op, mi$rhs), mi=mi$mi, epc=mi$epc, sepc.all=mi$sepc.all)
}
rec("pairwise", hs, b, "holzinger-ordinal-blanks", list(ordered=nine, missing="pairwise"))
rec("listwise", hs, b, "holzinger-ordinal-blanks", list(ordered=nine))
rec("unlike numbers of categories", hs, s, "holzinger-ordinal-unlike", list(ordered=nine))
rec("unlike, theta, groups", hs, s, "holzinger-ordinal-unlike", list(ordered=nine, parameterization="theta", group="school"))
rec("theta, equal thresholds and loadings", hs, h, "holzinger-ordinal", list(ordered=nine, parameterization="theta", group="school", group.equal=c("loadings","thresholds","intercepts")))
rec("delta, equal thresholds, loadings, intercepts", hs, h, "holzinger-ordinal", list(ordered=nine, group="school", group.equal=c("loadings","thresholds","intercepts")))
rec("equal loadings", hs, h, "holzinger-ordinal", list(ordered=nine, group="school", group.equal="loadings"))
rec("ordered mediator, theta", "visual =~ x2 + x3 + x4\nx1 ~ visual\nx9 ~ x1 + ageyr\n", h, "holzinger-ordinal", list(ordered=c(nine), parameterization="theta"))
rec("covariates of mixed items", "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual + ageyr + sex\nvisual ~ ageyr\n", mix, "holzinger-mixed", list(ordered=c("x1","x2","x3")))
rec("covariates of mixed items, theta, groups", "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual + ageyr\nx6 ~~ x3\n", mix, "holzinger-mixed", list(ordered=c("x1","x2","x3"), parameterization="theta", group="school"))
rec("predictors as items", "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\ntextual ~ visual + ageyr + sex\n", h, "holzinger-ordinal", list(ordered=paste0("x",1:6), conditional.x=FALSE))
rec("residual covariances, std.lv, ULSMV", paste0(hs,"x1 ~~ x2\nx4 ~~ x7\n"), h, "holzinger-ordinal", list(ordered=nine, std.lv=TRUE, estimator="ULSMV"))
rec("written thresholds", "visual =~ x1 + x2 + x3 + x4\nx1 | a*t1 + t2\nx2 | a*t1 + 0.1*t2 + t3\nx3 ~*~ 1*x3\n", h, "holzinger-ordinal", list(ordered=paste0("x",1:4)))
rec("WLS", hs, h, "holzinger-ordinal", list(ordered=nine, estimator="WLS"))
rec("second order", paste0(hs,"g =~ visual + textual + speed\n"), h, "holzinger-ordinal", list(ordered=nine, estimator="WLSM"))
json <- function(x) {
  if (is.null(x)) return("null")
  if (is.list(x) && is.null(names(x))) return(paste0("[", paste(vapply(x, json, ""), collapse = ",\n"), "]"))
  if (is.list(x)) return(paste0("{", paste0("\"", names(x), "\": ", vapply(x, json, ""), collapse = ", "), "}"))
  if (length(x) > 1 || inherits(x, "AsIs")) return(paste0("[", paste(vapply(unclass(x), json, ""), collapse = ","), "]"))
  if (is.na(x)) return("null")
  if (is.logical(x)) return(tolower(as.character(x)))
  if (is.character(x)) return(paste0("\"", gsub("\n", "\\n", x, fixed = TRUE), "\""))
  format(x, digits = 12)
}
write.csv(b, file.path(folder, "holzinger-ordinal-blanks.csv"), row.names = FALSE, na = "")
write.csv(s, file.path(folder, "holzinger-ordinal-unlike.csv"), row.names = FALSE)
cat(json(list(program = "lavaan 0.6-14", cases = out)))

# Recorded with 0.7-2: three <- hs; all quartile items unless noted.
# hs-ordinal-{wlsmv,wlsm,wlsmvs,ulsmv,dwls,wls} (estimator), -theta (parameterization), -mixed (x1-x3 ordered), -groups (group = school),
# -groups-equal (group.equal = loadings, thresholds), -covariate (visual and textual on ageyr), hs-binary, and the model of scrm384.csv.
