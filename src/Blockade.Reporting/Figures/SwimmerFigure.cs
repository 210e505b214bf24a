using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>How long each patient was treated and followed, one lane a patient, one panel an arm, with what happened on the way.</summary>
public sealed record SwimmerFigure : Figure
{
    /// <summary>The horizontal axis.</summary>
    public FigureAxis Time { get; init; } = new("Time since randomisation", "months");

    /// <summary>One to four arms, from left to right.</summary>
    public required ImmutableArray<SwimmerArm> Arms
    {
        get;
        init => field = value is { IsDefault: false, Length: >= 1 and <= 4 }
            ? value
            : throw new ArgumentException("A swimmer figure has one to four arms.", nameof(value));
    }

    /// <inheritdoc/>
    public override Table Data(string name)
    {
        ImmutableArray<(string Arm, SwimmerLane Lane)> rows = [.. Arms.SelectMany(a => a.Sorted.Select(l => (a.Label, l)))];
        return new Table(name, Title,
        [
            new Column.Text("arm", "treatment arm", [.. rows.Select(r => r.Arm)]),
            new Column.Text("patient", "address of the patient", [.. rows.Select(r => r.Lane.Patient)]),
            new Column.Number("followed", Time.Unit, "how long the patient was followed", [.. rows.Select(r => r.Lane.Followed)]),
            new Column.Number("treated", Time.Unit, "how long the patient was treated", [.. rows.Select(r => r.Lane.Treated)]),
            new Column.Number("response", Time.Unit, "first scan of a confirmed response; empty without one", [.. rows.Select(r => r.Lane.Response ?? double.NaN)]),
            new Column.Number("progression", Time.Unit, "progression; empty without", [.. rows.Select(r => r.Lane.Progression ?? double.NaN)]),
            new Column.Boolean("died", "whether it ended with death", [.. rows.Select(r => r.Lane.Died)]),
        ]);
    }

    /// <summary>Says what does not fit together, or null.</summary>
    internal string? Fault() => Arms.All(a => a.Lanes.IsEmpty) ? "no patient has a lane" : Arms.Any(a => a.Lanes.Length > SwimmerArm.MostLanes) ? "more lanes than can be told apart" : null;
}
