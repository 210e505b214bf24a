namespace Blockade.Survival;

/// <summary>
/// Accelerated failure times: the logarithm of a subject's time is a location, linear in its covariates, plus a scale times an error of a
/// known law. Maximum likelihood under right censoring.
/// </summary>
/// <remarks>Kalbfleisch and Prentice (2002), The Statistical Analysis of Failure Time Data, chapter 3; the parameters of R's survreg.</remarks>
public static class ParametricRegression
{
    private const int MaxIterations = 200;
    private const double Tolerance = 1e-10;   // of the Newton step, in standard errors

    /// <summary>Fits a law to times and covariates. Cost O(n p^2) an iteration, of some ten.</summary>
    /// <param name="followUps">The subjects; times are positive, for they have logarithms.</param>
    /// <param name="covariates">One row a subject, one column a covariate; no column fits the law alone.</param>
    /// <param name="distribution">The law.</param>
    /// <exception cref="ArgumentException">Covariates are not one row a subject or not finite, or a time is zero.</exception>
    public static ParametricFit Fit(ReadOnlySpan<FollowUp> followUps, double[,] covariates, SurvivalDistribution distribution)
    {
        ArgumentNullException.ThrowIfNull(covariates);
        if (!Enum.IsDefined(distribution)) throw new ArgumentOutOfRangeException(nameof(distribution), distribution, "Not a known law.");
        (int n, int p) = (followUps.Length, covariates.GetLength(1));
        if (covariates.GetLength(0) != n) throw new ArgumentException($"There are {covariates.GetLength(0)} rows of covariates for {n} subjects; one each is needed.", nameof(covariates));
        foreach (double value in covariates)
        {
            if (!double.IsFinite(value)) throw new ArgumentException($"A covariate is {value}; all must be finite.", nameof(covariates));
        }

        double[] logs = new double[n];
        bool[] events = new bool[n];
        for (int i = 0; i < n; i++)
        {
            if (followUps[i].Months <= 0) throw new ArgumentException("A time is zero: a law on the logarithm of time gives it no chance.", nameof(followUps));
            (logs[i], events[i]) = (Math.Log(followUps[i].Months), followUps[i].HadEvent);
        }

        Solution alone = Maximize(logs, events, Standardized(covariates, 0, n, out _, out _), distribution);
        Solution full = p == 0 ? alone : Maximize(logs, events, Standardized(covariates, p, n, out _, out _), distribution);
        Standardized(covariates, p, n, out double[] centre, out double[] scale);
        return Report(full, alone.LogLikelihood, centre, scale, distribution);
    }

    private readonly record struct Solution(double[] Theta, double[,] Information, double LogLikelihood, bool HasConverged);

    // an intercept, then columns of mean zero and mean absolute deviation one: Newton's matrix is then well conditioned in any unit
    private static double[,] Standardized(double[,] covariates, int p, int n, out double[] centre, out double[] scale)
    {
        (centre, scale) = (new double[p], new double[p]);
        double[,] x = new double[n, p + 1];
        for (int i = 0; i < n; i++) x[i, 0] = 1;
        for (int j = 0; j < p; j++)
        {
            for (int i = 0; i < n; i++) centre[j] += covariates[i, j] / n;
            for (int i = 0; i < n; i++) scale[j] += Math.Abs(covariates[i, j] - centre[j]) / n;
            if (scale[j] == 0) scale[j] = 1;
            for (int i = 0; i < n; i++) x[i, j + 1] = (covariates[i, j] - centre[j]) / scale[j];
        }

        return x;
    }

