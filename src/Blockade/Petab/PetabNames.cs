using Blockade.Models.Dynamics;
using Blockade.Models.Expressions;

namespace Blockade.Petab;

/// <summary>A place for every name that a problem's formulas may have: time and the model's quantities first, then parameters, placeholders and observables.</summary>
internal sealed class PetabNames
{
    private readonly Dictionary<string, int> _places = [];
    private readonly DynamicModel _model;
    private readonly int[] _parameters;

    public PetabNames(PetabProblem problem)
    {
        _model = problem.Model.Compiled;
        Quantities = problem.Model.System.Quantities.Length + 1;
        _places.Add("time", 0);
        Count = Quantities;
        foreach (PetabParameter p in problem.Parameters) Add(p.Id);
        foreach ((string target, Expression _) in problem.Experiments.SelectMany(e => e.Periods).SelectMany(p => p.Assignments)) Add(target);
        foreach (PetabObservable o in problem.Observables)
        {
            Add(o.Id);
            foreach (string placeholder in o.Placeholders.Concat(o.NoisePlaceholders)) Add(placeholder);
        }

        _parameters = [.. problem.Parameters.Select(p => Place(p.Id))];
    }

    /// <summary>Time and the model's quantities: the first places, as in a <see cref="DynamicState"/>.</summary>
    public int Quantities { get; }

    public int Count { get; private set; }

    public bool IsQuantity(string name) => _model.IndexOf(name) is > 0 and var slot && slot < Quantities;

    public int Place(string name) => IsQuantity(name) ? _model.IndexOf(name) : _places[name];

    public CompiledExpression Compile(Expression formula) => CompiledExpression.Compile(formula, n => Place(n));

    /// <summary>All places, with parameters filled in.</summary>
    public double[] Values(ReadOnlySpan<double> parameters)
    {
        var values = new double[Count];
        Array.Fill(values, double.NaN);
        for (int p = 0; p < parameters.Length; p++) values[_parameters[p]] = parameters[p];
        return values;
    }

    private void Add(string name)
    {
        if (IsQuantity(name) || _places.ContainsKey(name)) return;
        _places.Add(name, Count++);
    }
}
