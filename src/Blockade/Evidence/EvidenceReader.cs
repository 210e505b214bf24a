using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;

namespace Blockade.Evidence;

/// <summary>
/// Reads <c>parameters.csv</c> and <c>published.csv</c>: every number with unit, source and grade, or a diagnostic that says what lacks. And
/// <c>posterior.csv</c>, draws of some of those numbers.
/// </summary>
public static class EvidenceReader
{
    private static readonly ImmutableArray<string> ParameterColumns =
        ["id", "value", "unit", "distribution", "source", "doi", "grade", "note"];

    private static readonly ImmutableArray<string> ResultColumns =
        ["id", "trial", "arm", "quantity", "value", "lower", "upper", "unit", "n", "source", "doi", "role", "grade", "note"];

    /// <summary>The words of grades in files.</summary>
    public static ImmutableDictionary<string, Grade> GradeWords { get; } = new Dictionary<string, Grade>
    {
        ["read"] = Grade.Read,
        ["read-2"] = Grade.ReadSecondary,
        ["derived"] = Grade.Derived,
        ["recall"] = Grade.Recall,
        ["assumption"] = Grade.Assumption,
        ["fitted"] = Grade.Fitted,
    }.ToImmutableDictionary();

    /// <summary>Reads constants; rows keep their order.</summary>
    public static Checked<ParameterTable> ReadParameters(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var rows = new Rows(source, ParameterColumns);
        var read = ImmutableArray.CreateBuilder<SourcedParameter>();
        foreach (Row row in rows.All())
        {
            (string distribution, double spread) = row.Distribution("distribution");
            read.Add(new SourcedParameter(
                row.Name("id"), row.Number("value", required: true), row.Required("unit"), distribution, spread, row.Required("source"),
                row.Text("doi"), row.Choice("grade", GradeWords), row.Text("note"), row.Span));
        }

        return new(rows.HasErrors ? null : new ParameterTable(read.ToImmutable()), rows.Diagnostics);
    }

    /// <summary>Reads published results; rows keep their order.</summary>
    public static Checked<PublishedResults> ReadPublished(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var roles = new Dictionary<string, ResultRole> { ["calibrate"] = ResultRole.Calibrate, ["blind"] = ResultRole.Blind }.ToImmutableDictionary();
        var rows = new Rows(source, ResultColumns);
        var read = ImmutableArray.CreateBuilder<PublishedResult>();
        foreach (Row row in rows.All())
        {
            double patients = row.Number("n", required: false);
            read.Add(new PublishedResult(
                row.Name("id"), row.Required("trial"), row.Required("arm"), row.Required("quantity"), row.Number("value", required: true),
                row.Number("lower", required: false), row.Number("upper", required: false), row.Required("unit"),
                double.IsNaN(patients) ? 0 : (int)patients, row.Required("source"), row.Text("doi"), row.Choice("role", roles),
                row.Choice("grade", GradeWords), row.Text("note"), row.Span));
        }

        return new(rows.HasErrors ? null : new PublishedResults(read.ToImmutable()), rows.Diagnostics);
    }

    /// <summary>
    /// Reads draws of constants: a header of <c>draw</c> and names that are in <paramref name="known"/>, a row a draw.
    /// </summary>
    public static Checked<PosteriorDraws> ReadPosterior(SourceText source, ParameterTable known)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(known);
        ImmutableArray<CsvScanner.Field> header = CsvScanner.Rows(source).FirstOrDefault();
        if (header.IsDefault) header = [new CsvScanner.Field("", default)];
        var rows = new Rows(source, ["draw", .. header.Skip(1).Select(f => f.Text)]);
        foreach (CsvScanner.Field name in header.Skip(1).Where(f => !known.Contains(f.Text)))
        {
            rows.Error("EVD1008", name.Span, $"there is no constant '{name.Text}'", NearestName.Hint(name.Text, known.Select(r => r.Id)) ?? "'blockade show parameters' lists them");
        }

