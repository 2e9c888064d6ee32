# Asks cSEM and seminr for weights, loadings, paths and quality of the same models of scrm384.csv (synthetic answers);
# one file per case. pls.csem-*.json and pls.seminr-*.json hold these numbers without zeros, named by item and construct.
# Usage: Rscript pls.R
suppressMessages({library(cSEM); library(seminr); library(jsonlite)})
here <- dirname(normalizePath(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))))
d <- read.csv(file.path(here, "data", "scrm384.csv"), na.strings = "")
it <- function(p, n) paste0(p, 1:n)
blocks <- list(leadership = it("lead", 5), knowledge = it("know", 5), staff = it("staf", 5), media = it("medi", 5),
               marketing = it("mark", 4), brand = it("bran", 4), service = it("serv", 4))
success <- c(blocks$marketing, blocks$brand, blocks$service)
meas <- function(op, b) paste(sapply(names(b), function(k) paste(k, op[[k]], paste(b[[k]], collapse = " + "))), collapse = "\n")
ops <- function(b, special = list()) { o <- setNames(as.list(rep("=~", length(b))), names(b)); for (k in names(special)) o[[k]] <- special[[k]]; o }
b5 <- c(blocks[1:4], list(success = success))
m <- list(
  "pls-drivers-composite" = list(txt = paste0(meas(ops(b5, as.list(setNames(rep("<~", 5), names(b5)))), b5), "\nsuccess ~ leadership + knowledge + staff + media"), modes = "modeA", dis = FALSE),
  "pls-drivers-plsc" = list(txt = paste0(meas(ops(b5), b5), "\nsuccess ~ leadership + knowledge + staff + media"), modes = NULL, dis = TRUE),
  "pls-mediation" = list(txt = paste0(meas(ops(b5, as.list(setNames(rep("<~", 5), names(b5)))), b5), "\nknowledge ~ leadership\nstaff ~ leadership\nmedia ~ leadership + knowledge\nsuccess ~ leadership + knowledge + staff + media"), modes = "modeA", dis = FALSE),
  "pls-formative-media" = list(txt = paste0(meas(ops(b5, as.list(setNames(rep("<~", 5), names(b5)))), b5), "\nsuccess ~ leadership + knowledge + staff + media"), modes = list(leadership = "modeA", knowledge = "modeA", staff = "modeA", media = "modeB", success = "modeA"), dis = FALSE))
flat <- function(x) if (is.null(x)) NULL else if (is.matrix(x)) as.data.frame(cbind(row = rownames(x), as.data.frame(unclass(x)))) else x
for (id in names(m)) for (scheme in c("path", "factorial", "centroid")) {
  k <- m[[id]]
  a <- list(.data = d[, unlist(blocks)], .model = k$txt, .disattenuate = k$dis, .tolerance = 1e-12, .iter_max = 1000, .PLS_weight_scheme_inner = scheme)
  if (!is.null(k$modes)) a$.PLS_modes <- k$modes
  r <- do.call(csem, a); E <- r$Estimates; q <- tryCatch(assess(r), error = function(e) list(error = conditionMessage(e)))
  out <- list(case = id, scheme = scheme, program = paste("cSEM", packageVersion("cSEM")), data = "scrm384.csv", model = k$txt, modes = k$modes, plsc = k$dis,
    status = if (length(verify(r)) && any(verify(r))) which(verify(r)) else "admissible",
    weights = flat(E$Weight_estimates), loadings = flat(E$Loading_estimates), paths = flat(E$Path_estimates), r2 = as.list(E$R2), r2_adj = as.list(E$R2adj),
    construct_correlations = flat(E$Construct_VCV), reliabilities_rho_a = as.list(E$Reliabilities), vif = lapply(E$VIF, as.list),
    indirect_effects = flat(tryCatch(summarize(r)$Estimates$Effect_estimates$Indirect_effect, error = function(e) NULL)),
    assess = Filter(function(v) is.numeric(v) || is.matrix(v) || is.data.frame(v), lapply(q, function(v) if (is.matrix(v)) flat(v) else if (is.list(v) && !is.data.frame(v)) as.list(unlist(v)) else as.list(v)) ))
  out$assess <- lapply(q[setdiff(names(q), "Information")], function(v) tryCatch(if (is.matrix(v)) flat(v) else if (is.numeric(v)) as.list(v) else if (is.list(v)) as.list(unlist(v)) else NULL, error = function(e) NULL))
  write_json(out, file.path(here, "cases", paste0(id, "-", scheme, ".json")), auto_unbox = TRUE, digits = NA, na = "null", dataframe = "rows", pretty = TRUE, null = "null")
  cat(id, scheme, unlist(out$r2), "\n")
}
# seminr: same composite model, plus higher-order and interaction, path scheme
rel <- relationships(paths(from = c("leadership", "knowledge", "staff", "media"), to = "success"))
com <- function(n, mode = mode_A) composite(n, b5[[n]], weights = mode)
mm1 <- constructs(com("leadership"), com("knowledge"), com("staff"), com("media"), com("success"))
mmH <- constructs(com("leadership"), com("knowledge"), com("staff"), com("media"), composite("marketing", blocks$marketing), composite("brand", blocks$brand), composite("service", blocks$service),
  higher_composite("success", c("marketing", "brand", "service"), method = "two stage", weights = mode_A))
mmI <- constructs(com("leadership"), com("knowledge"), com("staff"), com("media"), com("success"), interaction_term(iv = "media", moderator = "leadership", method = two_stage))
relI <- relationships(paths(from = c("leadership", "knowledge", "staff", "media", "media*leadership"), to = "success"))
for (s in list(list("pls-seminr-drivers", mm1, rel), list("pls-seminr-second-order-two-stage", mmH, rel), list("pls-seminr-interaction-two-stage", mmI, relI))) {
  r <- suppressMessages(estimate_pls(d[, unlist(blocks)], s[[2]], s[[3]])); su <- summary(r)
  out <- list(case = s[[1]], program = paste("seminr", packageVersion("seminr")), data = "scrm384.csv", stop_criterion = 1e-7,
    weights = flat(r$outer_weights), loadings = flat(r$outer_loadings), paths = flat(r$path_coef), r2 = flat(r$rSquared),
    reliability = flat(su$reliability), htmt = flat(su$validity$htmt), fornell_larcker = flat(su$validity$fl_criteria), f2 = flat(su$fSquare),
    vif_items = lapply(su$validity$vif_items, as.list), vif_antecedents = lapply(su$vif_antecedents, as.list), information_criteria = flat(su$it_criteria), total_effects = flat(su$total_effects))
  write_json(out, file.path(here, "cases", paste0(s[[1]], ".json")), auto_unbox = TRUE, digits = NA, na = "null", dataframe = "rows", pretty = TRUE, null = "null"); cat(s[[1]], "\n")
}
