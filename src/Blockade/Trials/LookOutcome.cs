using System.Collections.Immutable;
using Blockade.Survival;

namespace Blockade.Trials;

/// <summary>What one look of one replicate found, whether or not the trial had stopped before.</summary>
/// <param name="Months">When the data were cut, since the first patient.</param>
/// <param name="Patients">Patients who had entered, by arm.</param>
/// <param name="Events">Events among them, by arm.</param>
/// <param name="Comparisons">Every arm but the first against it.</param>
public sealed record LookOutcome(double Months, ImmutableArray<int> Patients, ImmutableArray<int> Events, ImmutableArray<LookComparison> Comparisons)
{
    /// <summary>Tests and fits the data of a look.</summary>
    /// <param name="data">The data after the cut.</param>
    /// <param name="arms">How many arms the trial has.</param>
    public static LookOutcome Of(AnalysisData data, int arms)
    {
        ArgumentNullException.ThrowIfNull(data);
        int[] patients = new int[arms], events = new int[arms];
        for (int i = 0; i < data.FollowUps.Length; i++)
        {
            patients[data.Arms[i]]++;
            if (data.FollowUps[i].HadEvent) events[data.Arms[i]]++;
        }

        var comparisons = ImmutableArray.CreateBuilder<LookComparison>(arms - 1);
        for (int a = 1; a < arms; a++)
        {
            Comparison c = AnalysisResult.Compare(data, "", a, "", TieMethod.Efron);
            Estimate ratio = c.Status is CoxStatus.Converged ? c.HazardRatio : new Estimate(double.NaN, double.NaN, double.NaN);
            comparisons.Add(new LookComparison(ratio, c.LogRank?.Z ?? double.NaN));
        }

        return new LookOutcome(data.At.Months, [.. patients], [.. events], comparisons.MoveToImmutable());
    }
}
