using System.Collections.Immutable;
using Blockade.Models.Expressions;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Models.Dynamics;

/// <summary>
/// How what follows from states changes with them, by the chain rule from one formula to the next: exact slopes without writing any formula out. The same by constants, where
/// they are named.
/// </summary>
internal sealed class DynamicGradients
{
    private readonly DynamicModel _model;
    private readonly List<Node> _nodes = [];        // in the order of the smooth steps
    private readonly List<Node> _rates = [];        // by state
    private readonly int[][] _entries;

    public DynamicGradients(DynamicModel model, DynamicLayout layout, List<DynamicLayout.Step> steps, ImmutableArray<string> constants)
    {
        _model = model;
        int n = model.StateNames.Length;
        var nodes = new Dictionary<string, Node>();
        for (int c = 0; c < constants.Length; c++) nodes.Add(constants[c], new Node { States = [n + c], Values = [1] });   // columns behind the states'
        for (int s = 0; s < model.StateNames.Length; s++) nodes.Add(model.StateNames[s], new Node { States = [s], Values = [1] });
        foreach (DynamicLayout.Step step in steps)
        {
            if (step.Formula is { } formula)
            {
                Node node = Build([formula], nodes);
                if (node.States.Length == 0) continue;
                _nodes.Add(node);
                nodes.Add(step.Name, node);
            }
            else
            {
                BuildUnknowns(layout, nodes);
            }
        }

        foreach (string state in model.StateNames)
        {
            Expression rate = layout.Rates[state];
            _rates.Add(Build(rate is Expression.Call { Function: "sum" } sum ? sum.Arguments : [rate], nodes));
        }

        Pattern = SparsityPattern.FromEntries(Math.Max(1, _rates.Count), _rates.SelectMany((r, row) => r.States.Where(s => s < n).Select(column => (row, column))));
        _entries = [.. _rates.Select((r, row) => r.States.Where(s => s < n).Select(column => Pattern.IndexOf(row, column)).ToArray())];
        ByConstants = [.. _rates.SelectMany((r, row) => r.States.Where(s => s >= n).Select(s => (row, s - n)))];
    }

    /// <summary>Where rates depend on constants: the state's number and the constant's.</summary>
    public ImmutableArray<(int State, int Constant)> ByConstants { get; }

    public SparsityPattern Pattern { get; }

    /// <summary>Writes the Jacobian's entries for slots that are up to date. Slopes are kept in the caller's scratch.</summary>
    public void Jacobian(double[] slots, DynamicSlopes scratch, Span<double> values) => Jacobian(slots, scratch, values, []);

    /// <summary>The same, and the slopes by constants in the order of <see cref="ByConstants"/>.</summary>
    public void Jacobian(double[] slots, DynamicSlopes scratch, Span<double> values, Span<double> byConstants)
    {
        values.Clear();
        int next = 0;
        for (int n = 0; n < _nodes.Count; n++) Evaluate(_nodes[n], n, slots, scratch);
        for (int r = 0; r < _rates.Count; r++)
        {
            Span<double> row = Evaluate(_rates[r], _nodes.Count + r, slots, scratch);
            int states = _entries[r].Length;   // they come first
            for (int k = 0; k < states; k++) values[_entries[r][k]] += row[k];
            for (int k = states; k < row.Length; k++) byConstants[next++] = row[k];
        }
    }

    public DynamicSlopes Scratch() => new([.. _nodes.Concat(_rates).Select(n => new double[n.States.Length])]);

    private Span<double> Evaluate(Node node, int number, double[] slots, DynamicSlopes scratch)
    {
        double[] slopes = scratch.Of[number];
        if (node.Solve is { } unknowns)
        {
            if (unknowns.Number == 0) SolveUnknowns(unknowns, slots, scratch);   // the first solves for all
            return slopes;
        }

        Array.Clear(slopes);
        foreach (Term term in node.Terms)
        {
            double slope = term.Slope?.Evaluate(slots) ?? term.Constant;
            if (!double.IsFinite(slope)) slope = 0;   // a root at zero: the iteration does without it
            if (slope == 0) continue;
            double[] source = term.Source is { } other ? scratch.Of[other] : term.StateSlope;
            for (int k = 0; k < source.Length; k++) slopes[term.Places[k]] += slope * source[k];
        }

        return slopes;
    }

    // G_z dz = -G_x dx, one column of states after the other; the residuals' own slopes stand in the nodes before
    private void SolveUnknowns(Implicit unknowns, double[] slots, DynamicSlopes scratch)
    {
        int n = unknowns.Residuals.Length;
        for (int c = 0; c < unknowns.States.Length; c++)
        {
            var b = new double[n];
            for (int i = 0; i < n; i++)
            {
                int place = Array.IndexOf(_nodes[unknowns.Residuals[i]].States, unknowns.States[c]);
                if (place >= 0) b[i] = -scratch.Of[unknowns.Residuals[i]][place];
            }

            bool solved = DynamicUnknowns.TrySolveLinear(_model.Unknowns!.Matrix(slots), b);
            for (int i = 0; i < n; i++) scratch.Of[unknowns.First + i][c] = solved ? b[i] : 0;
        }
    }

    private void BuildUnknowns(DynamicLayout layout, Dictionary<string, Node> nodes)
    {
        int[] residuals = new int[layout.Residuals.Count];
        for (int i = 0; i < residuals.Length; i++)
        {
            Node node = Build([layout.Residuals[i]], nodes);
            residuals[i] = _nodes.Count;
            _nodes.Add(node);
        }

        int[] states = [.. residuals.SelectMany(r => _nodes[r].States).Distinct().Order()];
        int first = _nodes.Count;
        for (int i = 0; i < residuals.Length; i++)
        {
            var node = new Node { States = states, Values = [], Number = _nodes.Count, Solve = new Implicit(residuals, states, first, i) };
            _nodes.Add(node);
            nodes.Add(layout.Unknowns[i], node);
        }
    }

    private Node Build(IReadOnlyList<Expression> parts, Dictionary<string, Node> nodes)
    {
        var states = new SortedSet<int>();
        var found = new List<(Expression Slope, Node Source)>();
        foreach (Expression part in parts)
        {
            foreach (string name in part.Symbols().Select(s => s.Name).Distinct())
            {
                if (!nodes.TryGetValue(name, out Node? source)) continue;
                Expression slope = part.Differentiate(name);
                if (slope is Expression.Number { Value: 0 }) continue;
                found.Add((slope, source));
                states.UnionWith(source.States);
            }
        }

        int[] list = [.. states];
        return new Node
        {
            States = list, Values = [], Number = _nodes.Count,
            Terms = [.. found.Select(f => new Term(
                f.Slope is Expression.Number ? null : _model.Compile(f.Slope), f.Slope is Expression.Number n ? n.Value : 0,
                f.Source.Values.Length > 0 ? null : f.Source.Number, f.Source.Values, [.. f.Source.States.Select(s => Array.BinarySearch(list, s))]))],
        };
    }

    /// <summary>The slopes of one quantity by the states it depends on.</summary>
    private sealed class Node
    {
        public required int[] States { get; init; }

        /// <summary>Of a state: one.</summary>
        public required double[] Values { get; init; }

        public int Number { get; init; }

        public ImmutableArray<Term> Terms { get; init; } = [];

        public Implicit? Solve { get; init; }
    }

    private sealed record Term(CompiledExpression? Slope, double Constant, int? Source, double[] StateSlope, int[] Places);

    private sealed record Implicit(int[] Residuals, int[] States, int First, int Number);
}
