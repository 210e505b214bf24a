using System.Globalization;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// LU or GMRES, whichever should cost less a step. LU's cost follows from the pattern. GMRES's depends on how many products a solution takes, which
/// only the run can tell: a guess decides at first, and the count decides whether it stays. Counts, not clocks: the same run chooses the same.
/// </summary>
internal sealed class ChosenNewtonMatrix : NewtonMatrix
{
    // as measured on networks (docs/performance.md)
    private const double StepsPerFactorisation = 8;
    private const double SolutionsPerStep = 1.3;
    public const double GuessedProducts = 4;
    private const int SolutionsToJudge = 200;
    private const double Patience = 1.5;    // how much more than LU products may cost: the next stretch may be smoother, and the change is for good
    private const int MostFailures = 3;
    private const double LaneShare = 0.5;   // of a product, in eight lanes together, against LU in each by itself; they wait for the slowest

    private readonly SparsityPattern _pattern;
    private readonly double _directCost;
    private readonly DirectNewtonMatrix _direct;   // made at the start, wanted or not, so that no step allocates; memory that is not used is not touched
    private readonly double _guessed;
    private NewtonMatrix _current;
    private double _handedOverAt = double.NaN, _handedOverCost;   // products a solution, and what they would cost
    private int _failuresAtHandOver, _solutionsAtHandOver;
    private int _solutions, _failures, _judgedSolutions, _judgedProducts, _productsOfKrylov;

    public ChosenNewtonMatrix(SparsityPattern pattern)
    {
        _pattern = pattern;
        _directCost = DirectCost(pattern);
        _guessed = GuessedCost(pattern);
        _direct = new DirectNewtonMatrix(pattern);
        _current = _guessed < _directCost ? new KrylovNewtonMatrix(pattern) : _direct;
    }

    public override LinearSolver Kind => _current.Kind;

    public override string Reason => Explain(
        double.IsNaN(_handedOverAt) ? $"{GuessedProducts} products a solution would cost {Count(_guessed)}"
        : _failuresAtHandOver >= MostFailures ? $"{MostFailures} of {_solutionsAtHandOver} solutions were not found"
        : string.Create(CultureInfo.InvariantCulture, $"{_handedOverAt:F1} products a solution cost {Count(_handedOverCost)}"));

    public override int Products => _productsOfKrylov + _current.Products;

    public override bool Prepare(ReadOnlySpan<double> jacobian, double c)
    {
        if (_current is KrylovNewtonMatrix krylov) Judge(krylov);
        return _current.Prepare(jacobian, c);
    }

    public override bool Solve(Span<double> b, double c, ReadOnlySpan<double> inverseWeight, double tolerance)
    {
        bool solved = _current.Solve(b, c, inverseWeight, tolerance);
        _solutions++;
        if (!solved) _failures++;
        return solved;
    }

    // Between two preparations: does GMRES keep what was hoped of it? The change to LU is for good.
    private void Judge(KrylovNewtonMatrix krylov)
    {
        int solutions = _solutions - _judgedSolutions;
        if (_failures < MostFailures && solutions < SolutionsToJudge) return;
        double products = (krylov.Products - _judgedProducts) / (double)solutions;
        double cost = KrylovCost(krylov.PreparationCost, products);
        if (_failures >= MostFailures || cost > Patience * _directCost)
        {
            _productsOfKrylov = krylov.Products;
            _current = _direct;
            (_handedOverAt, _handedOverCost, _failuresAtHandOver, _solutionsAtHandOver) = (products, cost, _failures, solutions);
        }

        (_judgedSolutions, _judgedProducts, _failures) = (_solutions, krylov.Products, 0);
    }

    /// <summary>Whether lanes should be solved by products, where a solution of one of them takes so many.</summary>
    public static bool LanesPreferKrylov(SparsityPattern pattern, double products) =>
        LaneShare * StepCost(pattern.EntryCount, products * KrylovNewtonMatrix.ProductCost(pattern)) < DirectCost(pattern);

    private static double DirectCost(SparsityPattern pattern) => StepCost(pattern.Elimination.FactorisationCost, pattern.Elimination.SolutionCost);

    private static double GuessedCost(SparsityPattern pattern) => StepCost(pattern.EntryCount, GuessedProducts * KrylovNewtonMatrix.ProductCost(pattern));

    private double KrylovCost(double preparation, double products) => StepCost(preparation, products * KrylovNewtonMatrix.ProductCost(_pattern));

    private static double StepCost(double preparation, double solution) => (preparation / StepsPerFactorisation) + (SolutionsPerStep * solution);

    private string Explain(string krylov) => $"LU costs {Count(_directCost)} multiply-adds a step by its pattern; of GMRES, {krylov}";

    private static string Count(double cost) => cost.ToString("0.0e+0", CultureInfo.InvariantCulture);
}