        foreach (CsvScanner.Field name in header.Skip(1).Where(f => !rows.IsNew(f.Text))) rows.Error("EVD1004", name.Span, $"'{name.Text}' is there twice");
        var values = ImmutableArray.CreateBuilder<ImmutableArray<double>>();
        foreach (Row row in rows.All()) values.Add([.. header.Skip(1).Select(f => row.Number(f.Text, required: true))]);
        if (values.Count == 0 && !rows.HasErrors) rows.Error("EVD1009", header[0].Span, "there is no draw here", "'blockade calibrate --posterior FILE' writes them");
        return new(rows.HasErrors ? null : new PosteriorDraws([.. header.Skip(1).Select(f => f.Text)], values.ToImmutable()), rows.Diagnostics);
    }

    /// <summary>The rows of one file against its columns, and what is wrong with them.</summary>
    private sealed class Rows(SourceText source, ImmutableArray<string> columns)
    {
        private readonly ImmutableArray<Diagnostic>.Builder _diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

        public ImmutableArray<Diagnostic> Diagnostics => _diagnostics.ToImmutable();

        public bool HasErrors => _diagnostics.Any(d => d.Severity == Severity.Error);

        public IEnumerable<Row> All()
        {
            bool header = true;
            foreach (ImmutableArray<CsvScanner.Field> fields in CsvScanner.Rows(source))
            {
                if (header)
                {
                    header = false;
                    for (int i = 0; i < columns.Length; i++)
                    {
                        if (i >= fields.Length || fields[i].Text != columns[i])
                        {
                            Error("EVD1001", fields[Math.Min(i, fields.Length - 1)].Span, $"column {i + 1} must be '{columns[i]}'", $"the header is: {string.Join(",", columns)}");
                            yield break;
                        }
                    }

                    continue;
                }

                if (fields.Length != columns.Length)
                {
                    Error("EVD1002", fields[^1].Span, $"{fields.Length} fields, but the header has {columns.Length}", "quote a field that holds a comma: \"a, b\"");
                    continue;
                }

                yield return new Row(this, columns, fields);
            }
        }

        public void Error(string code, SourceSpan span, string message, string? hint = null) =>
            _diagnostics.Add(new Diagnostic(code, Severity.Error, source, span, message, hint));

        public bool IsNew(string id) => _ids.Add(id);
    }

    private sealed class Row(Rows rows, ImmutableArray<string> columns, ImmutableArray<CsvScanner.Field> fields)
    {
        public SourceSpan Span => fields[0].Span.To(fields[^1].Span);

        public string Text(string column) => fields[columns.IndexOf(column)].Text;

        public string Required(string column)
        {
            CsvScanner.Field field = fields[columns.IndexOf(column)];
            if (field.Text.Length == 0) rows.Error("EVD1003", field.Span, $"'{fields[0].Text}' has no {column}", "every number carries a unit, a source and a grade");
            return field.Text;
        }

        public string Name(string column)
        {
            string id = Required(column);
            if (!rows.IsNew(id)) rows.Error("EVD1004", fields[0].Span, $"'{id}' is there twice");
            return id;
        }

        public double Number(string column, bool required)
        {
            CsvScanner.Field field = fields[columns.IndexOf(column)];
            if (field.Text.Length == 0 && !required) return double.NaN;
            if (double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)) return value;
            rows.Error("EVD1005", field.Span, $"'{field.Text}' is not a number", "write 1.5 or 2e-3, with a point");
            return double.NaN;
        }

        public (string Text, double Spread) Distribution(string column)
        {
            CsvScanner.Field field = fields[columns.IndexOf(column)];
            string text = field.Text;
            if (text == "fixed") return (text, 0);
            foreach ((string prefix, string suffix, double scale) in new[] { ("lognormal(cv=", "%)", 0.01), ("normal(sd=", ")", 1.0) })
            {
                if (text.StartsWith(prefix, StringComparison.Ordinal) && text.EndsWith(suffix, StringComparison.Ordinal)
                    && double.TryParse(text[prefix.Length..^suffix.Length], NumberStyles.Float, CultureInfo.InvariantCulture, out double spread)
                    && spread >= 0)
                {
                    return (text, spread * scale);
                }
            }

            rows.Error("EVD1006", field.Span, $"'{text}' is not a distribution", "one of: fixed, lognormal(cv=40.1%), normal(sd=11.1)");
            return (text, 0);
        }

        public T Choice<T>(string column, ImmutableDictionary<string, T> choices)
        {
            CsvScanner.Field field = fields[columns.IndexOf(column)];
            if (choices.TryGetValue(field.Text, out T? choice)) return choice;
            rows.Error("EVD1007", field.Span, $"'{field.Text}' is not a {column}", $"one of: {string.Join(", ", choices.Keys.Order(StringComparer.Ordinal))}");
            return choices.Values.First();
        }
    }
}
