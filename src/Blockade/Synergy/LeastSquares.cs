using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Blockade.Synergy;

/// <summary>Bounded least squares: MathNet's Levenberg-Marquardt, from one start, with slopes that are exact.</summary>
internal static class LeastSquares
{
    /// <summary>
    /// Goes downhill from a start inside the bounds.
    /// </summary>
    /// <param name="observed">What is to be met.</param>
    /// <param name="model">Writes the predictions and, one row a prediction, their slopes at a point.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="lower">Lower bounds.</param>
    /// <param name="upper">Upper bounds, above the lower ones.</param>
    /// <returns>The point and its sum of squares; the start itself where nothing better was found.</returns>
    public static (double[] Point, double SumOfSquares) Minimise(
        double[] observed, Action<Vector<double>, double[], Matrix<double>> model, double[] start, double[] lower, double[] upper)
    {
        Vector<double> Predict(Vector<double> point)
        {
            var values = new double[observed.Length];
            model(point, values, Matrix<double>.Build.Dense(observed.Length, start.Length));
            return Vector<double>.Build.Dense(values);
        }

        Matrix<double> Slopes(Vector<double> point)
        {
            Matrix<double> slopes = Matrix<double>.Build.Dense(observed.Length, start.Length);
            model(point, new double[observed.Length], slopes);
            return slopes;
        }

        // bounds are kept by a sine, which has no slope at a bound: start a little inside
        double[] inside = [.. start.Select((v, i) => Math.Clamp(v, lower[i] + (1e-3 * (upper[i] - lower[i])), upper[i] - (1e-3 * (upper[i] - lower[i]))))];
        Vector<double> y = Vector<double>.Build.Dense(observed);
        IObjectiveModel objective = ObjectiveFunction.NonlinearModel((point, _) => Predict(point), (point, _) => Slopes(point), y, y);
        var search = new LevenbergMarquardtMinimizer(gradientTolerance: 1e-12, stepTolerance: 1e-12, functionTolerance: 1e-14, maximumIterations: 400);
        double atStart = Squares(start);
        NonlinearMinimizationResult result = search.FindMinimum(objective, [.. inside], [.. lower], [.. upper]);
        double[] found = [.. result.MinimizingPoint];
        double sum = Squares(found);
        return sum < atStart ? (found, sum) : (start, atStart);

        double Squares(double[] point)
        {
            double squares = (Predict(Vector<double>.Build.Dense(point)) - y).L2Norm();
            return squares * squares;
        }
    }
}
