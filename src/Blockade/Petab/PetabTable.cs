using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;

namespace Blockade.Petab;

/// <summary>A table of a PEtab problem: tab-separated, a header first. Every cell knows its place.</summary>
internal sealed class PetabTable
{
    private readonly List<Diagnostic> _diagnostics;

    private PetabTable(SourceText source, List<Diagnostic> diagnostics) => (Source, _diagnostics) = (source, diagnostics);

    /// <summary>A cell's text without blanks around it, and where it stands.</summary>
    internal readonly record struct Cell(string Text, SourceSpan Span)
    {
        public bool IsEmpty => Text.Length == 0;
    }

    public SourceText Source { get; }

    public ImmutableArray<Cell> Header { get; private set; } = [];

    public List<Row> Rows { get; } = [];

    /// <summary>Reads a table; a column that it needs and does not have is an error.</summary>
    public static PetabTable Read(SourceText source, List<Diagnostic> diagnostics, params ReadOnlySpan<string> needed)
    {
        var table = new PetabTable(source, diagnostics);
        string text = source.Text;
        for (int at = 0; at < text.Length;)
        {
            int end = text.IndexOf('\n', at);
            if (end < 0) end = text.Length;
            if (!string.IsNullOrWhiteSpace(text[at..end]))
            {
                ImmutableArray<Cell> cells = Cells(text, at, end);
                if (table.Header.IsEmpty) table.Header = cells;
                else table.Rows.Add(new Row(table, cells, new SourceSpan(at, Math.Max(1, text.AsSpan(at, end - at).TrimEnd().Length))));
            }

            at = end + 1;
        }

        foreach (IGrouping<string, Cell> twice in table.Header.Where(h => !h.IsEmpty).GroupBy(h => h.Text).Where(g => g.Count() > 1)) table.Error("PET1003", twice.Last().Span, $"the column '{twice.Key}' is there twice");
        foreach (string column in needed)
        {
            if (!table.Has(column)) table.Error("PET1003", table.Header.IsEmpty ? default : table.Header[0].Span, $"the table has no column '{column}'", NearestName.Hint(column, table.Header.Select(h => h.Text)));
        }

        return table;
    }

    public bool Has(string column) => Header.Any(h => h.Text == column);

    public void Error(string code, SourceSpan span, string message, string? hint = null) => _diagnostics.Add(new Diagnostic(code, Severity.Error, Source, span, message, hint));

    private static ImmutableArray<Cell> Cells(string text, int at, int end)
    {
        var cells = ImmutableArray.CreateBuilder<Cell>();
        for (int start = at; start <= end;)
        {
            int stop = text.IndexOf('\t', start, end - start);
            if (stop < 0) stop = end;
            int first = start, last = stop;
            while (first < last && char.IsWhiteSpace(text[first])) first++;
            while (last > first && char.IsWhiteSpace(text[last - 1])) last--;
            if (last - first >= 2 && text[first] == '"' && text[last - 1] == '"') (first, last) = (first + 1, last - 1);
            cells.Add(new Cell(text[first..last], new SourceSpan(first, Math.Max(1, last - first))));
            start = stop + 1;
        }

        return cells.ToImmutable();
    }

    /// <summary>One row.</summary>
    internal sealed class Row(PetabTable table, ImmutableArray<Cell> cells, SourceSpan span)
    {
        public PetabTable Table => table;

        public SourceSpan Span => span;

        /// <summary>The cell of a column; empty where there is no such column or the row ends before.</summary>
        public Cell this[string column]
        {
            get
            {
                for (int c = 0; c < table.Header.Length && c < cells.Length; c++)
                {
                    if (table.Header[c].Text == column) return cells[c];
                }

                return new Cell("", span);
            }
        }

        public void Error(string code, SourceSpan place, string message, string? hint = null) => table.Error(code, place, message, hint);

        /// <summary>A number, also infinite; null without one, with an error where the cell holds something else.</summary>
        public double? Number(string column)
        {
            Cell cell = this[column];
            if (cell.IsEmpty) return null;
            if (TryNumber(cell.Text, out double value) && !double.IsNaN(value)) return value;
            Error("PET1004", cell.Span, $"'{cell.Text}' in column '{column}' is no number");
            return null;
        }

        /// <summary>One of some words, or the first where the cell is empty.</summary>
        public T Choice<T>(string column, params ReadOnlySpan<(string Word, T Value)> words)
        {
            Cell cell = this[column];
            if (cell.IsEmpty) return words[0].Value;
            var known = new List<string>();
            foreach ((string word, T value) in words)
            {
                if (word == cell.Text) return value;
                known.Add(word);
            }

            Error("PET1005", cell.Span, $"'{cell.Text}' in column '{column}' is not one of {string.Join(", ", known)}", NearestName.Hint(cell.Text, known));
            return words[0].Value;
        }

        /// <summary>An identifier; null with an error.</summary>
        public string? Id(string column)
        {
            Cell cell = this[column];
            if (cell.Text.Length > 0 && (char.IsAsciiLetter(cell.Text[0]) || cell.Text[0] == '_') && cell.Text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) return cell.Text;
            Error("PET1004", cell.Span, cell.IsEmpty ? $"the row has no '{column}'" : $"'{cell.Text}' in column '{column}' is no identifier", "letters, digits and underscores, not a digit first");
            return null;
        }

        /// <summary>The entries of a cell with semicolons between; none where it is empty.</summary>
        public ImmutableArray<Cell> List(string column)
        {
            Cell cell = this[column];
            if (cell.IsEmpty) return [];
            var found = ImmutableArray.CreateBuilder<Cell>();
            int at = cell.Span.Start;
            foreach (string part in cell.Text.Split(';'))
            {
                found.Add(new Cell(part.Trim(), new SourceSpan(at + part.Length - part.TrimStart().Length, Math.Max(1, part.Trim().Length))));
                at += part.Length + 1;
            }

            return found.ToImmutable();
        }
    }

    public static bool TryNumber(string text, out double value)
    {
        string word = text.ToLowerInvariant();
        value = word is "inf" or "+inf" or "infinity" ? double.PositiveInfinity : word is "-inf" or "-infinity" ? double.NegativeInfinity : word is "nan" ? double.NaN : 0;
        return value != 0 || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }
}
