using System.Text;
using System.Text.Json;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>A trial's result for programs: what <c>--json</c> prints. A change of its layout changes the number in <c>schema</c>.</summary>
internal static class TrialJson
{
    /// <summary>One object, indented, invariant; what is not reached or not estimable is null.</summary>
    public static string Of(VirtualTrial run, VirtualTrialOptions options)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("schema", "blockade/trial/1");
            json.WriteString("version", Product.Version);
            json.WriteString("trial", run.Trial.Design.Name);
            json.WriteBoolean("partial", run.IsPartial);
            json.WriteNumber("seed", options.Seed);
            json.WriteNumber("replicate", options.Replicate);
            json.WriteNumber("patients", run.Trial.Subjects.Length);
            json.WriteStartArray("analyses");
            foreach (AnalysisResult a in run.Analyses)
            {
                json.WriteStartObject();
                json.WriteString("name", a.Data.Analysis.Name);
                json.WriteString("endpoint", TrialTables.Words(a.Data.Analysis.Endpoint));
                Number(json, "cut_months", a.Data.At.Months);
                json.WriteStartArray("arms");
                foreach (ArmSummary s in a.Arms)
                {
                    json.WriteStartObject();
                    json.WriteString("arm", s.Arm);
                    json.WriteNumber("patients", s.Patients);
                    json.WriteNumber("events", s.Events);
                    Interval(json, "median_months", s.Median);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteStartArray("comparisons");
                foreach (Comparison c in a.Comparisons)
                {
                    json.WriteStartObject();
                    json.WriteString("arm", c.Arm);
                    json.WriteString("control", c.Control);
                    Interval(json, "hazard_ratio", c.HazardRatio);
                    Number(json, "log_rank_p", c.LogRank?.PValue ?? double.NaN);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (run.Trial.Design.Multiplicity is MultiplicityPlan plan)
            {
                json.WriteStartObject("multiplicity");
                Number(json, "alpha", plan.Alpha);
                json.WriteStartArray("claims");
                foreach (ClaimTables.Claim c in ClaimTables.Claims(run)) Claim(json, run.Trial.Design, c);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteStartArray("predictions");
            foreach (Prediction p in run.Predictions)
            {
                json.WriteStartObject();
                json.WriteString("id", p.Published.Id);
                Interval(json, "predicted", p.Predicted);
                Number(json, "published", p.Published.Value);
                json.WriteString("role", p.Published.Role.ToString().ToLowerInvariant());
                json.WriteString("grade", p.Published.Grade.ToString().ToLowerInvariant());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("checks");
            foreach (RunCheck c in run.Checks)
            {
                json.WriteStartObject();
                json.WriteString("name", c.Name);
                Number(json, "value", c.Value);
                Number(json, "bound", c.Bound);
                json.WriteBoolean("holds", c.Holds);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Claim(Utf8JsonWriter json, TrialDesign design, ClaimTables.Claim c)
    {
        json.WriteStartObject();
        json.WriteString("name", c.Hypothesis.Name);
        json.WriteString("analysis", design.Tests[c.Hypothesis.Test].Name);
        json.WriteString("arm", design.Arms[c.Hypothesis.Arm].Name);
        Number(json, "weight", c.Weight);
        Number(json, "p", c.P);
        Number(json, "adjusted_p", c.Adjusted);
        json.WriteBoolean("made", c.Made);
        json.WriteNumber("looks", c.Outcome.Looks);
        Number(json, "crossed_at_look", (double?)c.Outcome.Look ?? double.NaN);
        json.WriteString("made_with", ClaimTables.MadeWith(design, c.Outcome));
        Number(json, "made_at_months", c.Outcome.Months);
        json.WriteEndObject();
    }

    private static void Interval(Utf8JsonWriter json, string name, Survival.Estimate e)
    {
        json.WriteStartObject(name);
        Number(json, "value", e.Value);
        Number(json, "lower", e.Lower);
        Number(json, "upper", e.Upper);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
