using System.Collections.Immutable;
using Blockade.Reporting;
using Blockade.Survival;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>Replicates of a trial as tables: what a design does, look by look, and every replicate behind it.</summary>
internal static class ReplicatesTables
{
    public static ImmutableArray<Table> Of(ReplicatedTrial run) => [Characteristics(run), .. ClaimTables.Of(run), Looks(run), Replicates(run)];

    /// <summary>The geometric mean of hazard ratios with the 95 % limits that its Monte Carlo error allows.</summary>
    public static Estimate HazardRatio(MonteCarlo log) => new(
        Math.Exp(log.Value), Math.Exp(log.Value - (1.96 * log.StandardError)), Math.Exp(log.Value + (1.96 * log.StandardError)));

    /// <summary>One row a test and arm.</summary>
    public static Table Characteristics(ReplicatedTrial run)
    {
        ImmutableArray<TestCharacteristics> rows = run.Characteristics;
        return new Table("operating-characteristics", $"What the design does over {run.Outcomes.Length} replicates{(run.IdenticalArms ? ", arms identical" : "")}",
        [
            new Column.Text("test", "planned look or group-sequential test", [.. rows.Select(r => r.Test.Name)]),
            new Column.Text("endpoint", "what is compared", [.. rows.Select(r => TrialTables.Words(r.Test.Endpoint))]),
            new Column.Text("arm", "the arm that is compared with the control", [.. rows.Select(r => r.Arm)]),
            new Column.Integer("replicates", "1", "replicates behind the row", [.. rows.Select(r => (long)r.Replicates)]),
            .. Share("success", "the arm found better: power, or the error of the first kind where arms are identical", rows.Select(r => r.Success)),
            new Column.Number("success_mc_error", "1", "Monte Carlo standard error of success", [.. rows.Select(r => r.StandardError(r.Success))]),
            .. Share("harm", "the arm found worse", rows.Select(r => r.Harm)),
            .. Share("futility", "given up at an interim look", rows.Select(r => r.Futility)),
            .. Mean("duration", "months", "from the first patient to the cut that ends the trial", rows.Select(r => r.Months)),
            .. Mean("events", "1", "events of both arms by then", rows.Select(r => r.Events)),
            .. Mean("patients", "1", "patients of both arms by then", rows.Select(r => r.Patients)),
            .. Mean("log_hazard_ratio", "1", "log hazard ratio at the last look, stopping ignored", rows.Select(r => r.LogHazardRatio)),
            new Column.Number("log_hazard_ratio_sd", "1", "its standard deviation between replicates", [.. rows.Select(r => r.LogHazardRatio.StandardDeviation)]),
            .. new[] { "p025", "p25", "p50", "p75", "p975" }.Select((p, i) => new Column.Number(
                $"hazard_ratio_{p}", "1", "percentile of the hazard ratio between replicates", [.. rows.Select(r => r.HazardRatioQuantiles.IsEmpty ? double.NaN : r.HazardRatioQuantiles[i])])),
            .. Share("coverage", "95 % intervals that hold exp of the mean log hazard ratio, or 1 where arms are identical", rows.Select(r => r.Coverage)),
            .. Mean("log_hazard_ratio_at_stop", "1", "log hazard ratio at the look that ends the trial", rows.Select(r => r.LogHazardRatioAtStop)),
        ]);
    }

    /// <summary>One row a test, arm and look.</summary>
    public static Table Looks(ReplicatedTrial run)
    {
        (TestCharacteristics Test, LookCharacteristics Look)[] rows = [.. run.Characteristics.SelectMany(t => t.Looks.Select(k => (t, k)))];
        return new Table("looks", "Look by look: where trials stop, when the data are cut, and how an early stop biases the hazard ratio",
        [
            new Column.Text("test", "planned look or group-sequential test", [.. rows.Select(r => r.Test.Test.Name)]),
            new Column.Text("arm", "the arm that is compared with the control", [.. rows.Select(r => r.Test.Arm)]),
            new Column.Integer("look", "1", "number of the look", [.. rows.Select(r => (long)r.Look.Look)]),
            new Column.Number("information", "1", "planned share of the final information", [.. rows.Select(r => r.Look.Information)]),
            new Column.Number("limit", "1", "limit of the standardized statistic", [.. rows.Select(r => r.Look.Critical)]),
            .. Share("reached", "trials that come to this look", rows.Select(r => r.Look.Reached)),
            .. Share("success", "trials that stop here with success", rows.Select(r => r.Look.Success)),
            .. Share("success_by", "trials that stop here or before with success", rows.Select(r => r.Look.SuccessBy)),
            .. Share("harm", "trials that stop here with harm", rows.Select(r => r.Look.Harm)),
            .. Share("futility", "trials that give up here", rows.Select(r => r.Look.Futility)),
            .. Mean("cut", "months", "data cut since the first patient, stopping ignored", rows.Select(r => r.Look.Months)),
            .. Mean("events", "1", "events of both arms by then, stopping ignored", rows.Select(r => r.Look.Events)),
            .. Mean("log_hazard_ratio", "1", "log hazard ratio, stopping ignored", rows.Select(r => r.Look.LogHazardRatio)),
            .. Mean("log_hazard_ratio_at_success", "1", "log hazard ratio of trials that stop here with success", rows.Select(r => r.Look.LogHazardRatioAtSuccess)),
            .. Mean("bias", "1", "that less the mean log hazard ratio of the last look", rows.Select(r => r.Look.Bias)),
        ]);
    }

