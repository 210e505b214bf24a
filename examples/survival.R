# Reads a trial's ADTTE and ADSL with R's survival package and compares what it says with what the run itself says.
#
#   blockade trial cleopatra --adam csv --out my-run
#   Rscript examples/survival.R my-run
#
# Medians with log-log limits, stratified Cox models with Efron's ties, and stratified log-rank tests: for each planned look, each arm against the first.
# Exit code 1 when a number differs by more than 1e-8 of it, or is missing on one side only.
suppressPackageStartupMessages(library(survival))

folder <- commandArgs(trailingOnly = TRUE)
if (length(folder) != 1) {
  message("usage: Rscript survival.R FOLDER")
  quit(status = 2)
}

read <- function(name) read.csv(file.path(folder, paste0(name, ".csv")), check.names = FALSE)
column <- function(table, name) table[[grep(paste0("^", name, "( \\[|$)"), names(table))]]
adtte <- read("adtte")
adsl <- read("adsl")
comparisons <- read("comparisons")
analyses <- read("analyses")
stopifnot(
  all(adtte$EVENT == as.integer(adtte$CNSR == 0)),   # CNSR is the reverse of survival's status, and EVENT is the same
  all(adtte$USUBJID %in% adsl$USUBJID),
  all(startsWith(adsl$STUDYID, "SIMULATED-")))

worst <- 0
failures <- 0
check <- function(what, theirs, ours) {
  same <- if (is.na(theirs) || is.na(ours)) is.na(theirs) == is.na(ours) else abs(theirs - ours) <= 1e-8 * max(abs(ours), 1e-300)
  if (!is.na(theirs) && !is.na(ours) && ours != 0) worst <<- max(worst, abs(theirs / ours - 1))
  if (!same) failures <<- failures + 1
  cat(sprintf("%-62s %18.12g %18.12g %s\n", what, theirs, ours, if (same) "same" else "DIFFERS"))
}

cat(sprintf("%-62s %18s %18s\n", "", "R survival", "Blockade"))
for (look in unique(column(analyses, "analysis"))) {
  rows <- adtte[adtte$ANALYSIS == look, ]
  for (arm in unique(column(analyses, "arm"))) {
    ours <- analyses[column(analyses, "analysis") == look & column(analyses, "arm") == arm, ]
    own <- rows[rows$TRTP == arm, ]
    check(paste0(look, ", ", arm, ": patients"), nrow(own), column(ours, "patients"))
    check(paste0(look, ", ", arm, ": events"), sum(own$EVENT), column(ours, "events"))
    median <- quantile(survfit(Surv(AVAL, EVENT) ~ 1, data = own, conf.type = "log-log"), 0.5)
    check(paste0(look, ", ", arm, ": median"), median$quantile, column(ours, "median"))
    check(paste0(look, ", ", arm, ": lower limit"), median$lower, column(ours, "median_lower"))
    check(paste0(look, ", ", arm, ": upper limit"), median$upper, column(ours, "median_upper"))
  }

  for (i in which(column(comparisons, "analysis") == look)) {
    ours <- comparisons[i, ]
    both <- rows[rows$TRTP %in% c(ours$arm, ours$control), ]
    both$treated <- as.integer(both$TRTP == ours$arm)
    fit <- coxph(Surv(AVAL, EVENT) ~ treated + strata(STRATARN), data = both, ties = "efron", control = coxph.control(eps = 1e-11, iter.max = 50))
    limits <- exp(coef(fit) + c(0, -1, 1) * qnorm(0.975) * sqrt(diag(vcov(fit))))
    test <- survdiff(Surv(AVAL, EVENT) ~ treated + strata(STRATARN), data = both)
    check(paste0(look, ", ", ours$arm, ": hazard ratio"), limits[1], column(ours, "hazard_ratio"))
    check(paste0(look, ", ", ours$arm, ": lower limit"), limits[2], column(ours, "hazard_ratio_lower"))
    check(paste0(look, ", ", ours$arm, ": upper limit"), limits[3], column(ours, "hazard_ratio_upper"))
    check(paste0(look, ", ", ours$arm, ": log-rank chi squared"), test$chisq, column(ours, "log_rank_chi_squared"))
    check(paste0(look, ", ", ours$arm, ": log-rank p"), pchisq(test$chisq, 1, lower.tail = FALSE), column(ours, "log_rank_p"))
  }
}

cat(sprintf("\nlargest relative difference %.1e; %d of the numbers differ\n", worst, failures))
if (failures > 0) quit(status = 1)
