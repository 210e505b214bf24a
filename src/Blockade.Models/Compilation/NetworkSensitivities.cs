using System.Collections.Immutable;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Models.Compilation;

/// <summary>
/// A network's differential equations with their slopes by the logarithms of parameters: p df/dp, and p dy/dp at the start. Rates are differentiated as
/// formulas. A parameter that has a formula moves with what it is made of; named itself, it moves alone. Holds scratch: one thread.
/// </summary>
public sealed class NetworkSensitivities : ParametricSystem
{
    private readonly NetworkOde _ode;
    private readonly CompiledModel _model;
    private readonly double[] _parameters;
    private readonly ImmutableArray<string> _names;
    private readonly CompiledExpression?[][] _rateSlopes;   // by direction and rate; null where a rate does not move
    private readonly (int Species, CompiledExpression Slope)[][] _startSlopes;

    internal NetworkSensitivities(CompiledModel model, ReadOnlySpan<double> parameters, ImmutableArray<string> names)
    {
        _model = model;
        _ode = model.Ode(parameters);
        _parameters = parameters.ToArray();
        _names = names;
        RuleModel rules = model.Network.Model;
        Dictionary<string, Expression> formulas = rules.Parameters.Where(p => p.Value.Symbols().Any()).ToDictionary(p => p.Name, p => p.Value);
        _rateSlopes = new CompiledExpression?[names.Length][];
        _startSlopes = new (int, CompiledExpression)[names.Length][];
        for (int d = 0; d < names.Length; d++)
        {
            string name = names[d];
            if (model.ParameterIndex(name) < 0) throw new ArgumentException($"'{name}' is not a parameter of the model.", nameof(names));
            _rateSlopes[d] = [.. model.Kinetics.RateExpressions.Select(e => Slope(e, name) is { } slope ? model.Kinetics.Compile(slope) : null)];
            _startSlopes[d] =
            [
                .. from seed in model.Network.SeedSpecies.Select((species, i) => (Species: species, Slope: Slope(rules.Seeds[i].Amount, name)))
                   where seed.Slope is not null
                   select (seed.Species, model.Kinetics.Compile(seed.Slope)),
            ];
        }

        Expression? Slope(Expression formula, string name)
        {
            Expression slope = Inline(formula, name).Differentiate(name);
            return slope is Expression.Number { Value: 0 } ? null : slope;
        }

        Expression Inline(Expression formula, string name) =>
            formula.Substitute(n => n != name && formulas.TryGetValue(n, out Expression? body) ? Inline(body, name) : null);
    }

    /// <inheritdoc/>
    public override int Dimension => _ode.Dimension;

    /// <inheritdoc/>
    public override ReadOnlySpan<double> Breaks => _ode.Breaks;

    /// <inheritdoc/>
    public override SparsityPattern JacobianPattern => _ode.JacobianPattern;

    /// <summary>States and sensitivities by all the parameters as one system, to be solved from <see cref="Start"/>.</summary>
    public SensitivitySystem System => new(this, [.. Enumerable.Range(0, _names.Length)]);

    /// <summary>Writes the states at the start, then their sensitivities by each parameter in turn.</summary>
    public void Start(Span<double> y)
    {
        y.Clear();
        _model.InitialState(_parameters, y[..Dimension]);
        for (int d = 0; d < _names.Length; d++)
        {
            foreach ((int species, CompiledExpression slope) in _startSlopes[d])
            {
                y[((d + 1) * Dimension) + species] += Parameter(d) * slope.Evaluate(_parameters);
            }
        }
    }

    /// <inheritdoc/>
    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative) => _ode.Derivative(t, y, derivative);

    /// <inheritdoc/>
    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values) => _ode.Jacobian(t, y, values);

    /// <inheritdoc/>
    public override void ParameterSlope(int direction, double t, ReadOnlySpan<double> y, Span<double> slope) =>
        _ode.RateSlope(_rateSlopes[direction], Parameter(direction), t, y, slope);

    private double Parameter(int direction) => _parameters[_model.ParameterIndex(_names[direction])];
}
