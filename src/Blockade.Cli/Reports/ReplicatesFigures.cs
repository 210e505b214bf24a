using Blockade.Reporting;
using Blockade.Survival;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>One figure a test and arm: the spread of the hazard ratio, and what is decided by each look.</summary>
internal static class ReplicatesFigures
{
    private const int MostLooks = 12;

    public static IEnumerable<(string Name, Figure Figure)> Of(ReplicatedTrial run)
    {
        for (int i = 0; i < run.Characteristics.Length; i++)
        {
            TestCharacteristics t = run.Characteristics[i];
            int test = i / (run.Design.Arms.Length - 1), comparison = i % (run.Design.Arms.Length - 1);
            double[] ratios = [.. run.Outcomes.Select(o => o.Tests[test][^1].Comparisons[comparison].HazardRatio.Value).Where(v => double.IsFinite(v) && v > 0)];
            if (ratios.Length == 0 || t.Looks.Length > MostLooks) continue;
            bool futile = t.Test.Futility is not null;
            double givenUp = 0;
            yield return (FormattableString.Invariant($"replicates-{i + 1}-{Slug(t.Test.Name)}"), new ReplicatesFigure
            {
                Title = $"{(run.IsPartial ? "Partial run: " : "")}{run.Design.Name}, {t.Test.Name}, {t.Arm}{(run.IdenticalArms ? ", arms identical" : "")}",
                Description = FormattableString.Invariant(
                    $"Hazard ratios of {t.Arm} over {ratios.Length} replicates: median {t.HazardRatioQuantiles[2]:0.00}, 95 % between {t.HazardRatioQuantiles[0]:0.00} and {t.HazardRatioQuantiles[4]:0.00}; the arm is found better in {100 * t.Success.Value:0.0} % ({100 * t.Success.Lower:0.0} to {100 * t.Success.Upper:0.0})."),
                Value = new FigureAxis("Hazard ratio", "1") { Logarithmic = true },
                Values = [.. ratios],
                Reference = 1,
                Looks =
                [
                    .. t.Looks.Select(k =>
                    {
                        givenUp += k.Futility.Value;
                        Estimate up = Proportion.Wilson((int)Math.Round(givenUp * t.Replicates), t.Replicates);
                        return (FormattableString.Invariant($"{k.Look}"), Drawn(k.SuccessBy), futile ? Drawn(up) : new ForestEstimate(double.NaN));
                    }),
                ],
            });
        }
    }

    private static ForestEstimate Drawn(Estimate e) => new(e.Value, e.Lower, e.Upper);

    private static string Slug(string name) => string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
}
