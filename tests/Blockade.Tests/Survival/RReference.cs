using System.Globalization;

namespace Blockade.Tests.Survival;

/// <summary>Numbers that R's survival package computed, one a row, and the data sets they were computed from.</summary>
internal sealed class RReference(string reference, Func<string, string> dataSet)
{
    private readonly Dictionary<string, Table> _dataSets = [];

    internal sealed record Number(string Case, string DataSet, string Analysis, string Model, string Options, string Group, string Time,
        string Statistic, double Value)
    {
        /// <summary>The value of one <c>key=value;key=value</c> option.</summary>
        internal string Option(string key) => Options.Split(';').Single(o => o.StartsWith(key + "=", StringComparison.Ordinal))[(key.Length + 1)..];

        public override string ToString() => $"{Case} {Model} {Options} {Group} {Time} {Statistic}";
    }

    internal IReadOnlyList<Number> Numbers { get; } = [.. new Table(reference).Rows.Select(r => new Number(
        r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], Parse(r[8])))];

    internal Table Data(string name)
    {
        if (!_dataSets.TryGetValue(name, out Table? table)) _dataSets[name] = table = new Table(dataSet(name));
        return table;
    }

    internal static double Parse(string text) => text switch
    {
        "NA" or "NaN" or "" => double.NaN,
        "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    /// <summary>A CSV file with a header line.</summary>
    internal sealed class Table
    {
        private readonly List<string> _header;

        internal Table(string csv)
        {
            string[] lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            _header = Split(lines[0]);
            Rows = [.. lines.Skip(1).Select(Split)];
        }

        internal IReadOnlyList<List<string>> Rows { get; }

        internal bool Has(string column) => _header.Contains(column);

        internal string[] Column(string name)
        {
            int index = _header.IndexOf(name);
            return [.. Rows.Select(r => r[index])];
        }

        /// <summary>A numeric term of a formula: a column, the log of one, a product with a colon, or the indicator <c>columnlevel</c> of a column of text.</summary>
        internal double[] Term(string term)
        {
            if (term.Contains(':')) return [.. term.Split(':').Select(Term).Aggregate((a, b) => [.. a.Zip(b, (u, v) => u * v)])];
            if (term.StartsWith("log(", StringComparison.Ordinal)) return [.. Term(term[4..^1]).Select(x => Math.Log(x))];
            if (Has(term)) return [.. Column(term).Select(Parse)];
            string column = _header.Where(h => term.StartsWith(h, StringComparison.Ordinal)).MaxBy(h => h.Length)!;
            return [.. Column(column).Select(v => v == "NA" ? double.NaN : v == term[column.Length..] ? 1.0 : 0.0)];
        }

        private static List<string> Split(string line)
        {
            var fields = new List<string>();
            for (int at = 0; at <= line.Length;)
            {
                bool quoted = at < line.Length && line[at] == '"';
                int end = quoted ? line.IndexOf('"', at + 1) : line.IndexOf(',', at);
                if (end < 0) end = line.Length;
                fields.Add(line[(quoted ? at + 1 : at)..end]);
                at = end + (quoted ? 2 : 1);
            }

            return fields;
        }
    }
}
