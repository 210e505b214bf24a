# Makes the data sets and reference.csv in this folder. Run here: Rscript make-golden.R
# Needs R with the package survival; README.md names the versions that made the committed files.
library(survival)
set.seed(20120119)

months <- function(days) days / 30.4375
number <- function(x) ifelse(suppressWarnings(as.numeric(sprintf("%.15g", x))) == x, sprintf("%.15g", x), sprintf("%.17g", x))
writeData <- function(name, frame) write.csv(lapply(frame, number), paste0(name, ".csv"), row.names = FALSE, quote = FALSE)

# three arms, four strata, follow-up in whole months: nearly every time is tied, with events and censorings together
n <- 240
tied <- data.frame(arm = rep(0:2, length.out = n), stratum = sample(c(-3, 1, 2, 40), n, TRUE, c(.1, .4, .3, .2)),
    age = round(rnorm(n, 55, 11)), dose = signif(rlnorm(n, 3, 1.5), 4), marker = rbinom(n, 1, .06))
death <- rweibull(n, 1.2, 16 * exp(.35 * tied$arm - .02 * (tied$age - 55) + .1 * (tied$stratum > 1)))
leave <- pmin(runif(n, 2, 40), 24)
tied$months <- ceiling(pmin(death, leave))
tied$event <- as.integer(death <= leave)
writeData("tied", tied)

# 26 subjects, no ties, two arms
n <- 26
small <- data.frame(arm = rep(1:2, 13), age = round(runif(n, 38, 75), 2))
death <- rexp(n, exp(-3.2 + .04 * (small$age - 55) - .5 * (small$arm == 2)))
leave <- runif(n, 6, 40)
small$months <- round(pmin(death, leave), 4)
small$event <- as.integer(death <= leave)
writeData("small", small)

# visits on whole days, written as months with noise in the last digits: ties that only exist up to rounding
n <- 90
rounding <- data.frame(arm = rep(0:1, 45), age = round(rnorm(n, 60, 9), 1))
day <- 21 * sample(1:12, n, TRUE)
rounding$months <- months(day) * (1 + runif(n, -1, 1) * 1e-10)
rounding$event <- rbinom(n, 1, .7)
writeData("rounding", rounding)

# curves with a trap each: flat at one half, flat there to the end, down to zero, censored first, one subject, no event, all at once,
# event at time zero
trap <- rbind(
    data.frame(arm = 1, months = c(1, 2, 3, 4, 5, 6), event = c(1, 1, 1, 1, 0, 0)),
    data.frame(arm = 2, months = c(1, 2, 3, 4), event = c(1, 1, 0, 1)),
    data.frame(arm = 3, months = c(1, 2, 3, 4), event = c(1, 1, 0, 0)),
    data.frame(arm = 4, months = c(.5, 2, 3, 3, 8), event = c(0, 1, 1, 0, 1)),
    data.frame(arm = 5, months = 7, event = 1),
    data.frame(arm = 6, months = c(2, 5, 5), event = 0),
    data.frame(arm = 7, months = rep(4, 5), event = 1),
    data.frame(arm = 8, months = c(0, 0, 3, 9, 11), event = c(1, 0, 1, 1, 0)),
    data.frame(arm = 9, months = c(1, 1:97 / 100 + 1, 5, 6, 7, 8), event = c(1, rep(0, 97), 1, 0, 1, 0)))
writeData("trap", trap)

# the second arm has no event: its log hazard ratio is minus infinity
separate <- data.frame(arm = rep(0:1, each = 10), months = c(1:10, 2:11) + .5, event = c(rep(1, 8), 0, 0, rep(0, 10)),
    age = c(61, 48, 55, 70, 66, 52, 59, 63, 45, 57, 60, 51, 49, 68, 62, 58, 54, 47, 65, 56))
writeData("separate", separate)

