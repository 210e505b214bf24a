using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;

namespace Blockade.Models.Sedml;

/// <summary>Reads NuML Level 1: one result of numbers in named dimensions.</summary>
/// <remarks>Dada, Olivier and Waltemath, Numerical Markup Language Level 1 Version 1; its use by SED-ML: Bergmann et al. (2018), doi:10.1515/jib-2017-0086.</remarks>
public static class NumlReader
{
    private const string Space = "http://www.numl.org/numl/";

    /// <summary>The numbers, and all that is wrong.</summary>
    /// <param name="source">The text.</param>
    /// <param name="limits">How large the XML may be.</param>
    /// <param name="most">How many numbers the dimensions may span.</param>
    public static Checked<DataCube> Read(SourceText source, SbmlLimits limits, long most)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(limits);
        var diagnostics = new List<Diagnostic>();
        DataCube? cube = SbmlNode.Read(source, limits, diagnostics) is { } root ? new Reading(source, most, diagnostics).Read(root) : null;
        return new Checked<DataCube>(diagnostics.Exists(d => d.Severity == Severity.Error) ? null : cube, [.. diagnostics]);
    }

    private sealed class Reading(SourceText source, long most, List<Diagnostic> diagnostics)
    {
        private readonly List<ImmutableArray<string>> _names = [];
        private readonly List<Dictionary<string, int>> _index = [];
        private readonly List<(int[] At, double Value)> _found = [];

        public DataCube? Read(SbmlNode root)
        {
            if (root.Name != "numl" || !root.Space.StartsWith(Space, StringComparison.Ordinal)) return Error("SED2022", root, "this is no NuML file: its root is not a 'numl' element in a namespace of NuML");
            SbmlNode[] results = [.. root.Children.SelectMany(c => c.Name == "resultComponent" ? [c] : c.Children.Where(g => g.Name == "resultComponent"))];
            if (results.Length != 1) return Error("SED2022", root, FormattableString.Invariant($"this file has {results.Length} results ('resultComponent') and not one"));
            if (results[0].Child("dimensionDescription") is not { } description || results[0].Child("dimension") is not { } dimension) return Error("SED2022", results[0], "a result has a 'dimensionDescription' and a 'dimension'");
            for (SbmlNode? d = Described(description); d?.Name == "compositeDescription"; d = Described(d))
            {
                _names.Add([.. new[] { d["id"], d["name"] }.Where(n => !string.IsNullOrEmpty(n)).Cast<string>().Distinct()]);
                _index.Add([]);
            }

            if (_index.Count == 0) return Error("SED2022", description, "this result has no dimension", "a 'compositeDescription' around an 'atomicDescription' is one");
            Values(dimension, new int[_index.Count], 0);
            double size = _index.Aggregate(1.0, (a, d) => a * d.Count);
            if (size > most) return Error("SED4001", dimension, FormattableString.Invariant($"the dimensions of this file span {size:g4} numbers; {most} is the limit"));
            var values = new double[(int)size];
            Array.Fill(values, double.NaN);
            foreach ((int[] at, double value) in _found)
            {
                int place = 0;
                for (int d = 0; d < at.Length; d++) place = (place * _index[d].Count) + at[d];
                values[place] = value;
            }

            return new DataCube([.. _names.Zip(_index, (n, i) => new DataDimension(n, [.. i.OrderBy(e => e.Value).Select(e => e.Key)]))], [.. values]);
        }

        private static SbmlNode? Described(SbmlNode node) => node.Children.Find(c => c.Name is "compositeDescription" or "atomicDescription" or "tupleDescription");

        private void Values(SbmlNode node, int[] at, int depth)
        {
            foreach (SbmlNode child in node.Children)
            {
                if (child.Name is "notes" or "annotation") continue;
                if (child.Name == "compositeValue" && depth < at.Length)
                {
                    if (child["indexValue"] is not { Length: > 0 } index)
                    {
                        Error("SED2022", child, "this 'compositeValue' has no 'indexValue'");
                        continue;
                    }

                    _index[depth].TryAdd(index, _index[depth].Count);
                    at[depth] = _index[depth][index];
                    Values(child, at, depth + 1);
                }
                else if (child.Name == "atomicValue" && depth == at.Length)
                {
                    if (SedmlText.Parse(child.Text) is { } value) _found.Add(([.. at], value));
                    else Error("SED2022", child, $"'{child.Text.Trim()}' is no number");
                }
                else
                {
                    Error("SED2022", child, $"'{child.Name}' does not stand here in a file of {at.Length} dimensions", "each dimension is a 'compositeValue', and the innermost holds an 'atomicValue'");
                }
            }
        }

        private DataCube? Error([ConstantExpected] string code, SbmlNode node, string message, string? hint = null)
        {
            diagnostics.Add(new Diagnostic(code, Severity.Error, source, node.Span, message, hint));
            return null;
        }
    }
}
