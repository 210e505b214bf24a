using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>Change of tumour size of each patient from scan to scan, one line a patient, one panel an arm, with lines at +20 % and -30 %.</summary>
/// <remarks>Values beyond +100 % are cut there; the data keep them.</remarks>
public sealed record SpiderFigure : Figure
{
    /// <summary>The horizontal axis.</summary>
    public FigureAxis Time { get; init; } = new("Time since randomisation", "months");

    /// <summary>What the lines show; the unit is percent.</summary>
    public FigureAxis Change { get; init; } = new("Change in sum of target lesions", "%");

    /// <summary>One to four arms, from left to right.</summary>
    public required ImmutableArray<SpiderArm> Arms
    {
        get;
        init => field = value is { IsDefault: false, Length: >= 1 and <= 4 }
            ? value
            : throw new ArgumentException("A spider figure has one to four arms.", nameof(value));
    }

    /// <inheritdoc/>
    public override Table Data(string name)
    {
        ImmutableArray<(string Arm, SpiderLine Line, SpiderPoint Point)> rows = [.. Arms.SelectMany(a => a.Lines.SelectMany(l => l.Points.Select(p => (a.Label, l, p))))];
        return new Table(name, Title,
        [
            new Column.Text("arm", "treatment arm", [.. rows.Select(r => r.Arm)]),
            new Column.Text("patient", "address of the patient", [.. rows.Select(r => r.Line.Patient)]),
            new Column.Number("time", Time.Unit, Time.Label, [.. rows.Select(r => r.Point.Time)]),
            new Column.Number("change", "%", Change.Label, [.. rows.Select(r => r.Point.ChangePercent)]),
            new Column.Boolean("progressed", "whether the line ends with progression", [.. rows.Select(r => r.Line.Progressed)]),
        ]);
    }

    /// <summary>Says what does not fit together, or null.</summary>
    internal string? Fault() => Arms.All(a => a.Lines.IsEmpty) ? "no patient has a line" : null;
}
