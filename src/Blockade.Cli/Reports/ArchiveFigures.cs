using System.Collections.Immutable;
using Blockade.Archives;
using Blockade.Models.Sedml;
using Blockade.Reporting;

namespace Blockade.Cli.Reports;

/// <summary>The plots of an experiment as figures. Six curves go into one; rounds of a repeated task are curves of their own.</summary>
internal static class ArchiveFigures
{
    private const int CurvesInOne = 6, MostFigures = 6;

    /// <summary>The figures, or why the plot is not drawn.</summary>
    public static (ImmutableArray<TrajectoryFigure> Figures, string? Objection) Of(SedmlOutput.Plot plot, ImmutableArray<ResultArray> columns)
    {
        var lines = new List<TrajectorySeries>();
        for (int c = 0; c < plot.Curves.Length; c++)
        {
            SedmlCurve curve = plot.Curves[c];
            ResultArray x = columns[2 * c], y = columns[(2 * c) + 1];
            string label = curve.Name.Length > 0 ? curve.Name : curve.Id;
            if (!x.Shape.SequenceEqual(y.Shape))
            {
                if (x.Values.Length != y.Shape[^1]) return ([], $"the curve '{curve.Id}' has x and y of different shapes");
                x = new ResultArray(y.Shape, [.. Enumerable.Repeat(x.Values, y.Values.Length / Math.Max(1, x.Values.Length)).SelectMany(v => v)]);
            }

            int length = Math.Max(1, y.Shape[^1]), rounds = y.Values.Length / length;
            if (lines.Count + rounds > CurvesInOne * MostFigures) return ([], FormattableString.Invariant($"it has more than {CurvesInOne * MostFigures} curves"));
            for (int r = 0; r < rounds; r++)
            {
                TrajectoryPoint[] points = [.. Enumerable.Range(r * length, length).Where(k => double.IsFinite(x.Values[k])).Select(k => new TrajectoryPoint(x.Values[k], y.Values[k]))];
                if (points.Zip(points.Skip(1)).Any(p => p.Second.Time < p.First.Time)) return ([], $"the curve '{curve.Id}' does not run from left to right");
                string one = rounds == 1 ? label : FormattableString.Invariant($"{label} {r + 1}");
                if (points.Length > 0) lines.Add(new TrajectorySeries(lines.Any(l => l.Label == one) ? FormattableString.Invariant($"{one} ({curve.Id})") : one, [.. points]));
            }
        }

        if (lines.Count == 0 || lines.SelectMany(l => l.Points).All(p => !double.IsFinite(p.Median))) return ([], "no curve has a finite value");
        bool isLog = plot.Curves.All(c => c.IsLogY) && lines.SelectMany(l => l.Points).Any(p => p.Median > 0);
        string title = plot.Name.Length > 0 ? plot.Name : plot.Id;
        return ([.. lines.Chunk(CurvesInOne).Select(group => Figure(title.Length > 150 ? title[..150] : title, group, isLog))], null);
    }

    private static TrajectoryFigure Figure(string title, TrajectorySeries[] lines, bool isLog) => new()
    {
        Title = title,
        Description = $"{title}: {string.Join(", ", lines.Select(l => l.Label))} against what the experiment draws along.",
        Time = new FigureAxis("x", "1"),
        Panels = [new TrajectoryPanel(" ", new FigureAxis("y", "1") { Logarithmic = isLog }, [.. lines])],
    };
}
