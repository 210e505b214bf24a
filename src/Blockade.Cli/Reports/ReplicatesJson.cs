using System.Text;
using System.Text.Json;
using Blockade.Survival;
using Blockade.Trials;

namespace Blockade.Cli.Reports;

/// <summary>Operating characteristics for programs: what <c>--json</c> prints. A change of its layout changes the number in <c>schema</c>.</summary>
internal static class ReplicatesJson
{
    /// <summary>One object, indented, invariant; what could not be estimated is null.</summary>
    public static string Of(ReplicatedTrial run, VirtualTrialOptions options)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("schema", "blockade/replicates/1");
            json.WriteString("version", Product.Version);
            json.WriteString("trial", run.Design.Name);
            json.WriteBoolean("partial", run.IsPartial);
            json.WriteBoolean("identical_arms", run.IdenticalArms);
            json.WriteNumber("seed", options.Seed);
            json.WriteNumber("first", options.Replicate);
            json.WriteNumber("replicates", run.Outcomes.Length);
            json.WriteStartArray("tests");
            foreach (TestCharacteristics t in run.Characteristics)
            {
                json.WriteStartObject();
                json.WriteString("name", t.Test.Name);
                json.WriteString("endpoint", TrialTables.Words(t.Test.Endpoint));
                json.WriteString("arm", t.Arm);
                Interval(json, "success", t.Success);
                Interval(json, "harm", t.Harm);
                Interval(json, "futility", t.Futility);
                Mean(json, "months", t.Months);
                Mean(json, "events", t.Events);
                Mean(json, "patients", t.Patients);
                Mean(json, "log_hazard_ratio", t.LogHazardRatio);
                Number(json, "log_hazard_ratio_sd", t.LogHazardRatio.StandardDeviation);
                Interval(json, "coverage", t.Coverage);
                Mean(json, "log_hazard_ratio_at_stop", t.LogHazardRatioAtStop);
                json.WriteStartArray("looks");
                foreach (LookCharacteristics k in t.Looks)
                {
                    json.WriteStartObject();
                    json.WriteNumber("look", k.Look);
                    Number(json, "information", k.Information);
                    Number(json, "limit", k.Critical);
                    Interval(json, "success", k.Success);
                    Interval(json, "success_by", k.SuccessBy);
                    Interval(json, "harm", k.Harm);
                    Interval(json, "futility", k.Futility);
                    Mean(json, "months", k.Months);
                    Mean(json, "events", k.Events);
                    Mean(json, "bias", k.Bias);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Interval(Utf8JsonWriter json, string name, Estimate e)
    {
        json.WriteStartObject(name);
        Number(json, "value", e.Value);
        Number(json, "lower", e.Lower);
        Number(json, "upper", e.Upper);
        json.WriteEndObject();
    }

    private static void Mean(Utf8JsonWriter json, string name, MonteCarlo m)
    {
        json.WriteStartObject(name);
        Number(json, "value", m.Value);
        Number(json, "mc_error", m.StandardError);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value)) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
