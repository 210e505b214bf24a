using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Synergy;

namespace Blockade.Files;

/// <summary>
/// Reads wells of drug combinations in the table dialect of SynergyFinder: one well a row, with the columns <c>block_id</c>, <c>drug1</c>, <c>drug2</c>, <c>conc1</c>,
/// <c>conc2</c>, <c>response</c> and <c>conc_unit</c> (or <c>conc_unit1</c> and <c>conc_unit2</c>), in any order, or by the other names it takes. Other columns are left alone.
/// </summary>
/// <remarks>
/// Zheng et al. (2022), SynergyFinder Plus, Genomics Proteomics Bioinformatics 20:587-596, doi:10.1016/j.gpb.2022.01.004. Unlike it, nothing is imputed and no noise is added: a dose pair without a well
/// has no score, and a warning says so.
/// </remarks>
public static class PlateReader
{
    private static readonly ImmutableArray<string> Needed = ["block_id", "drug1", "drug2", "conc1", "conc2", "response"];

    private static readonly ImmutableDictionary<string, string> Aliases = new Dictionary<string, string>
    {
        ["pair_index"] = "block_id", ["drug_row"] = "drug1", ["drug_col"] = "drug2", ["conc_row"] = "conc1", ["conc_col"] = "conc2", ["conc_r"] = "conc1", ["conc_c"] = "conc2",
        ["inhibition"] = "response", ["conc_unit"] = "conc_unit1", ["conc_r_unit"] = "conc_unit1", ["conc_c_unit"] = "conc_unit2",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    /// <summary>Reads every block, or says everything that is wrong.</summary>
    public static Checked<CombinationPlates> Read(SourceText source, PlateResponse response)
    {
        ArgumentNullException.ThrowIfNull(source);
        var reading = new Reading(source, response);
        ImmutableArray<CombinationPlate> plates = reading.Plates();
        return new(plates.IsEmpty ? null : new CombinationPlates(plates), reading.Diagnostics.ToImmutable());
    }

    // PairIndex, pair_index and Pair_Index are one name
    private static string Canonical(string header)
    {
        var name = new StringBuilder();
        for (int i = 0; i < header.Length; i++)
        {
            if (i > 0 && char.IsUpper(header[i]) && char.IsLower(header[i - 1])) name.Append('_');
            name.Append(char.ToLowerInvariant(header[i]));
        }

        return Aliases.GetValueOrDefault(name.ToString(), name.ToString());
    }

    private sealed class Reading(SourceText source, PlateResponse response)
    {
        private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Block> _blocks = new(StringComparer.Ordinal);
        private readonly List<Block> _inOrder = [];

        public ImmutableArray<Diagnostic>.Builder Diagnostics { get; } = ImmutableArray.CreateBuilder<Diagnostic>();

        public ImmutableArray<CombinationPlate> Plates()
        {
            int width = 0;
            foreach (ImmutableArray<CsvScanner.Field> fields in CsvScanner.Rows(source))
            {
                if (width == 0)
                {
                    width = fields.Length;
                    if (!Header(fields)) return [];
                }
                else if (fields.Length != width)
                {
                    Error("PLT1002", fields[^1].Span, $"{fields.Length} fields, but the header has {width}", "quote a field that holds a comma: \"a, b\"");
                }
                else
                {
                    Row(fields);
                }
            }

            if (_inOrder.Count == 0 && Diagnostics.Count == 0) Error("PLT1008", new SourceSpan(source.Text.Length, 1), "there is no well", "one well a row, under a header");
            foreach (Block block in _inOrder) Judge(block);
            return Diagnostics.Any(d => d.Severity == Severity.Error)
                ? []
                : [.. _inOrder.Select(b => new CombinationPlate(b.Name, b.Key.Drug1, b.Key.Drug2, b.Key.Unit1, b.Key.Unit2, new DoseMatrix([.. b.Wells])))];
        }

        private bool Header(ImmutableArray<CsvScanner.Field> fields)
        {
            bool good = true;
            for (int i = 0; i < fields.Length; i++)
            {
                string name = Canonical(fields[i].Text);
                if (name == "drug3")
                {
                    Error("PLT1009", fields[i].Span, "a plate of three drugs cannot be scored", "split it into plates of two, with the third drug at one dose");
                    good = false;
                }
                else if (!_columns.TryAdd(name, i) && (Needed.Contains(name) || name.StartsWith("conc_unit", StringComparison.Ordinal)))
                {
                    Error("PLT1001", fields[i].Span, $"there are two columns for {name}");
                    good = false;
                }
            }

            SourceSpan all = fields[0].Span.To(fields[^1].Span);
            foreach (string name in Needed.Where(n => !_columns.ContainsKey(n)))
            {
                string others = string.Join(", ", Aliases.Where(a => a.Value == name).Select(a => a.Key).Order(StringComparer.Ordinal));
                Error("PLT1001", all, $"there is no column {name}", others.Length > 0 ? $"it may also be called {others}" : null);
                good = false;
            }

            if (!_columns.ContainsKey("conc_unit1"))
            {
                Error("PLT1001", all, "there is no column conc_unit", "or conc_unit1 and conc_unit2, where the drugs' units differ");
                good = false;
            }

            return good;
        }

        private void Row(ImmutableArray<CsvScanner.Field> fields)
        {
            double dose1 = Dose(fields, "conc1"), dose2 = Dose(fields, "conc2");
            double percent = Number(fields, "response");
            string unit1 = Text(fields, "conc_unit1");
            var key = (Text(fields, "drug1"), Text(fields, "drug2"), unit1, _columns.ContainsKey("conc_unit2") ? Text(fields, "conc_unit2") : unit1);
            string name = Text(fields, "block_id");
            if (!_blocks.TryGetValue(name, out Block? block))
            {
                _blocks[name] = block = new Block(name, key, fields[0].Span.To(fields[^1].Span));
                _inOrder.Add(block);
            }
            else if (block.Key != key && new[] { key.Item1, key.Item2, key.Item3, key.Item4 }.All(t => t.Length > 0))
            {
                SourceSpan span = fields[_columns[block.Key.Drug1 != key.Item1 ? "drug1" : block.Key.Drug2 != key.Item2 ? "drug2" : "conc_unit1"]].Span;
                Error("PLT1005", span, $"block {name} has {block.Key.Drug1} [{block.Key.Unit1}] and {block.Key.Drug2} [{block.Key.Unit2}] elsewhere", "one pair of drugs and units in a block");
            }

            block.Wells.Add(new Well(dose1, dose2, (response == PlateResponse.Viability ? 100 - percent : percent) / 100));
        }

        private void Judge(Block block)
        {
            if (block.Wells.Any(w => !double.IsFinite(w.Dose1 + w.Dose2 + w.Effect) || w.Dose1 < 0 || w.Dose2 < 0)) return;   // said already
            ImmutableArray<Well> wells = [.. block.Wells];
            if (DoseMatrix.Fault(wells) is string fault)
            {
                Error("PLT1006", block.Span, $"in block {block.Name} {fault}", "the scores compare both drugs together with each alone and with none");
                return;
            }

            var matrix = new DoseMatrix(wells);
            int empty = Enumerable.Range(0, matrix.CellCount).Count(c => matrix.Count(c) == 0);
            if (empty > 0) Warn("PLT1007", block.Span, $"block {block.Name} has no well at {empty} of its {matrix.CellCount} pairs of doses; they are left without score, not guessed");
            double untreated = 100 * matrix.Mean(0);
            if (Math.Abs(untreated) > 50)
            {
                string stated = response == PlateResponse.Viability ? "viability" : "inhibition";
                Warn("PLT1010", block.Span,
                    string.Create(CultureInfo.InvariantCulture, $"the wells of block {block.Name} without drug have a mean response of {(response == PlateResponse.Viability ? 100 - untreated : untreated):0.#}, where {stated} in percent has about {(response == PlateResponse.Viability ? 100 : 0)}"),
                    "is the response stated rightly, and in percent?");
            }
        }

        private string Text(ImmutableArray<CsvScanner.Field> fields, string column)
        {
            CsvScanner.Field field = fields[_columns[column]];
            if (field.Text.Length == 0) Error("PLT1003", field.Span, $"{column} is empty");
            return field.Text;
        }

        private double Number(ImmutableArray<CsvScanner.Field> fields, string column)
        {
            CsvScanner.Field field = fields[_columns[column]];
            if (double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)) return value;
            Error("PLT1003", field.Span, field.Text.Length == 0 ? $"{column} is empty" : $"'{field.Text}' is not a number", "write 1.5 or 2e-3, with a point; leave a well without response out");
            return double.NaN;
        }

        private double Dose(ImmutableArray<CsvScanner.Field> fields, string column)
        {
            double dose = Number(fields, column);
            if (dose < 0) Error("PLT1004", fields[_columns[column]].Span, "a dose is 0 or more", "is it a logarithm?");
            return dose;
        }

        private void Error(string code, SourceSpan span, string message, string? hint = null) => Diagnostics.Add(new Diagnostic(code, Severity.Error, source, span, message, hint));

        private void Warn(string code, SourceSpan span, string message, string? hint = null) => Diagnostics.Add(new Diagnostic(code, Severity.Warning, source, span, message, hint));
    }

    private sealed record Block(string Name, (string Drug1, string Drug2, string Unit1, string Unit2) Key, SourceSpan Span)
    {
        public List<Well> Wells { get; } = [];
    }
}
