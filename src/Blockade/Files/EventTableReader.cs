using System.Collections.Immutable;
using System.Globalization;
using Blockade.Dosing;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;

namespace Blockade.Files;

/// <summary>
/// Reads doses and observations in the table dialect of NONMEM: comma-separated, one row an event, column names in any case, a missing value as
/// <c>.</c>, <c>NA</c> or nothing. What a row asks for and is not supported is an error, never left aside.
/// </summary>
/// <remarks>Columns and their meaning: NONMEM 7 users' guides, part VI (PREDPP); DUR and TINF as in rxode2 and mrgsolve.</remarks>
public static class EventTableReader
{
    private static readonly ImmutableArray<string> Known = ["ID", "TIME", "EVID", "AMT", "RATE", "DUR", "TINF", "II", "ADDL", "SS", "CMT", "DV", "MDV", "DVID", "CENS", "LLOQ", "OCC", "C"];

    /// <summary>Reads every row, or says everything that is wrong.</summary>
    public static Checked<EventTable> Read(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var reading = new Reading(source);
        EventTable? table = reading.Table();
        ImmutableArray<Diagnostic> diagnostics = reading.Diagnostics.ToImmutable();
        return new(diagnostics.Any(d => d.Severity == Severity.Error) ? null : table, diagnostics);
    }

    private sealed class Reading(SourceText source)
    {
        private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
        private readonly List<(string Name, int Column)> _further = [];
        private readonly HashSet<string> _finished = [];
        private readonly List<(string Id, List<EventRecord> Records)> _subjects = [];

        public ImmutableArray<Diagnostic>.Builder Diagnostics { get; } = ImmutableArray.CreateBuilder<Diagnostic>();

        public EventTable? Table()
        {
            int width = 0;
            foreach (ImmutableArray<CsvScanner.Field> fields in CsvScanner.Rows(source))
            {
                if (width == 0)
                {
                    width = fields.Length;
                    if (!Header(fields)) return null;
                }
                else if (fields.Length != width)
                {
                    Error("EVT1002", fields[^1].Span, $"{fields.Length} fields, but the header has {width}", "quote a field that holds a comma: \"a, b\"");
                }
                else
                {
                    Row(fields);
                }
            }

            if (_subjects.Count == 0 && Diagnostics.Count == 0) Error("EVT1001", new SourceSpan(source.Text.Length, 1), "there is no row", "one event a row, under a header");
            return new EventTable([.. _further.Select(f => f.Name)], [.. _subjects.Select(s => new EventSubject(s.Id, [.. s.Records]))]);
        }

        private bool Header(ImmutableArray<CsvScanner.Field> fields)
        {
            bool good = true;
            for (int i = 0; i < fields.Length; i++)
            {
                string name = fields[i].Text.Trim();
                if (!_columns.TryAdd(name, i))
                {
                    Error("EVT1001", fields[i].Span, $"there are two columns {name.ToUpperInvariant()}");
                    good = false;
                }
                else if (!Known.Contains(name, StringComparer.OrdinalIgnoreCase))
                {
                    _further.Add((name, i));
                }
            }

            if (_columns.ContainsKey("TIME")) return good;
            Error("EVT1001", fields[0].Span.To(fields[^1].Span), "there is no column TIME", NearestName.Hint("TIME", _columns.Keys));
            return false;
        }

        private void Row(ImmutableArray<CsvScanner.Field> fields)
        {
            int before = Diagnostics.Count;
            double time = Time(fields), amount = Number(fields, "AMT"), rate = Number(fields, "RATE"), interval = Number(fields, "II");
            int additional = Whole(fields, "ADDL", 0, int.MaxValue), steady = Whole(fields, "SS", 0, 2);
            EventKind kind = Kind(fields, amount);
            if (Length(fields) is (double length, CsvScanner.Field at))
            {
                double from = length > 0 ? amount / length : 0;
                if (rate != 0 && Math.Abs(rate - from) > 1e-9 * Math.Abs(rate)) Error("EVT1006", at.Span, $"RATE is {rate:R}, but AMT over this length is {from:R}", "give one of the two");
                rate = from;
            }

            if (Diagnostics.Count > before) return;
            bool isDose = kind is EventKind.Dose or EventKind.ResetAndDose;
            Judge(fields, isDose, amount, rate, interval, additional, steady);
            List<EventRecord>? records = Subject(fields);
            if (records is null) return;
            if (records.Count > 0 && time < records[^1].Time && kind is not (EventKind.Reset or EventKind.ResetAndDose))
            {
                Error("EVT1005", Field(fields, "TIME").Span, FormattableString.Invariant($"the time {time:R} is before that of the row above, {records[^1].Time:R}"), "sort each subject by time; EVID 3 or 4 may begin a new clock");
                return;
            }

            (int line, _) = source.Position(fields[0].Span.Start);
            records.Add(new EventRecord(
                line, time, kind, isDose ? amount : 0, isDose ? rate : 0, interval, additional, (SteadyStateKind)steady, _columns.ContainsKey("CMT") ? Compartment(fields) : "1",
                [.. _further.Select(f => Value(fields[f.Column]))]));
        }

