using Blockade.Numerics.Jump;

namespace Blockade.Numerics.Tests.Jump;

/// <summary>Reactions whose rates are computed by a delegate from time and populations; every population is recorded.</summary>
internal sealed class DelegateSystem(JumpNetwork network, Func<double, double[], double[]> rates) : JumpSystem
{
    public override JumpNetwork Network => network;

    public override int OutputCount => network.SpeciesCount;

    public override void Rates(double t, ReadOnlySpan<double> populations, Span<double> values) => rates(t, populations.ToArray()).CopyTo(values);

    public override void Outputs(double t, ReadOnlySpan<double> populations, Span<double> outputs) => populations.CopyTo(outputs);
}
