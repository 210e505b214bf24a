using System.Collections.Immutable;
using Blockade.Reporting;
using Blockade.Survival;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>Claims that share one error, of one run and over replicates: whether they are made, and at which look.</summary>
internal static class ClaimTables
{
    /// <summary>One claim of a run.</summary>
    public readonly record struct Claim(Hypothesis Hypothesis, double Weight, double P, double Adjusted, bool Made, ClaimOutcome Outcome);

    /// <summary>The claims of a run in the protocol's order; none where its protocol has none.</summary>
    public static ImmutableArray<Claim> Claims(VirtualTrial run)
    {
        TrialDesign design = run.Trial.Design;
        if (design.Multiplicity is not MultiplicityPlan plan) return [];
        var found = ReplicateOutcome.Of(run.Trial, design.Tests);
        ImmutableArray<double> p = plan.PValues(found, design.Tests), adjusted = plan.Graph.Adjust(p.AsSpan());
        ImmutableArray<ClaimOutcome> outcomes = plan.Outcomes([found], design.Tests)[0];
        return [.. plan.Hypotheses.Select((h, i) => new Claim(h, plan.Graph.Weights[i], p[i], adjusted[i], adjusted[i] <= plan.Alpha, outcomes[i]))];
    }

    /// <summary>The look at which a claim could be made, such as <c>OS, look 2</c>; empty where it is not made.</summary>
    public static string MadeWith(TrialDesign design, ClaimOutcome outcome) => outcome is { Test: int test, TestLook: int look }
        ? design.Tests[test].Cutoffs.Length == 1 ? design.Tests[test].Name : FormattableString.Invariant($"{design.Tests[test].Name}, look {look}")
        : "";

    /// <summary>The claims of a run, one row each; no table where its protocol has none.</summary>
    public static ImmutableArray<Table> Of(VirtualTrial run)
    {
        TrialDesign design = run.Trial.Design;
        ImmutableArray<Claim> claims = Claims(run);
        if (claims.IsEmpty) return [];
        return
        [
            new Table("multiplicity", FormattableString.Invariant($"Claims that share a one-sided error of {100 * design.Multiplicity!.Alpha:g3} % (graph of weighted Bonferroni tests)"),
            [
                new Column.Text("claim", "its name", [.. claims.Select(c => c.Hypothesis.Name)]),
                new Column.Text("analysis", "planned look or group-sequential test", [.. claims.Select(c => design.Tests[c.Hypothesis.Test].Name)]),
                new Column.Text("arm", "the arm that is compared with the control", [.. claims.Select(c => design.Arms[c.Hypothesis.Arm].Name)]),
                new Column.Number("weight", "1", "share of the error that it has at first", [.. claims.Select(c => c.Weight)]),
                new Column.Number("p", "1", "one-sided p value of the stratified log-rank test, or the sequential one of a group-sequential test", [.. claims.Select(c => c.P)]),
                new Column.Number("adjusted_p", "1", "the smallest error at which the claim is made", [.. claims.Select(c => c.Adjusted)]),
                new Column.Boolean("made", "whether the claim is made", [.. claims.Select(c => c.Made)]),
                new Column.Integer("looks", "1", "looks at which it was tested", [.. claims.Select(c => (long)c.Outcome.Looks)]),
                new Column.Number("crossed_at", "1", "the first of them whose statistic is beyond the limit of the error that came to it; empty if the claim is not made", [.. claims.Select(c => (double?)c.Outcome.Look ?? double.NaN)]),
                new Column.Text("made_with", "the analysis at which the claim could be made: its own, or one whose claim passed its error on", [.. claims.Select(c => MadeWith(design, c.Outcome))]),
                new Column.Number("made_at", "months", "data cut of that analysis, since the first patient", [.. claims.Select(c => c.Outcome.Months)]),
            ]),
        ];
    }

    /// <summary>How often each claim is made, any of them, and all; then look by look. No table where the protocol has none.</summary>
    public static ImmutableArray<Table> Of(ReplicatedTrial run)
    {
        if (run.Design.Multiplicity is not MultiplicityPlan plan) return [];
        ImmutableArray<Estimate> power = plan.Power(run.Outcomes, run.Tests);
        ImmutableArray<ImmutableArray<ClaimOutcome>> outcomes = plan.Outcomes(run.Outcomes, run.Tests);
        (int Claim, int Look)[] rows = [.. plan.Hypotheses.SelectMany((h, i) => Enumerable.Range(1, run.Tests[h.Test].Cutoffs.Length).Select(k => (i, k)))];
        Estimate Part(Func<(int Claim, int Look), ClaimOutcome, bool> holds, (int, int) row) => Proportion.Wilson(outcomes.Count(o => holds(row, o[row.Item1])), outcomes.Length);
        string error = FormattableString.Invariant($"Claims that share a one-sided error of {100 * plan.Alpha:g3} %, over {run.Outcomes.Length} replicates{(run.IdenticalArms ? ", arms identical" : "")}");
        return
        [
            new Table("multiplicity", error,
            [
                new Column.Text("claim", "its name", [.. plan.Hypotheses.Select(h => h.Name), "any of them", "all of them"]),
                .. ReplicatesTables.Share("made", "share of replicates that make the claim: power, or the error of the first kind where arms are identical", power),
            ]),
            new Table("multiplicity-looks", $"{error}, look by look",
            [
                new Column.Text("claim", "its name", [.. rows.Select(r => plan.Hypotheses[r.Claim].Name)]),
                new Column.Text("test", "planned look or group-sequential test", [.. rows.Select(r => run.Tests[plan.Hypotheses[r.Claim].Test].Name)]),
                new Column.Integer("look", "1", "number of the look", [.. rows.Select(r => (long)r.Look)]),
                .. ReplicatesTables.Share("tested", "share of replicates that test the claim at this look", rows.Select(r => Part((row, o) => o.Looks >= row.Look, r))),
                .. ReplicatesTables.Share("made", "share of replicates that make the claim and whose statistic is beyond its limit at this look first", rows.Select(r => Part((row, o) => o.Look == row.Look, r))),
                .. ReplicatesTables.Mean("made_at", "months", "when the claim could be made, since the first patient", rows.Select(r => MonteCarlo.Mean([.. outcomes.Select(o => o[r.Claim]).Where(o => o.Look == r.Look).Select(o => o.Months)]))),
            ]),
        ];
    }
}