    private static Solution Maximize(double[] logs, bool[] events, double[,] x, SurvivalDistribution law)
    {
        int q = x.GetLength(1) + (law == SurvivalDistribution.Exponential ? 0 : 1);
        double[] theta = new double[q], gradient = new double[q], trial = new double[q];
        double[,] information = new double[q, q];
        int failures = events.Count(e => e);
        if (failures == 0) return new(theta, information, 0, false);
        theta[0] = logs.Average() + Math.Log((double)logs.Length / failures);
        if (law != SurvivalDistribution.Exponential) theta[^1] = Math.Log(Math.Max(0.1, Math.Sqrt(logs.Average(t => (t - logs.Average()) * (t - logs.Average())))));
        double current = Evaluate(logs, events, x, law, theta, gradient, information);
        for (int iteration = 0; iteration < MaxIterations; iteration++)
        {
            // away from the maximum the information may not be positive: a ridge turns the step towards the gradient
            double[] step = [.. gradient];
            var factor = new SemidefiniteFactor((double[,])information.Clone(), 1e-12, 0);
            for (double ridge = 1e-3; factor.Rank < q && ridge < 1e6; ridge *= 10) factor = new SemidefiniteFactor(Ridged(information, ridge), 1e-12, 0);
            factor.Solve(step);
            double length = 0;
            for (int j = 0; j < q; j++) length += gradient[j] * step[j];
            double size = 1, next;
            do
            {
                for (int j = 0; j < q; j++) trial[j] = theta[j] + (size * step[j]);
                next = Evaluate(logs, events, x, law, trial, gradient, information);
                size /= 2;
            }
            while (!(next >= current - (1e-12 * (1 + Math.Abs(current)))) && size > 1e-12);

            if (!(next >= current - (1e-12 * (1 + Math.Abs(current))))) break;
            (theta, trial, current) = (trial, theta, next);
            if (length <= Tolerance * Tolerance && factor.Rank == q) return new(theta, information, current, true);
        }

        return new(theta, information, current, false);
    }

    private static double[,] Ridged(double[,] information, double ridge)
    {
        double[,] matrix = (double[,])information.Clone();
        for (int j = 0; j < matrix.GetLength(0); j++) matrix[j, j] += ridge * (1 + Math.Abs(matrix[j, j]));
        return matrix;
    }

    private static double Evaluate(
        double[] logs, bool[] events, double[,] x, SurvivalDistribution law, double[] theta, double[] gradient, double[,] information)
    {
        Array.Clear(gradient);
        Array.Clear(information);
        (int k, bool free) = (x.GetLength(1), law != SurvivalDistribution.Exponential);
        double sigma = free ? Math.Exp(theta[^1]) : 1;
        double sum = 0;
        for (int i = 0; i < logs.Length; i++)
        {
            double location = 0;
            for (int j = 0; j < k; j++) location += theta[j] * x[i, j];
            double z = (logs[i] - location) / sigma;
            (double value, double first, double second) = events[i] ? LogLocationScale.Event(law, z) : LogLocationScale.Censored(law, z);
            sum += events[i] ? value - Math.Log(sigma) - logs[i] : value;
            for (int j = 0; j < k; j++)
            {
                gradient[j] -= first * x[i, j] / sigma;
                for (int m = 0; m <= j; m++) information[j, m] -= second * x[i, j] * x[i, m] / (sigma * sigma);
                if (free) information[k, j] -= ((second * z) + first) * x[i, j] / sigma;
            }

            if (!free) continue;
            gradient[k] -= (first * z) + (events[i] ? 1 : 0);
            information[k, k] -= ((second * z) + first) * z;
        }

        return sum;
    }

    // back to the caller's covariates: the intercept gives up what centring had taken
    private static ParametricFit Report(Solution full, double nullLogLikelihood, double[] centre, double[] scale, SurvivalDistribution law)
    {
        (int q, int p) = (full.Theta.Length, centre.Length);
        double[,] map = new double[q, q];
        for (int j = 0; j < q; j++) map[j, j] = 1;
        for (int j = 0; j < p; j++) (map[j + 1, j + 1], map[0, j + 1]) = (1 / scale[j], -centre[j] / scale[j]);
        double[,] inner = new SemidefiniteFactor((double[,])full.Information.Clone(), 1e-12, 0).Inverse();
        double[,] covariance = new double[q, q];
        double[] theta = new double[q];
        for (int i = 0; i < q; i++)
        {
            for (int a = 0; a < q; a++)
            {
                theta[i] += map[i, a] * full.Theta[a];
                for (int j = 0; j < q; j++)
                {
                    for (int b = 0; b < q; b++) covariance[i, j] += map[i, a] * inner[a, b] * map[j, b];
                }
            }
        }

        return new(covariance)
        {
            HasConverged = full.HasConverged,
            Distribution = law,
            Coefficients = [.. theta[..(p + 1)].Select(b => full.HasConverged ? b : double.NaN)],
            Scale = law == SurvivalDistribution.Exponential ? 1 : full.HasConverged ? Math.Exp(theta[^1]) : double.NaN,
            LogLikelihood = full.LogLikelihood,
            NullLogLikelihood = nullLogLikelihood,
        };
    }
}
