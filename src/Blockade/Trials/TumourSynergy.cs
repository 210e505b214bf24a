using System.Collections.Immutable;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>Synergy of two antibodies on the size of tumours: in the same virtual patient, what both do beyond what a null expects from each.</summary>
/// <remarks>
/// An effect is the common logarithm of how many times smaller the lesions' volume is than in the same patient without the antibodies. Bliss independence multiplies the
/// shares of cells that survive each drug (Bliss 1939), so that the logarithms add; highest single agent expects the larger of the two.
/// </remarks>
public static class TumourSynergy
{
    /// <summary>The excess in every patient on every day.</summary>
    /// <param name="neither">Logarithm of volume relative to baseline without the two drugs.</param>
    /// <param name="first">With the first alone.</param>
    /// <param name="second">With the second alone.</param>
    /// <param name="both">With both.</param>
    /// <param name="model">The null.</param>
    public static double Excess(double neither, double first, double second, double both, TumourNull model)
    {
        (double a, double b) = (neither - first, neither - second);
        return neither - both - (model == TumourNull.Bliss ? a + b : Math.Max(a, b));
    }

    /// <summary>The change of the sum of diameters under each treatment at some times.</summary>
    /// <param name="cohort">The patients.</param>
    /// <param name="tumour">The tumour's constants.</param>
    /// <param name="days">When, days, ascending.</param>
    /// <param name="heregulin">Whether the patients have their heregulin: what the rows say of themselves.</param>
    public static ImmutableArray<TumourChange> Changes(FactorialCohort cohort, TumourParameters tumour, ImmutableArray<int> days, bool heregulin)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        return
        [
            .. from docetaxel in new[] { false, true }
               from pair in Enum.GetValues<AntibodyPair>()
               let sizes = cohort.Sizes(tumour, pair, docetaxel, days)
               from d in Enumerable.Range(0, days.Length)
               select new TumourChange(pair, docetaxel, heregulin, days[d], PairedExcess.Of([.. sizes.Select(s => s[d].SumChange)], [])),
        ];
    }

    /// <summary>Scores a cohort at some times, with docetaxel and without.</summary>
    /// <param name="cohort">The patients.</param>
    /// <param name="tumour">The tumour's constants.</param>
    /// <param name="draws">Draws of what is not known of them; may be empty.</param>
    /// <param name="days">When, days, ascending.</param>
    /// <param name="heregulin">Whether the patients have their heregulin: what the rows say of themselves.</param>
    /// <param name="cancellation">Stops it between draws.</param>
    public static ImmutableArray<TumourExcess> Of(
        FactorialCohort cohort, TumourParameters tumour, ImmutableArray<TumourParameters> draws, ImmutableArray<int> days, bool heregulin, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(cohort);
        TumourNull[] nulls = Enum.GetValues<TumourNull>();
        var rows = ImmutableArray.CreateBuilder<TumourExcess>();
        foreach (bool docetaxel in new[] { false, true })
        {
            double[,][] best = Of(tumour);
            var drawn = new List<double[,]>();
            foreach (TumourParameters draw in draws)
            {
                cancellation.ThrowIfCancellationRequested();
                double[,][] values = Of(draw);
                var means = new double[nulls.Length, days.Length];
                for (int n = 0; n < nulls.Length; n++)
                {
                    for (int d = 0; d < days.Length; d++) means[n, d] = values[n, d].Average();
                }

                drawn.Add(means);
            }

            for (int d = 0; d < days.Length; d++)
            {
                for (int n = 0; n < nulls.Length; n++)
                {
                    (int null_, int day) = (n, d);
                    rows.Add(new TumourExcess(docetaxel, heregulin, days[d], nulls[n], PairedExcess.Of(best[n, d], [.. drawn.Select(m => m[null_, day])])));
                }
            }

            double[,][] Of(TumourParameters constants)
            {
                var sizes = Enum.GetValues<AntibodyPair>().Select(pair => cohort.Sizes(constants, pair, docetaxel, days)).ToArray();
                var all = new double[nulls.Length, days.Length][];
                for (int n = 0; n < nulls.Length; n++)
                {
                    for (int d = 0; d < days.Length; d++)
                    {
                        all[n, d] = [.. Enumerable.Range(0, cohort.Count).Select(k => Excess(
                            sizes[0][k][d].Log10Volume, sizes[1][k][d].Log10Volume, sizes[2][k][d].Log10Volume, sizes[3][k][d].Log10Volume, nulls[n]))];
                    }
                }

                return all;
            }
        }

        return rows.ToImmutable();
    }
}
