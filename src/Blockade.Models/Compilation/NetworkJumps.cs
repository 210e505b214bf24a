using Blockade.Numerics.Jump;

namespace Blockade.Models.Compilation;

/// <summary>
/// A network as a population process, under the same rates and factors as <see cref="NetworkOde"/>: a pair of equals has n (n - 1)
/// ordered picks where the differential equation has n^2, so that both agree for large populations. Clamped species are read
/// and never changed. Holds scratch: one thread.
/// </summary>
/// <remarks>
/// A total rate is divided by the picks of its rule. Sat, MM and Hill take the populations as they are and give nothing where a reactant is
/// lacking.
/// </remarks>
public sealed class NetworkJumps : JumpSystem
{
    private readonly NetworkOde _ode;
    private readonly NetworkKinetics _kinetics;
    private readonly JumpStructure _structure;
    private readonly int _observables;
    private readonly int _functions;

    internal NetworkJumps(CompiledModel model, JumpStructure structure, ReadOnlySpan<double> parameters)
    {
        _structure = structure;
        _kinetics = model.Kinetics;
        _ode = model.Ode(parameters);
        _observables = model.ObservableNames.Length;
        _functions = model.FunctionNames.Length;
    }

    /// <inheritdoc/>
    public override JumpNetwork Network => _structure.Network;

    /// <summary>Observables, then functions, both in order of declaration.</summary>
    public override int OutputCount => _observables + _functions;

    /// <inheritdoc/>
    public override void Rates(double t, ReadOnlySpan<double> populations, Span<double> rates)
    {
        int laws = _kinetics.Rates.Length;
        _ode.Rates(t, populations, rates[..laws]);
        foreach (NetworkKinetics.SharedRate shared in _kinetics.Shared)
        {
            double all = 0;
            foreach (int i in shared.Reactions) all += _kinetics.Factor[i] * Picks(i, populations);
            rates[shared.Rate] = all > 0 ? rates[shared.Rate] / all : 0;
        }

        for (int w = 0; w < _structure.WholeReactions.Length; w++)
        {
            int reaction = _structure.WholeReactions[w];
            rates[laws + w] = Picks(reaction, populations) > 0 ? _ode.WholeRate(reaction, populations) : 0;
        }
    }

    /// <inheritdoc/>
    public override void Outputs(double t, ReadOnlySpan<double> populations, Span<double> outputs)
    {
        _ode.Observables(populations, outputs[.._observables]);
        _ode.Functions(t, populations, outputs[_observables..]);
    }

    private double Picks(int reaction, ReadOnlySpan<double> populations)
    {
        double picks = 1;
        int from = _kinetics.ReactantStart[reaction];
        for (int k = from; k < _kinetics.ReactantStart[reaction + 1]; k++)
        {
            int taken = 0;
            for (int j = from; j < k; j++) taken += _kinetics.Reactants[j] == _kinetics.Reactants[k] ? 1 : 0;
            picks *= Math.Max(0, populations[_kinetics.Reactants[k]] - taken);
        }

        return picks;
    }
}