out <- NULL
put <- function(case, data, analysis, model, options, group, time, statistic, value) {
    text <- ifelse(is.na(value), "NA", number(value))
    out <<- rbind(out, data.frame(case, dataset = data, analysis, model, options, group, time, statistic, value = text))
}
kaplanMeier <- function(case, data, model, group, at, tau) {
    frame <- get(data, mode = "list")
    arms <- if (group == "") list(all = frame) else setNames(split(frame, frame[[group]]), paste0(group, "=", sort(unique(frame[[group]]))))
    for (g in names(arms)) for (kind in c("log-log;0.95", "log;0.95", "plain;0.95", "log-log;0.8")) {
        type <- sub(";.*", "", kind)
        level <- as.numeric(sub(".*;", "", kind))
        own <- arms[[g]]
        fit <- survfit(Surv(months, event) ~ 1, own, conf.type = type, conf.int = level)
        options <- paste0("conf.type=", type, ";conf.int=", level)
        if (type == "log-log" && level == .95) {
            s <- summary(fit, times = fit$time)
            put(case, data, "km", model, "", g, number(fit$time), "n.risk", fit$n.risk)
            put(case, data, "km", model, "", g, number(fit$time), "n.event", fit$n.event)
            put(case, data, "km", model, "", g, number(fit$time), "n.censor", fit$n.censor)
            put(case, data, "km", model, "", g, number(fit$time), "surv", fit$surv)
            put(case, data, "km", model, "", g, number(fit$time), "se.surv_greenwood", fit$surv * fit$std.err)
            for (t in tau) {
                mean <- survival:::survmean(fit, rmean = t)$matrix
                put(case, data, "rmst", model, paste0("tau=", t), g, "", "rmst", mean[["rmean"]])
                put(case, data, "rmst", model, paste0("tau=", t), g, "", "se_rmst", mean[["se(rmean)"]])
            }
        }
        put(case, data, "km", model, options, g, number(fit$time), "lower", fit$lower)
        put(case, data, "km", model, options, g, number(fit$time), "upper", fit$upper)
        inside <- at[at <= max(own$months)]
        s <- summary(fit, times = inside)
        put(case, data, "km_at", model, options, g, number(s$time), "surv", s$surv)
        put(case, data, "km_at", model, options, g, number(s$time), "lower", s$lower)
        put(case, data, "km_at", model, options, g, number(s$time), "upper", s$upper)
        q <- quantile(fit, c(.1, .25, .5, .75))
        for (i in 1:4) for (part in c("", "_lower", "_upper")) {
            value <- list(q$quantile, q$lower, q$upper)[[match(part, c("", "_lower", "_upper"))]][[i]]
            put(case, data, "km_quantile", model, options, g, "", paste0("q", c(10, 25, 50, 75)[i], part), value)
        }
    }
}

logRank <- function(case, data, model) {
    fit <- survdiff(as.formula(model), get(data, mode = "list"))
    arm <- names(fit$n)
    total <- function(x) if (is.matrix(x)) rowSums(x) else x
    put(case, data, "logrank", model, "rho=0", arm, "", "n", as.vector(fit$n))
    put(case, data, "logrank", model, "rho=0", arm, "", "observed", total(fit$obs))
    put(case, data, "logrank", model, "rho=0", arm, "", "expected", total(fit$exp))
    put(case, data, "logrank", model, "rho=0", "", "", "chisq", fit$chisq)
    put(case, data, "logrank", model, "rho=0", "", "", "df", sum(total(fit$exp) > 0) - 1)
    put(case, data, "logrank", model, "rho=0", "", "", "p", fit$pvalue)
}

