using Blockade.Models.Compilation;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>A network's equations with a constant input into each species, which infusions are. One thread.</summary>
internal sealed class DosedOde(NetworkOde network) : OdeSystem
{
    /// <summary>Amount per time, by species. Restart the solver after changing one.</summary>
    public double[] Inputs { get; } = new double[network.Dimension];

    /// <inheritdoc/>
    public override int Dimension => network.Dimension;

    /// <inheritdoc/>
    public override SparsityPattern JacobianPattern => network.JacobianPattern;

    /// <inheritdoc/>
    public override bool IsAutonomous => network.IsAutonomous;

    /// <inheritdoc/>
    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        network.Derivative(t, y, derivative);
        for (int s = 0; s < Inputs.Length; s++) derivative[s] += Inputs[s];
    }

    /// <inheritdoc/>
    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values) => network.Jacobian(t, y, values);
}
