using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>
/// Best change of tumour size of each patient, worst to best, one panel an arm, with lines at +20 % and -30 %: the limits of progression and
/// partial response in RECIST 1.1 (Eisenhauer et al. 2009, Eur. J. Cancer 45:228-247, doi:10.1016/j.ejca.2008.10.026).
/// </summary>
/// <remarks>Bars beyond +100 % are cut there and counted in the panel. The data keep the full value.</remarks>
public sealed record WaterfallFigure : Figure
{
    /// <summary>What the bars measure; the unit is percent.</summary>
    public FigureAxis Change { get; init; } = new("Best change in sum of target lesions", "%");

    /// <summary>One to four arms, from left to right.</summary>
    public required ImmutableArray<WaterfallArm> Arms
    {
        get;
        init => field = value is { IsDefault: false, Length: >= 1 and <= 4 }
            ? value
            : throw new ArgumentException("A waterfall figure has one to four arms.", nameof(value));
    }

    /// <inheritdoc/>
    public override Table Data(string name)
    {
        ImmutableArray<(string Arm, int Rank, WaterfallBar Bar)> rows =
            [.. Arms.SelectMany(arm => arm.Sorted.Select((bar, rank) => (arm.Label, rank + 1, bar)))];
        return new Table(name, Title,
        [
            new Column.Text("arm", "treatment arm", [.. rows.Select(r => r.Arm)]),
            new Column.Integer("rank", "1", "position from the left within the arm", [.. rows.Select(r => (long)r.Rank)]),
            new Column.Text("patient", "address of the patient", [.. rows.Select(r => r.Bar.Patient)]),
            new Column.Number("best_change", "%", Change.Label, [.. rows.Select(r => r.Bar.BestChangePercent)]),
        ]);
    }
}
