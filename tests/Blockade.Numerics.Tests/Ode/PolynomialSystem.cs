using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Numerics.Tests.Ode;

/// <summary>A system whose right-hand sides are polynomials: mass action, and most classics of the field. Sparse, Jacobian by the product rule.</summary>
internal sealed class PolynomialSystem : OdeSystem
{
    private readonly (int Equation, double Coefficient, int[] Factors)[] _terms;

    /// <summary>Each term adds coefficient * product of the factors' states to an equation; a factor may repeat.</summary>
    public PolynomialSystem(int dimension, params (int Equation, double Coefficient, int[] Factors)[] terms)
    {
        _terms = terms;
        Dimension = dimension;
        JacobianPattern = SparsityPattern.FromEntries(dimension, terms.SelectMany(t => t.Factors.Select(f => (t.Equation, f))));
    }

    /// <summary>The terms, as given.</summary>
    public IReadOnlyList<(int Equation, double Coefficient, int[] Factors)> Terms => _terms;

    public override int Dimension { get; }

    public override SparsityPattern JacobianPattern { get; }

    /// <summary>Mass action: each reaction takes its reactants, in the order given, and makes its products.</summary>
    public static PolynomialSystem MassAction(int dimension, params (double Constant, int[] Reactants, int[] Products)[] reactions) => new(
        dimension,
        [.. reactions.SelectMany(r => r.Reactants.Select(i => (i, -r.Constant, r.Reactants)).Concat(r.Products.Select(i => (i, r.Constant, r.Reactants))))]);

    public override void Derivative(double t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        derivative.Clear();
        foreach ((int equation, double coefficient, int[] factors) in _terms)
        {
            double product = coefficient;
            foreach (int f in factors) product *= y[f];
            derivative[equation] += product;
        }
    }

    public override void Jacobian(double t, ReadOnlySpan<double> y, Span<double> values)
    {
        values.Clear();
        foreach ((int equation, double coefficient, int[] factors) in _terms)
        {
            for (int k = 0; k < factors.Length; k++)
            {
                double product = coefficient;
                for (int l = 0; l < factors.Length; l++)
                {
                    if (l != k) product *= y[factors[l]];
                }

                values[JacobianPattern.IndexOf(equation, factors[k])] += product;
            }
        }
    }
}