cox <- function(case, data, model) for (ties in c("efron", "breslow")) {
    fit <- coxph(as.formula(model), get(data, mode = "list"), ties = ties, control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100))
    options <- paste0("ties=", ties)
    s <- summary(fit)
    k <- names(coef(fit))
    put(case, data, "cox", model, options, k, "", "coef", coef(fit))
    put(case, data, "cox", model, options, k, "", "se", s$coefficients[, "se(coef)"])
    put(case, data, "cox", model, options, k, "", "z", s$coefficients[, "z"])
    put(case, data, "cox", model, options, k, "", "p", s$coefficients[, "Pr(>|z|)"])
    put(case, data, "cox", model, options, k, "", "hr_lower95", s$conf.int[, "lower .95"])
    put(case, data, "cox", model, options, k, "", "hr_upper95", s$conf.int[, "upper .95"])
    v <- vcov(fit)
    for (i in seq_along(k)) for (j in seq_len(i)) put(case, data, "cox", model, options, paste0(k[i], "|", k[j]), "", "vcov", v[i, j])
    test(case, data, model, options, fit, s)
    put(case, data, "cox", model, options, "", "", "wald_chisq", fit$wald.test)
    for (clock in c("km", "rank", "identity", "log")) {
        drift <- cox.zph(fit, transform = clock, terms = FALSE)$table
        for (column in c("chisq", "df", "p")) {
            put(case, data, "cox_zph", model, paste0(options, ";transform=", clock), rownames(drift), "", column, drift[, column])
        }
    }
}

test <- function(case, data, model, options, fit, s) {
    put(case, data, "cox", model, options, "", "", "loglik_null", fit$loglik[1])
    put(case, data, "cox", model, options, "", "", "loglik", fit$loglik[2])
    put(case, data, "cox", model, options, "", "", "lrt_chisq", s$logtest[["test"]])
    put(case, data, "cox", model, options, "", "", "score_chisq", fit$score)
    put(case, data, "cox", model, options, "", "", "df", s$logtest[["df"]])
    put(case, data, "cox", model, options, "", "", "n", fit$n)
    put(case, data, "cox", model, options, "", "", "nevent", fit$nevent)
}

kaplanMeier("KM-TIED", "tied", "Surv(months, event) ~ 1", "", c(0, .5, 3, 7.5, 24), c(12, 24))
kaplanMeier("KM-TIED-ARM", "tied", "Surv(months, event) ~ arm", "arm", c(0, .5, 3, 7.5, 24), c(6.5, 18))
kaplanMeier("KM-SMALL", "small", "Surv(months, event) ~ arm", "arm", c(1, 10, 20.25), c(12, 30))
kaplanMeier("KM-ROUNDING", "rounding", "Surv(months, event) ~ 1", "", c(1, 5), 6)
kaplanMeier("KM-TRAP", "trap", "Surv(months, event) ~ arm", "arm", c(0, 1, 1.5, 3, 4, 6), c(.75, 3.5, 10))
logRank("LR-TIED", "tied", "Surv(months, event) ~ arm")
logRank("LR-TIED-STR", "tied", "Surv(months, event) ~ arm + strata(stratum)")
logRank("LR-TIED-MARKER", "tied", "Surv(months, event) ~ marker + strata(stratum)")
logRank("LR-SMALL", "small", "Surv(months, event) ~ arm")
logRank("LR-ROUNDING", "rounding", "Surv(months, event) ~ arm")
logRank("LR-TRAP", "trap", "Surv(months, event) ~ arm")
logRank("LR-SEPARATE", "separate", "Surv(months, event) ~ arm")
cox("COX-TIED", "tied", "Surv(months, event) ~ arm + age + dose + marker")
cox("COX-TIED-STR", "tied", "Surv(months, event) ~ arm + age + dose + marker + strata(stratum)")
cox("COX-TIED-1", "tied", "Surv(months, event) ~ arm")
cox("COX-SMALL", "small", "Surv(months, event) ~ arm + age")
cox("COX-ROUNDING", "rounding", "Surv(months, event) ~ arm + age")

# no maximum: only what remains valid, at R's own limit of the likelihood
for (ties in c("efron", "breslow")) {
    fit <- suppressWarnings(coxph(Surv(months, event) ~ arm, separate, ties = ties, control = coxph.control(eps = 1e-12, iter.max = 30)))
    test("COX-SEPARATE", "separate", "Surv(months, event) ~ arm", paste0("ties=", ties), fit, summary(fit))
}

write.csv(out, "reference.csv", row.names = FALSE, quote = 4)
cat(R.version.string, "survival", format(packageVersion("survival")), nrow(out), "rows\n")
