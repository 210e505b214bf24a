using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Numerics.Tests.Ode;

/// <summary>An ensemble of polynomial systems with the same terms: a member has its own coefficients and start.</summary>
internal sealed class LanePolynomials : LaneSystem
{
    private readonly (int Equation, double Coefficient, int[] Factors)[] _terms;
    private readonly (double[] Coefficients, double[] Start)[] _members;
    private readonly double[] _coefficients;   // of the lanes

    public LanePolynomials(int dimension, (int Equation, double Coefficient, int[] Factors)[] terms, (double[] Coefficients, double[] Start)[] members)
    {
        (_terms, _members, Dimension) = (terms, members, dimension);
        _coefficients = new double[terms.Length * Lanes];
        JacobianPattern = new PolynomialSystem(dimension, terms).JacobianPattern;
    }

    public override int Dimension { get; }

    public override SparsityPattern JacobianPattern { get; }

    public override void Load(int lane, int member, Span<double> start)
    {
        for (int k = 0; k < _terms.Length; k++) _coefficients[(k * Lanes) + lane] = _members[member].Coefficients[k];
        _members[member].Start.CopyTo(start);
    }

    public override OdeSystem Alone(int member) =>
        new PolynomialSystem(Dimension, [.. _terms.Select((t, k) => (t.Equation, _members[member].Coefficients[k], t.Factors))]);

    public override void Derivative(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        derivative.Clear();
        for (int k = 0; k < _terms.Length; k++)
        {
            Vector512<double> product = Vector512.Create<double>(_coefficients.AsSpan(k * Lanes, Lanes));
            foreach (int f in _terms[k].Factors) product *= Vector512.Create(y.Slice(f * Lanes, Lanes));
            Add(derivative, _terms[k].Equation, product);
        }
    }

    public override void Jacobian(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> values)
    {
        values.Clear();
        for (int k = 0; k < _terms.Length; k++)
        {
            int[] factors = _terms[k].Factors;
            for (int d = 0; d < factors.Length; d++)
            {
                Vector512<double> product = Vector512.Create<double>(_coefficients.AsSpan(k * Lanes, Lanes));
                for (int l = 0; l < factors.Length; l++)
                {
                    if (l != d) product *= Vector512.Create(y.Slice(factors[l] * Lanes, Lanes));
                }

                Add(values, JacobianPattern.IndexOf(_terms[k].Equation, factors[d]), product);
            }
        }
    }

    private static void Add(Span<double> values, int i, Vector512<double> change) =>
        (Vector512.Create<double>(values.Slice(i * Lanes, Lanes)) + change).CopyTo(values.Slice(i * Lanes, Lanes));
}
