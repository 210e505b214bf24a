# Writes competing.csv and competing-reference.csv: Gray's tests and Fine and Gray's regression by cmprsk.
# R 4.2.2, cmprsk 2.2-11, survival 3.5-3:  Rscript make-competing.R
library(cmprsk)
options(digits = 17)

# Months are whole in the first half, so that events, competing events and censorings tie; group 2 leaves early, so that risk sets run dry.
set.seed(20261126)
n <- 240
group <- sample(0:2, n, replace = TRUE)
stratum <- sample(1:2, n, replace = TRUE)
x1 <- round(rnorm(n), 3)
x2 <- sample(0:1, n, replace = TRUE)
first <- rexp(n, 0.06 * exp(0.4 * x1 - 0.3 * x2 + 0.2 * group))
second <- rexp(n, 0.03 * exp(0.2 * stratum))
censored <- runif(n, 2, ifelse(group == 2, 15, 40))
time <- pmin(first, second, censored)
cause <- ifelse(time == censored, 0, ifelse(time == first, 1, 2))
whole <- rep(c(TRUE, FALSE), each = n / 2)
time <- ifelse(whole, ceiling(time), round(time, 5))
data <- data.frame(set = ifelse(whole, "tied", "loose"), time, cause, group, stratum, x1, x2)
write.csv(data, "competing.csv", row.names = FALSE, quote = FALSE)

rows <- list()
add <- function(set, analysis, options, name, value) {
  rows[[length(rows) + 1]] <<- data.frame(set, analysis, options, name, value = format(value, digits = 17))
}
for (set in c("tied", "loose", "all")) {
  d <- if (set == "all") data else data[data$set == set, ]
  for (groups in c(2, 3)) for (rho in c(0, 1, -0.5)) for (strata in c(FALSE, TRUE)) {
    e <- if (groups == 2) d[d$group < 2, ] else d
    fit <- if (strata) cuminc(e$time, e$cause, e$group, e$stratum, rho = rho) else cuminc(e$time, e$cause, e$group, rho = rho)
    for (k in c("1", "2")) for (s in c("stat", "pv", "df"))
      add(set, "gray", sprintf("groups=%d;rho=%g;strata=%d;cause=%s", groups, rho, strata, k), s, fit$Tests[k, s])
  }
  for (k in 1:2) for (model in c("x1", "x1+x2", "x1+x2+group")) {
    x <- as.matrix(d[, strsplit(model, "+", fixed = TRUE)[[1]], drop = FALSE])
    # crr's search stops where the likelihood does not rise any more, at a score of some 1e-6: two of Newton's steps from there bring it to rounding
    fit <- crr(d$time, d$cause, x, failcode = k)
    for (step in 1:2) fit <- crr(d$time, d$cause, x, failcode = k, gtol = 1e-10, init = fit$coef + as.vector(fit$invinf %*% fit$score))
    stopifnot(fit$converged, max(abs(fit$score)) < 1e-9)
    options <- sprintf("model=%s;cause=%d", model, k)
    for (i in seq_len(ncol(x))) {
      add(set, "finegray", options, sprintf("coef%d", i - 1), fit$coef[[i]])
      for (j in seq_len(i)) {
        add(set, "finegray", options, sprintf("var%d%d", i - 1, j - 1), fit$var[i, j])
        add(set, "finegray", options, sprintf("naive%d%d", i - 1, j - 1), fit$invinf[i, j])
      }
    }
    add(set, "finegray", options, "loglik", fit$loglik)
    add(set, "finegray", options, "loglik.null", fit$loglik.null)
    add(set, "finegray", options, "baseline.times", length(fit$uftime))
    add(set, "finegray", options, "baseline.last", sum(fit$bfitj))
    add(set, "finegray", options, "baseline.middle", sum(fit$bfitj[seq_len(length(fit$bfitj) %/% 2)]))
  }
}
write.csv(do.call(rbind, rows), "competing-reference.csv", row.names = FALSE, quote = FALSE)
