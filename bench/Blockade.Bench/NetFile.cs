using System.Globalization;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Bench;

/// <summary>
/// A mass-action network as BioNetGen writes it (.net): constants and formulas of +, *, /, parentheses; species with amounts;
/// reactions "reactants products factor*constant". Flat arrays, analytic sparse Jacobian. Both solvers call the same instance.
/// </summary>
internal sealed class NetFile : BenchNetwork
{
    private readonly double[] _constants;
    private readonly int[] _first;         // reactant or -1
    private readonly int[] _second;
    private readonly int[] _changeStart;   // net changes of each reaction
    private readonly int[] _changed;
    private readonly double[] _change;
    private readonly int[] _entryStart;    // Jacobian entries of each reaction: those of the first reactant, then of the second
    private readonly int[] _entries;

    private NetFile(string path, List<double> seeds, List<(double Constant, int[] Reactants, int[] Products)> reactions)
        : base(Path.GetFileNameWithoutExtension(path), reactions.Count, [])
    {
        Start = [.. seeds];
        _constants = [.. reactions.Select(r => r.Constant)];
        _first = [.. reactions.Select(r => r.Reactants.Length > 0 ? r.Reactants[0] : -1)];
        _second = [.. reactions.Select(r => r.Reactants.Length > 1 ? r.Reactants[1] : -1)];
        var net = reactions.Select(r =>
        {
            var sum = new SortedDictionary<int, int>();
            foreach (int s in r.Reactants) sum[s] = sum.GetValueOrDefault(s) - 1;
            foreach (int s in r.Products) sum[s] = sum.GetValueOrDefault(s) + 1;
            return sum.Where(e => e.Value != 0).ToArray();
        }).ToArray();
        _changeStart = new int[ReactionCount + 1];
        for (int i = 0; i < ReactionCount; i++) _changeStart[i + 1] = _changeStart[i] + net[i].Length;
        _changed = [.. net.SelectMany(n => n.Select(e => e.Key))];
        _change = [.. net.SelectMany(n => n.Select(e => (double)e.Value))];
        JacobianPattern = SparsityPattern.FromEntries(
            seeds.Count, reactions.SelectMany((r, i) => r.Reactants.Distinct().SelectMany(c => net[i].Select(e => (e.Key, c)))));
        var entries = new List<int>();
        _entryStart = new int[ReactionCount + 1];
        for (int i = 0; i < ReactionCount; i++)
        {
            foreach (int column in reactions[i].Reactants) entries.AddRange(net[i].Select(e => JacobianPattern.IndexOf(e.Key, column)));
            _entryStart[i + 1] = entries.Count;
        }

        _entries = [.. entries];
    }

    public override double[] Start { get; }

    public override int Dimension => Start.Length;

    public override int ReferenceCount => _changed.Length + _first.Count(r => r >= 0) + _second.Count(r => r >= 0);

    public override SparsityPattern JacobianPattern { get; }

    public static NetFile Read(string path)
    {
        var parameters = new Dictionary<string, double>(StringComparer.Ordinal);
        var seeds = new List<double>();
        var reactions = new List<(double, int[], int[])>();
        string block = "";
        foreach (string raw in File.ReadLines(path))
        {
            string line = raw.Split('#')[0].Trim();
            if (line.Length == 0) continue;
            if (line.StartsWith("begin ", StringComparison.Ordinal) || line.StartsWith("end ", StringComparison.Ordinal))
            {
                block = line.StartsWith("begin ", StringComparison.Ordinal) ? line[6..] : "";
                continue;
            }

            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (block == "parameters") parameters[words[1]] = Formula.Evaluate(string.Concat(words[2..]), parameters);
            else if (block == "species") seeds.Add(Formula.Evaluate(string.Concat(words[2..]), parameters));
            else if (block == "reactions") reactions.Add((Formula.Evaluate(string.Concat(words[3..]), parameters), Numbers(words[1]), Numbers(words[2])));
        }

        return new NetFile(path, seeds, reactions);

        static int[] Numbers(string list) =>
            [.. list.Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture) - 1).Where(i => i >= 0)];
    }

    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        derivative.Clear();
        for (int i = 0; i < _constants.Length; i++)
        {
            double flux = _constants[i];
            if (_first[i] >= 0) flux *= y[_first[i]];
            if (_second[i] >= 0) flux *= y[_second[i]];
            for (int k = _changeStart[i]; k < _changeStart[i + 1]; k++) derivative[_changed[k]] += _change[k] * flux;
        }
    }

    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        values.Clear();
        for (int i = 0; i < _constants.Length; i++)
        {
            if (_first[i] < 0) continue;
            double constant = _constants[i];
            int from = _changeStart[i], to = _changeStart[i + 1], e = _entryStart[i];
            double slope = _second[i] >= 0 ? constant * y[_second[i]] : constant;
            for (int k = from; k < to; k++) values[_entries[e++]] += _change[k] * slope;
            if (_second[i] < 0) continue;
            slope = constant * y[_first[i]];
            for (int k = from; k < to; k++) values[_entries[e++]] += _change[k] * slope;
        }
    }
}
