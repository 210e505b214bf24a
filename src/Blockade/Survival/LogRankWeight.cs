using System.Diagnostics;

namespace Blockade.Survival;

/// <summary>How much an event counts in a log-rank test, by when it happens. Weights are of the pooled data of a stratum.</summary>
public abstract record LogRankWeight
{
    private LogRankWeight() { }

    /// <summary>One for every event: the log-rank test itself.</summary>
    public static LogRankWeight None { get; } = new FlemingHarrington(0, 0);

    /// <summary>
    /// S^rho (1 - S)^gamma, S the Kaplan-Meier estimate just before the event. (1, 0) weighs early events and is Peto and Peto's test as R has
    /// it; (0, 1) weighs late ones.
    /// </summary>
    /// <remarks>Fleming and Harrington (1991), Counting Processes and Survival Analysis, chapter 7.</remarks>
    public sealed record FlemingHarrington : LogRankWeight
    {
        /// <summary>Takes both powers.</summary>
        /// <exception cref="ArgumentOutOfRangeException">One is negative or not finite.</exception>
        public FlemingHarrington(double rho, double gamma) => (Rho, Gamma) = (Valid(rho, nameof(rho)), Valid(gamma, nameof(gamma)));

        /// <summary>The power of S.</summary>
        public double Rho { get; }

        /// <summary>The power of 1 - S.</summary>
        public double Gamma { get; }

        private static double Valid(double power, string name) => power >= 0 && double.IsFinite(power)
            ? power
            : throw new ArgumentOutOfRangeException(name, power, "A power is finite and not negative.");
    }

    /// <summary>The number at risk: Gehan's (1965) and Breslow's (1970) generalised Wilcoxon test, which heeds censoring too.</summary>
    public sealed record Gehan : LogRankWeight;

    /// <summary>The root of the number at risk: Tarone and Ware (1977), Biometrika 64:156-160.</summary>
    public sealed record TaroneWare : LogRankWeight;

    /// <summary>Peto and Peto's (1972) own estimate of survival at the event: the product of 1 - d/(n + 1) up to and with it.</summary>
    public sealed record Peto : LogRankWeight;

    /// <summary>The weight of an event.</summary>
    /// <param name="survivalBefore">The pooled Kaplan-Meier estimate just before.</param>
    /// <param name="petoSurvival">Peto and Peto's estimate at the event.</param>
    /// <param name="atRisk">Subjects at risk.</param>
    internal double At(double survivalBefore, double petoSurvival, int atRisk) => this switch
    {
        // 0^0 is one: the log-rank test weighs the first event like all others
        FlemingHarrington f => Math.Pow(survivalBefore, f.Rho) * Math.Pow(1 - survivalBefore, f.Gamma),
        Gehan => atRisk,
        TaroneWare => Math.Sqrt(atRisk),
        Peto => petoSurvival,
        _ => throw new UnreachableException(),
    };
}