        private void Judge(ImmutableArray<CsvScanner.Field> fields, bool isDose, double amount, double rate, double interval, int additional, int steady)
        {
            if (!isDose)
            {
                if (amount != 0 && _columns.ContainsKey("EVID") && Field(fields, "EVID").Text.Trim() is "0") Error("EVT1004", Field(fields, "AMT").Span, "an observation has no amount", "EVID 1 for a dose");
                return;
            }

            bool forever = amount == 0 && rate > 0 && steady == 1;
            if (amount < 0 || (amount == 0 && !forever)) Error("EVT1004", Field(fields, "AMT").Span, $"a dose has an amount above 0, not {amount:R}", "0 only for an infusion that has run for ever: SS 1 and RATE above 0");
            if (rate < 0 && rate is not (EventRecord.RateOfModel or EventRecord.DurationOfModel)) Error("EVT1006", Field(fields, "RATE").Span, $"RATE is 0, above 0, -1 (the model's rate) or -2 (the model's duration), not {rate:R}");
            if (interval < 0) Error("EVT1007", Field(fields, "II").Span, "II is 0 or more");
            if (interval == 0 && additional > 0) Error("EVT1007", Field(fields, "ADDL").Span, "additional doses need an interval", "II above 0");
            if (interval == 0 && steady > 0 && !forever) Error("EVT1007", Field(fields, "SS").Span, "a steady state needs an interval", "II above 0");
            if (forever && additional > 0) Error("EVT1007", Field(fields, "ADDL").Span, "an infusion that has run for ever has no additional doses");
        }

        private List<EventRecord>? Subject(ImmutableArray<CsvScanner.Field> fields)
        {
            string id = _columns.ContainsKey("ID") ? Field(fields, "ID").Text.Trim() : "1";
            if (_subjects.Count > 0 && _subjects[^1].Id == id) return _subjects[^1].Records;
            if (!_finished.Add(id))
            {
                Error("EVT1005", Field(fields, "ID").Span, $"subject {id} has rows further up, apart from these", "keep a subject's rows together, or give it another ID");
                return null;
            }

            _subjects.Add((id, []));
            return _subjects[^1].Records;
        }

        private EventKind Kind(ImmutableArray<CsvScanner.Field> fields, double amount) =>
            _columns.ContainsKey("EVID") ? (EventKind)Whole(fields, "EVID", 0, 4) : amount != 0 ? EventKind.Dose : EventKind.Observation;

        private double Time(ImmutableArray<CsvScanner.Field> fields)
        {
            CsvScanner.Field field = Field(fields, "TIME");
            if (double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double time) && double.IsFinite(time)) return time;
            bool isDate = field.Text.IndexOfAny([':', '/']) >= 0;
            Error("EVT1003", field.Span, $"'{field.Text}' is not a time", isDate ? "write the time since the first row as a number, not a date" : "a number, with a point");
            return 0;
        }

        // the length of an infusion, where one is written
        private (double Length, CsvScanner.Field Field)? Length(ImmutableArray<CsvScanner.Field> fields)
        {
            foreach (string name in new[] { "DUR", "TINF" })
            {
                if (!_columns.ContainsKey(name) || IsMissing(Field(fields, name).Text)) continue;
                double length = Number(fields, name);
                if (length < 0) Error("EVT1006", Field(fields, name).Span, $"{name} is 0 or more");
                if (length > 0) return (length, Field(fields, name));
            }

            return null;
        }

        private string Compartment(ImmutableArray<CsvScanner.Field> fields)
        {
            CsvScanner.Field field = Field(fields, "CMT");
            string text = field.Text.Trim();
            if (text.StartsWith('-')) Error("EVT1008", field.Span, "a compartment cannot be turned off", "a positive number or a name");
            return IsMissing(text) || text == "0" ? "1" : text;
        }

        private double Number(ImmutableArray<CsvScanner.Field> fields, string column)
        {
            if (!_columns.ContainsKey(column)) return 0;
            CsvScanner.Field field = Field(fields, column);
            if (IsMissing(field.Text)) return 0;
            if (double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)) return value;
            Error("EVT1003", field.Span, $"'{field.Text}' is not a number", "write 1.5 or 2e-3, with a point; missing is . or NA or nothing");
            return 0;
        }

        private int Whole(ImmutableArray<CsvScanner.Field> fields, string column, int least, int most)
        {
            double value = Number(fields, column);
            if (value >= least && value <= most && value == Math.Floor(value)) return (int)value;
            Error("EVT1003", Field(fields, column).Span, most == int.MaxValue ? $"{column} is a whole number, {least} or more" : $"{column} is a whole number from {least} to {most}");
            return least;
        }

        private static double Value(CsvScanner.Field field) =>
            double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

        private CsvScanner.Field Field(ImmutableArray<CsvScanner.Field> fields, string column) => fields[_columns.GetValueOrDefault(column, _columns["TIME"])];

        private static bool IsMissing(string text) => text.Trim() is "" or "." or "NA";

        private void Error(string code, SourceSpan span, string message, string? hint = null) => Diagnostics.Add(new Diagnostic(code, Severity.Error, source, span, message, hint));
    }
}
