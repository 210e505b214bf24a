using System.Collections.Immutable;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Calibration;

/// <summary>
/// Confidence intervals from profiles: a parameter is moved away from the optimum, all others are fitted again, until twice the objective has risen by the chi-square
/// quantile of one degree of freedom. A side that never does leads to a parameter that the data do not determine.
/// </summary>
/// <remarks>Raue et al. (2009), Bioinformatics 25:1923-1929, doi:10.1093/bioinformatics/btp358.</remarks>
public sealed class ProfileLikelihood(FitProblem problem, FitPoint optimum, double confidence)
{
    private const int Iterations = 60;
    private const int MostPoints = 40;     // a side
    private const int Refinements = 5;
    private const double CloseEnough = 0.01;   // of the threshold's square root

    private readonly double _threshold = ChiSquared.InvCDF(1, confidence) / 2;

    /// <summary>By how much the objective may rise.</summary>
    public double Threshold => _threshold;

    /// <summary>The profile of one parameter.</summary>
    public ParameterProfile Of(int parameter, CancellationToken cancellation)
    {
        double[] point = [.. optimum.Point];
        double step = FirstStep(parameter, point, cancellation);
        FitPoint? better = null;
        (double lower, List<ProfilePoint> below) = Side(parameter, -step, ref better, cancellation);
        (double upper, List<ProfilePoint> above) = Side(parameter, step, ref better, cancellation);
        return new ParameterProfile(parameter, lower, upper, [.. below.AsEnumerable().Reverse(), new ProfilePoint(point[parameter], 0), .. above], better);
    }

    // what the information at the optimum says of the parameter's standard error
    private double FirstStep(int parameter, double[] point, CancellationToken cancellation)
    {
        (double[] _, double[,] information) = problem.Slopes(point, problem.Run(point, cancellation), [.. point.Select(_ => true)], cancellation);
        Matrix<double> matrix = Matrix<double>.Build.DenseOfArray(information);
        double largest = matrix.Diagonal().AbsoluteMaximum();
        matrix += Matrix<double>.Build.DenseDiagonal(point.Length, point.Length, 1e-10 * Math.Max(largest, 1e-300));
        double variance = matrix.LU().Solve(Vector<double>.Build.Dense(point.Length, j => j == parameter ? 1 : 0))[parameter];
        double range = problem.Upper[parameter] - problem.Lower[parameter];
        double longest = double.IsFinite(range) ? range / 20 : Math.Max(1, Math.Abs(point[parameter]));
        return variance > 0 && double.IsFinite(variance) ? Math.Clamp(Math.Sqrt(variance), 1e-6 * longest, longest) : longest / 10;
    }

    private (double Limit, List<ProfilePoint> Points) Side(int parameter, double step, ref FitPoint? better, CancellationToken cancellation)
    {
        double[] at = [.. optimum.Point];
        double bound = step > 0 ? problem.Upper[parameter] : problem.Lower[parameter];
        double open = step > 0 ? double.PositiveInfinity : double.NegativeInfinity;
        var points = new List<ProfilePoint>();
        (double Value, double Root) inside = (at[parameter], 0), outside = (double.NaN, double.NaN);
        double root = Math.Sqrt(_threshold);
        for (int k = 0; k < MostPoints; k++)
        {
            double value = step > 0 ? Math.Min(bound, inside.Value + step) : Math.Max(bound, inside.Value + step);
            if (value == inside.Value) return (open, points);
            double rise = Rise(parameter, value, ref at, ref better, cancellation, out bool failed);
            if (failed)
            {
                step /= 3;   // the model cannot be simulated so far out
                continue;
            }

            points.Add(new ProfilePoint(value, rise));
            double reached = Math.Sqrt(Math.Max(0, rise));
            if (reached >= root)
            {
                outside = (value, reached);
                break;
            }

            step *= reached - inside.Root < 0.3 * root ? 2 : reached - inside.Root > 0.6 * root ? 0.7 : 1;
            inside = (value, reached);
        }

        if (double.IsNaN(outside.Value)) return (open, points);
        for (int k = 0; k < Refinements && Math.Abs(outside.Root - root) > CloseEnough * root; k++)
        {
            // the square root of the rise is nearly straight
            double value = inside.Value + ((outside.Value - inside.Value) * (root - inside.Root) / (outside.Root - inside.Root));
            double rise = Rise(parameter, value, ref at, ref better, cancellation, out bool failed);
            if (failed) break;
            points.Add(new ProfilePoint(value, rise));
            double reached = Math.Sqrt(Math.Max(0, rise));
            if (Math.Abs(reached - root) <= CloseEnough * root) outside = (value, reached);
            else if (reached < root) inside = (value, reached);
            else outside = (value, reached);
        }

        points.Sort((a, b) => step > 0 ? a.Value.CompareTo(b.Value) : b.Value.CompareTo(a.Value));
        return (inside.Value + ((outside.Value - inside.Value) * (root - inside.Root) / (outside.Root - inside.Root)), points);
    }

    private double Rise(int parameter, double value, ref double[] at, ref FitPoint? better, CancellationToken cancellation, out bool failed)
    {
        double[] start = [.. at];
        start[parameter] = value;
        FitPoint end = new FitSearch(problem, Iterations).Run(start, parameter, cancellation);
        failed = !double.IsFinite(end.Objective);
        if (failed) return double.NaN;
        at = [.. end.Point];
        if (end.Objective < optimum.Objective - 0.01 && end.Objective < (better?.Objective ?? double.PositiveInfinity)) better = end;
        return end.Objective - optimum.Objective;
    }
}