    private static Table Replicates(ReplicatedTrial run)
    {
        var rows = new List<(ReplicateOutcome Replicate, PlannedTest Test, int Look, LookOutcome Outcome, int Arm)>();
        foreach (ReplicateOutcome o in run.Outcomes)
        {
            for (int t = 0; t < run.Tests.Length; t++)
            {
                for (int k = 0; k < o.Tests[t].Length; k++)
                {
                    for (int a = 1; a < run.Design.Arms.Length; a++) rows.Add((o, run.Tests[t], k, o.Tests[t][k], a));
                }
            }
        }

        LookComparison Of((ReplicateOutcome, PlannedTest, int, LookOutcome Outcome, int Arm) r) => r.Outcome.Comparisons[r.Arm - 1];
        return new Table("replicates", "Every look of every replicate, whether or not the trial had stopped before",
        [
            new Column.Integer("replicate", "1", "replicate of the trial", [.. rows.Select(r => (long)r.Replicate.Replicate)]),
            new Column.Text("test", "planned look or group-sequential test", [.. rows.Select(r => r.Test.Name)]),
            new Column.Integer("look", "1", "number of the look", [.. rows.Select(r => (long)r.Look + 1)]),
            new Column.Text("arm", "the arm that is compared with the control", [.. rows.Select(r => run.Design.Arms[r.Arm].Name)]),
            new Column.Number("cut", "months", "data cut since the first patient", [.. rows.Select(r => r.Outcome.Months)]),
            new Column.Integer("control_patients", "1", "patients of the control by then", [.. rows.Select(r => (long)r.Outcome.Patients[0])]),
            new Column.Integer("patients", "1", "patients of the arm by then", [.. rows.Select(r => (long)r.Outcome.Patients[r.Arm])]),
            new Column.Integer("control_events", "1", "events of the control", [.. rows.Select(r => (long)r.Outcome.Events[0])]),
            new Column.Integer("events", "1", "events of the arm", [.. rows.Select(r => (long)r.Outcome.Events[r.Arm])]),
            new Column.Number("hazard_ratio", "1", "stratified Cox model, Efron ties", [.. rows.Select(r => Of(r).HazardRatio.Value)]),
            new Column.Number("hazard_ratio_lower", "1", "lower 95 % Wald limit", [.. rows.Select(r => Of(r).HazardRatio.Lower)]),
            new Column.Number("hazard_ratio_upper", "1", "upper 95 % Wald limit", [.. rows.Select(r => Of(r).HazardRatio.Upper)]),
            new Column.Number("log_rank_z", "1", "stratified log-rank statistic, negative where the arm does better", [.. rows.Select(r => Of(r).LogRankZ)]),
            new Column.Text("decision", "what this look would decide", [.. rows.Select(r => r.Test.Decide(r.Look, Of(r)).ToString())]),
            new Column.Integer("failed", "1", "patients of the replicate whose simulation failed", [.. rows.Select(r => (long)r.Replicate.Failed)]),
        ]);
    }

    internal static IEnumerable<Column> Share(string name, string description, IEnumerable<Estimate> shares)
    {
        Estimate[] all = [.. shares];
        yield return new Column.Number(name, "1", description, [.. all.Select(e => e.Value)]);
        yield return new Column.Number($"{name}_lower", "1", "lower 95 % limit, Wilson", [.. all.Select(e => e.Lower)]);
        yield return new Column.Number($"{name}_upper", "1", "upper 95 % limit, Wilson", [.. all.Select(e => e.Upper)]);
    }

    internal static IEnumerable<Column> Mean(string name, string unit, string description, IEnumerable<MonteCarlo> means)
    {
        MonteCarlo[] all = [.. means];
        yield return new Column.Number(name, unit, description, [.. all.Select(m => m.Value)]);
        yield return new Column.Number($"{name}_mc_error", unit, "its Monte Carlo standard error", [.. all.Select(m => m.StandardError)]);
    }
}
