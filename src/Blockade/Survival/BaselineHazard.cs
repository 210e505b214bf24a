using System.Collections.Immutable;

namespace Blockade.Survival;

/// <summary>The cumulative hazard of a subject whose covariates are all zero, in one stratum of a fitted Cox model.</summary>
/// <param name="Stratum">The stratum's label.</param>
/// <param name="Times">Its distinct times, event or censoring, ascending, months.</param>
/// <param name="CumulativeHazard">The hazard up to and with each time. Another subject's is this times exp(covariates times coefficients).</param>
public sealed record BaselineHazard(int Stratum, ImmutableArray<double> Times, ImmutableArray<double> CumulativeHazard)
{
    /// <summary>Estimates it stratum by stratum, in ascending order of label, with the fit's treatment of ties. Cost O(n p).</summary>
    /// <param name="followUps">The rows the model was fitted to.</param>
    /// <param name="covariates">Their covariates, as in <see cref="Cox.Fit"/>.</param>
    /// <param name="strata">Their strata, as in <see cref="Cox.Fit"/>.</param>
    /// <param name="fit">The fit.</param>
    /// <remarks>Breslow (1974), and Efron's counterpart as in R survival. Zero may lie far from any subject: centre covariates that never are near it.</remarks>
    /// <exception cref="ArgumentException">The arguments do not belong together, or ties were exact.</exception>
    public static ImmutableArray<BaselineHazard> Of(ReadOnlySpan<FollowUp> followUps, double[,] covariates, ReadOnlySpan<int> strata, CoxFit fit)
    {
        var (order, likelihood, process) = fit.Process(followUps, covariates, strata);
        double shift = 0;
        for (int j = 0; j < fit.Coefficients.Length; j++)
        {
            if (!double.IsNaN(fit.Coefficients[j])) shift += fit.Coefficients[j] * likelihood.Centre[j];
        }

        int[] labels = new Coding(strata, followUps.Length, nameof(strata)).Labels;
        var hazards = ImmutableArray.CreateBuilder<BaselineHazard>(order.StratumCount);
        for (int s = 0; s < order.StratumCount; s++)
        {
            int[] last = [.. Enumerable.Range(order.StratumStart[s], order.StratumStart[s + 1] - order.StratumStart[s])
                .Where(i => i + 1 == order.StratumStart[s + 1] || order.Months[i + 1] != order.Months[i])];
            hazards.Add(new(labels[s], [.. last.Select(i => order.Months[i])], [.. last.Select(i => process.CumulativeHazard[i] * Math.Exp(-shift))]));
        }

        return hazards.MoveToImmutable();
    }
}
