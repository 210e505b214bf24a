using Blockade.Reporting;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>Tornadoes: for each output one bar a constant, from its value at one end of the constant's range to that at the other, the longest on top.</summary>
internal static class SensitivityFigures
{
    private const int MostRows = 40;

    public static IEnumerable<(string Name, ForestFigure Figure)> Of(SensitivityResult found)
    {
        for (int o = 0; o < found.Outputs.Length; o++)
        {
            double nominal = found.Nominal[o].Value;
            (string Name, double Low, double High)[] bars =
            [
                .. found.Varied.Select((v, i) => (v.Name, found.Ends[2 * i][o], found.Ends[(2 * i) + 1][o]))
                    .Where(b => double.IsFinite(b.Item2) && double.IsFinite(b.Item3)).OrderByDescending(b => Math.Abs(b.Item3 - b.Item2)).Take(MostRows),
            ];
            if (bars.Length == 0) continue;
            (string label, string unit) = SensitivityTables.Words(found.Outputs[o]);
            yield return ($"figure-tornado-{SensitivityTables.Key(found.Outputs[o]).Replace('_', '-')}", new ForestFigure
            {
                Title = $"{found.Study}: {label} at the ends of each constant's range, the others as they are",
                Description = $"{label} {Numbers.One(nominal, "0.000")} with the constants as they are. " + string.Join("; ", bars.Select(b => FormattableString.Invariant($"{b.Name}: {b.Low:0.000} at its lower end, {b.High:0.000} at its upper"))) + ".",
                Value = new FigureAxis(label, unit),
                Reference = nominal,
                BelowReference = "less",
                AboveReference = "more",
                Rows = [.. bars.Select(b => new ForestRow(b.Name, new ForestEstimate(nominal, Math.Min(nominal, Math.Min(b.Low, b.High)), Math.Max(nominal, Math.Max(b.Low, b.High)))))],
            });
        }
    }
}
