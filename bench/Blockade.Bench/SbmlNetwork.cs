using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;
using Blockade.Models.Sbml;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Bench;

/// <summary>A model from SBML, with values of its own given to some quantities. Its formulas are those of the product. Both solvers call the same instance.</summary>
internal sealed class SbmlNetwork : BenchNetwork
{
    private readonly DynamicOde _ode;

    private SbmlNetwork(SbmlDocument document, string name, double[] stops, (string, double)[] given)
        : base(name, document.Size.Reactions, stops)
    {
        var state = new DynamicState(document.Compiled);
        state.Start(0, given);
        _ode = new DynamicOde(state) { ConditionsFollow = true };
        Start = new double[_ode.Dimension];
        state.GiveStates(Start);
    }

    public override double[] Start { get; }

    public override int Dimension => _ode.Dimension;

    // each slope is of something that a rate reads
    public override int ReferenceCount => JacobianPattern.EntryCount;

    public override SparsityPattern JacobianPattern => _ode.JacobianPattern;

    /// <summary>Reads it. Its right-hand side has kinks at the stops.</summary>
    public static SbmlNetwork Read(string path, string name, double[] stops, params (string Name, double Value)[] given)
    {
        Checked<SbmlDocument> read = SbmlReader.Read(new SourceText(path, File.ReadAllText(path)), SbmlLimits.Default);
        return new SbmlNetwork(read.Value ?? throw new InvalidOperationException($"{path}: {read.Diagnostics[0].Message}"), name, stops, given);
    }

    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative) => _ode.Derivative(t, y, derivative);

    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values) => _ode.Jacobian(t, y, values);
}
