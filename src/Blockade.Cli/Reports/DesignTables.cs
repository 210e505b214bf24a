using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Blockade.Designs;
using Blockade.Reporting;
using Spectre.Console;
using Table = Blockade.Reporting.Table;

namespace Blockade.Cli.Reports;

/// <summary>Sizes of a trial as a table: printed, as JSON, as a file.</summary>
internal static class DesignTables
{
    public static void Print(CommandHost host, DesignGoal goal, ImmutableArray<DesignRow> rows, bool json)
    {
        if (json)
        {
            host.Out.WriteLine(Json(goal, rows));
            return;
        }

        bool drawn = rows.Any(r => r.Assurance is not null);
        var table = new Spectre.Console.Table().Border(TableBorder.Simple).AddColumns("by", "events", "patients", "months", drawn ? "assurance (95 % CI)" : "simulated power (95 % CI)");
        if (drawn) table.AddColumns("MC error from draws", "from patients", "SD of the power between draws");
        foreach (DesignRow r in rows)
        {
            List<string> cells =
            [
                Markup.Escape(r.Method), Whole(Math.Ceiling(r.Events)), double.IsNaN(r.Patients) ? "-" : Whole(Math.Ceiling(r.Patients)), double.IsNaN(r.Months) ? "-" : Numbers.One(r.Months, "0.0"),
                double.IsNaN(r.Power.Value) ? "-" : FormattableString.Invariant($"{100 * r.Power.Value:0.0} % ({100 * r.Power.Lower:0.0} to {100 * r.Power.Upper:0.0})"),
            ];
            if (r.Assurance is Assurance a) cells.AddRange([Percent(a.ErrorOfEffects), Percent(a.ErrorOfReplicates), Percent(Math.Sqrt(a.BetweenVariance))]);
            table.AddRow([.. cells]);
        }

        host.Results().Write(table);
    }

    /// <summary>The file <c>design</c> of a study's folder.</summary>
    public static Table Of(string study, ImmutableArray<DesignRow> rows)
    {
        bool drawn = rows.Any(r => r.Assurance is not null);
        ImmutableArray<double> All(Func<DesignRow, double> value) => [.. rows.Select(value)];
        ImmutableArray<double> Spread(Func<Assurance, double> value) => All(r => r.Assurance is Assurance a ? value(a) : double.NaN);
        return new Table("design", $"{study}: {(drawn ? "assurance" : "power")} by number of events",
        [
            new Column.Text("by", "one look at this many events, or a test of the study as it is planned", [.. rows.Select(r => r.Method)]),
            new Column.Number("events", "1", "events at the last look", All(r => r.Events)),
            new Column.Number("patients", "1", "patients of all arms", All(r => r.Patients)),
            new Column.Number("months", "months", "from the first patient to the last look, on average", All(r => r.Months)),
            new Column.Number("power", "1", drawn ? "assurance: the mean of the power over draws of the constants" : "share of replicates with success", All(r => r.Power.Value)),
            new Column.Number("power_lower", "1", "Wilson's lower 95 % limit", All(r => r.Power.Lower)),
            new Column.Number("power_upper", "1", "Wilson's upper 95 % limit", All(r => r.Power.Upper)),
            .. !drawn ? Array.Empty<Column>() :
            [
                new Column.Number("mc_error", "1", "Monte Carlo standard error of the assurance", Spread(a => a.Success.StandardError)),
                new Column.Number("mc_error_draws", "1", "its part that more draws make smaller", Spread(a => a.ErrorOfEffects)),
                new Column.Number("mc_error_patients", "1", "its part that more replicates make smaller", Spread(a => a.ErrorOfReplicates)),
                new Column.Number("variance_between_draws", "1", "variance of the power between draws, free of the noise of replicates", Spread(a => a.BetweenVariance)),
                new Column.Number("variance_within_draws", "1", "variance of one trial's success under one draw, on average", Spread(a => a.WithinVariance * a.Inner)),
                new Column.Number("variance_shared_patients", "1", "its part that a set of patients has under every draw", Spread(a => a.SharedVariance)),
            ],
        ]);
    }

    private static string Json(DesignGoal goal, ImmutableArray<DesignRow> rows)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            void Value(string name, double value)
            {
                if (double.IsFinite(value)) json.WriteNumber(name, value);
                else json.WriteNull(name);
            }

            json.WriteStartObject();
            json.WriteString("schema", "blockade/design/1");
            Value("power", goal.Power);
            Value("alpha", goal.Alpha);
            Value("inflation", goal.Inflation);
            json.WriteStartArray("designs");
            foreach (DesignRow r in rows)
            {
                json.WriteStartObject();
                json.WriteString("by", r.Method);
                Value("events", r.Events);
                Value("patients", r.Patients);
                Value("months", r.Months);
                Value("power", r.Power.Value);
                Value("power_lower", r.Power.Lower);
                Value("power_upper", r.Power.Upper);
                if (r.Assurance is Assurance a)
                {
                    json.WriteNumber("draws", a.Outer);
                    json.WriteNumber("replicates", a.Inner);
                    Value("mc_error", a.Success.StandardError);
                    Value("mc_error_draws", a.ErrorOfEffects);
                    Value("mc_error_patients", a.ErrorOfReplicates);
                    Value("variance_between_draws", a.BetweenVariance);
                    Value("variance_within_draws", a.WithinVariance * a.Inner);
                    Value("variance_shared_patients", a.SharedVariance);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A count, or a question mark where it is not known.</summary>
    public static string Whole(double value) => double.IsNaN(value) ? "?" : value.ToString("0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => FormattableString.Invariant($"{100 * share:0.0} %");
}
