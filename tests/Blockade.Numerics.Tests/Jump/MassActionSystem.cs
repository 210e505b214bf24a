using System.Collections.Immutable;
using Blockade.Numerics.Jump;

namespace Blockade.Numerics.Tests.Jump;

/// <summary>Reactions with constants, written down by hand; every population is recorded.</summary>
internal sealed class MassActionSystem : JumpSystem
{
    private readonly ImmutableArray<double> _rates;

    /// <summary>Each reaction: its reactants, its changes, its constant for one unordered pick.</summary>
    public MassActionSystem(int species, params (int[] Reactants, (int, int)[] Changes, double Constant)[] reactions)
    {
        _rates = [.. reactions.Select(r => r.Constant)];
        Network = new JumpNetwork(
            species,
            [.. reactions.Select((r, i) => new JumpReaction([.. r.Reactants], [.. r.Changes], i, Symmetry(r.Reactants)))],
            [.. reactions.Select(_ => JumpRate.Constant)]);
    }

    public override JumpNetwork Network { get; }

    public override int OutputCount => Network.SpeciesCount;

    public override void Rates(double t, ReadOnlySpan<double> populations, Span<double> rates) => _rates.AsSpan().CopyTo(rates);

    public override void Outputs(double t, ReadOnlySpan<double> populations, Span<double> outputs) => populations.CopyTo(outputs);

    // unordered picks of n equals are 1/n! of the ordered ones
    private static double Symmetry(int[] reactants) => reactants.GroupBy(s => s)
        .Aggregate(1.0, (f, g) => f / Enumerable.Range(1, g.Count()).Aggregate(1.0, (a, b) => a * b));
}
