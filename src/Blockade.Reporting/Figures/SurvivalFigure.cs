using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>
/// Step curves of a time-to-event endpoint with 95 % bands, censor ticks, lines to the medians and a table of those at risk, censored and with event, and published curves
/// over them as thin dashed lines.
/// </summary>
/// <remarks>
/// The table stands under the axis at the times that it belongs to: Morris et al. (2019), BMJ Open 9:e030215, doi:10.1136/bmjopen-2019-030215.
/// </remarks>
public sealed record SurvivalFigure : Figure
{
    /// <summary>The endpoint, such as <c>Progression-free survival</c>; the vertical axis shows it in percent.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The clock, such as <c>Time since randomisation</c> in <c>months</c>; never logarithmic.</summary>
    public required FigureAxis Time { get; init; }

    /// <summary>How the arms compare, such as a hazard ratio with its limits and method; one line under the heading, empty for none.</summary>
    public string Note { get; init; } = "";

    /// <summary>When those at risk, censored and with event are counted, ascending from 0; these are the ticks of the axis, and the last one is its end.</summary>
    public required ImmutableArray<double> RiskTimes { get; init; }

    /// <summary>One to six arms.</summary>
    public required ImmutableArray<SurvivalArm> Arms
    {
        get;
        init => field = value is { IsDefault: false, Length: >= 1 and <= 6 }
            ? value
            : throw new ArgumentException("A survival figure has one to six arms.", nameof(value));
    }

    /// <summary>Published curves to compare with; drawn in the colour of the arm they belong to.</summary>
    public ImmutableArray<PublishedSurvival> Published { get; init; } = [];

    /// <inheritdoc/>
    public override Table Data(string name)
    {
        var rows = new FigureRows();
        foreach (SurvivalArm arm in Arms)
        {
            foreach (SurvivalStep s in arm.Steps) rows.Add(arm.Label, "estimate", s.Time, s.Survival, s.Lower, s.Upper);
            foreach (double t in arm.CensorTimes) rows.Add(arm.Label, "censored", t, arm.SurvivalAt(t));
            for (int i = 0; i < RiskTimes.Length; i++) rows.Add(arm.Label, "at risk", RiskTimes[i], double.NaN, count: arm.Risk[i]);
        }

        foreach (PublishedSurvival published in Published)
        {
            foreach (SurvivalPoint p in published.Points) rows.Add(published.Label, "published", p.Time, p.Survival);
        }

        return new Table(name, Title,
        [
            new Column.Text("series", "arm or publication", rows.Series),
            new Column.Text("kind", "estimate, censored, at risk or published", rows.Kinds),
            new Column.Number("time", Time.Unit, Time.Label, rows.X),
            new Column.Number("survival", "1", $"{Endpoint}, fraction, from this time on", rows.Y),
            new Column.Number("lower", "1", "lower end of the 95 % band", rows.Lower),
            new Column.Number("upper", "1", "upper end of the 95 % band", rows.Upper),
            new Column.Number("at_risk", "1", "subjects without event and still followed just before this time", rows.Count(c => c.AtRisk)),
            new Column.Number("censored", "1", "subjects whose follow-up ended before this time without event", rows.Count(c => c.Censored)),
            new Column.Number("events", "1", "events before this time", rows.Count(c => c.Events)),
        ]);
    }

    /// <summary>Says what does not fit together, or null.</summary>
    internal string? Fault()
    {
        if (RiskTimes.IsDefault || RiskTimes.Length < 2 || RiskTimes[0] != 0 || !RiskTimes.Zip(RiskTimes.Skip(1), (a, b) => a < b).All(up => up))
            return "the times of the numbers at risk ascend from 0";
        foreach (SurvivalArm arm in Arms)
        {
            if (arm.Risk.Length != RiskTimes.Length)
                return $"arm '{arm.Label}' has {arm.Risk.Length} numbers at risk for {RiskTimes.Length} times";
        }

        PublishedSurvival? stray = Published.FirstOrDefault(p => !Arms.Any(arm => arm.Label == p.Arm));
        return stray is null ? null : $"the published curve '{stray.Label}' names the arm '{stray.Arm}', which is not in the figure";
    }
}
