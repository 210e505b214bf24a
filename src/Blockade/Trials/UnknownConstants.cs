using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Sensitivity;

namespace Blockade.Trials;

/// <summary>The constants that an analysis of sensitivity varies unless it is told which.</summary>
public static class UnknownConstants
{
    private static readonly ImmutableArray<string> OfTumour =
    [
        "tumour.growth", "tumour.loss", "tumour.signalHalfScale", "tumour.docetaxelKill", "tumour.adccKill", "tumour.resistantLogOdds", "tumour.newLesions",
    ];

    /// <summary>
    /// Seven constants of the tumour over the middle 90 % of the frozen draws, each by itself; and of receptors and patients those that nobody measured or that differ most
    /// between sources, over the ranges that the sources span.
    /// </summary>
    /// <param name="posterior">The draws.</param>
    public static ImmutableArray<UncertainInput> Default(PosteriorDraws posterior)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        return
        [
            new("receptor.aT", 1, 30, true),                        // never measured; the receptor dossier scans 1 to 30
            new(TrialResponse.SpareReceptors, 15, 50, true),        // HER2 to HER3 of HER2-positive lines
            new("receptor.epsT", 0.05, 0.5, false),                 // Maadi 2018 and Nami 2019 find no loss of pHER2 at all
            new("receptor.kPoff", 1e-5, 1e-4, true),                // KD 0.1 to 1 nM; none was read
            new("receptor.KAkt", 600, 6000, true),                  // none found: half an order of magnitude to either side
            new(TrialResponse.Heregulin, 0.03, 0.3, true),          // of patients who have any: none found, the same
            .. OfTumour.Where(posterior.Names.Contains).Select(name => Middle(name, [.. posterior.Values.Select(v => v[posterior.Names.IndexOf(name)]).Order()])),
        ];
    }

    private static UncertainInput Middle(string name, double[] sorted)
    {
        double low = sorted[(int)Math.Round(0.05 * (sorted.Length - 1))], high = sorted[(int)Math.Round(0.95 * (sorted.Length - 1))];
        return new UncertainInput(name, low, high, low > 0);
    }
}
