using System.Diagnostics;
using System.Globalization;
using Blockade.Numerics.Random;
using Blockade.Survival;

namespace Blockade.Bench;

/// <summary>Kaplan-Meier, log-rank and Cox beside R's survival package on the same subjects, in turn in one run; and how many small trials a second.</summary>
/// <remarks>
/// R is one process that reads the subjects once and then times each task when it is told to, by its own processor clock and without what starting and reading
/// costs; both programs must agree on the answer. Small trials are a log-rank test and a Cox model of one covariate over 400 subjects each.
/// </remarks>
internal sealed class SurvivalBench(TextWriter output, string rscript)
{
    private const int SmallTrial = 400, SmallTrials = 200;
    private const double Agreement = 1e-6;   // R's Cox stops at a relative change of 1e-9 in the likelihood, which leaves its coefficients this near

    private const string Script = """
        suppressPackageStartupMessages(library(survival))
        d <- read.csv(commandArgs(TRUE)[1])
        small <- split(d, (seq_len(nrow(d)) - 1) %/% 400)
        input <- file("stdin", "r")
        tasks <- list(
          km = function() min(survfit(Surv(t, e) ~ 1, d, conf.type = "log-log")$surv),
          logrank = function() survdiff(Surv(t, e) ~ arm, d)$chisq,
          cox = function() sum(coef(coxph(Surv(t, e) ~ arm + x + z, d))),
          trials = function() sum(sapply(small[1:200], function(s) survdiff(Surv(t, e) ~ arm, s)$chisq + coef(coxph(Surv(t, e) ~ arm, s)))))
        cat(as.character(packageVersion("survival")), "\n", sep = "")
        while (length(task <- readLines(input, 1)) > 0) {
          gc(FALSE)
          before <- proc.time()
          value <- tasks[[task]]()
          used <- proc.time() - before
          cat(sprintf("%.17g %.6f\n", value, used[[1]] + used[[2]]))
        }
        """;

    public void Run(int[] sizes)
    {
        output.WriteLine("| task | subjects | Blockade, ms | R survival, ms | times as fast |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (int n in sizes) Size(n, n == sizes[^1]);
    }

    private void Size(int n, bool small)
    {
        (FollowUp[] all, int[] arms, double[,] covariates) = Draw(n);
        string folder = Directory.CreateTempSubdirectory("blockade-survival-").FullName;
        try
        {
            string data = Path.Combine(folder, "subjects.csv"), script = Path.Combine(folder, "tasks.R");
            File.WriteAllText(script, Script);
            using (var writer = new StreamWriter(data))
            {
                writer.Write("t,e,arm,x,z\n");
                for (int i = 0; i < n; i++)
                    writer.Write(string.Create(CultureInfo.InvariantCulture, $"{all[i].Months:R},{(all[i].HadEvent ? 1 : 0)},{arms[i]},{covariates[i, 1]:R},{covariates[i, 2]:R}\n"));
            }

            using Process r = Process.Start(new ProcessStartInfo(rscript, ["--vanilla", script, data]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
            _ = r.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"'{rscript}' said nothing: it needs R's survival package.");
            Row(r, "Kaplan-Meier", "km", n, 1, () => KaplanMeier.Estimate(all).Survival[^1]);
            Row(r, "log-rank", "logrank", n, 1, () => LogRank.Test(all, arms).ChiSquared);
            Row(r, "Cox, three covariates", "cox", n, 1, () => Cox.Fit(all, covariates).Coefficients.Sum());
            if (small) Row(r, $"one of {SmallTrials} trials of {SmallTrial}: log-rank and Cox", "trials", SmallTrial, SmallTrials, () => Trials(all, arms));
            r.StandardInput.Close();
            r.WaitForExit();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Row(Process r, string name, string task, int subjects, int of, Func<double> ours)
    {
        var (own, theirs) = (new List<double>(), new List<double>());
        for (int round = 0; round < 4; round++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            double value = 0;
            int repeats = 0;
            do
            {
                value = ours();
                repeats++;
            }
            while ((Environment.CpuUsage.TotalTime - before).TotalSeconds < 0.2);   // a clock of ten milliseconds must not decide
            double seconds = (Environment.CpuUsage.TotalTime - before).TotalSeconds / repeats;
            r.StandardInput.WriteLine(task);
            r.StandardInput.Flush();
            string[] answer = (r.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"R ended in the task '{task}'.")).Split(' ');
            double reference = double.Parse(answer[0], CultureInfo.InvariantCulture);
            if (!(Math.Abs(value - reference) <= Agreement * Math.Max(1, Math.Abs(reference))))
                throw new InvalidOperationException(FormattableString.Invariant($"{name} of {subjects}: ours is {value:R}, R's {reference:R}."));
            if (round == 0) continue;   // compiled and warm from here on
            own.Add(seconds);
            theirs.Add(double.Parse(answer[1], CultureInfo.InvariantCulture));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {subjects:N0} | {Milliseconds(own, of)} | {Milliseconds(theirs, of)} | {Measurement.Ratio([.. theirs], [.. own])} |"));
    }

    private static string Milliseconds(List<double> seconds, int of) =>
        (1000 * Measurement.Middle(seconds) / of) is double ms && ms < 100 ? ms.ToString("G3", CultureInfo.InvariantCulture) : ms.ToString("N0", CultureInfo.InvariantCulture);

    private static double Trials(FollowUp[] all, int[] arms)
    {
        double sum = 0;
        for (int k = 0; k < SmallTrials; k++)
        {
            int first = k * SmallTrial;
            ArmComparison found = ArmComparison.Of(all.AsSpan(first, SmallTrial), arms.AsSpan(first, SmallTrial));
            sum += found.Test.ChiSquared + found.Fit.Coefficients[0];
        }

        return sum;
    }

    // two arms at a hazard ratio of 0.7, a normal and a binary covariate, censoring between 6 and 36 months
    private static (FollowUp[] All, int[] Arms, double[,] Covariates) Draw(int n)
    {
        RandomSequence random = new RandomSource(20261126).Sequence(1, 0);
        var all = new FollowUp[n];
        int[] arms = new int[n];
        var covariates = new double[n, 3];
        for (int i = 0; i < n; i++)
        {
            arms[i] = i % 2;
            (covariates[i, 0], covariates[i, 1], covariates[i, 2]) = (arms[i], random.NextNormal(), random.NextUniform() < 0.4 ? 1 : 0);
            double hazard = Math.Log(2) / 12 * Math.Exp((-0.35 * arms[i]) + (0.2 * covariates[i, 1]) + (0.3 * covariates[i, 2]));
            double death = random.NextExponential() / hazard, censored = 6 + (30 * random.NextUniform());
            all[i] = new FollowUp(Math.Min(death, censored), death <= censored);
        }

        return (all, arms, covariates);
    }
}
