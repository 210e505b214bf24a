using Blockade.Petab;
using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Calibration;

/// <summary>
/// Goes downhill from a point to a minimum of a <see cref="FitProblem"/> within its bounds: scoring, which is Gauss-Newton for noise that is known, damped until a step
/// goes down. A coordinate at a bound that would leave it stays there.
/// </summary>
/// <remarks>Damping by the diagonal after Marquardt (1963), J. SIAM 11:431-441; the expected information in place of the Hessian is Fisher's scoring.</remarks>
internal sealed class FitSearch(FitProblem problem, int iterations)
{
    private const int Attempts = 14;
    private const double Enough = 1e-6;          // of the objective: a likelihood ratio nobody can see
    private const double Undamped = 1e-4;
    private const double LongestMove = 1;        // a decade
    private const double LongestShare = 0.25;    // of the range on a linear scale

    /// <summary>The best point that a start leads to.</summary>
    /// <param name="start">Within the bounds.</param>
    /// <param name="held">A coordinate that stays as it is, or -1.</param>
    /// <param name="cancellation">Stops it.</param>
    public FitPoint Run(ReadOnlySpan<double> start, int held, CancellationToken cancellation)
    {
        double[] point = start.ToArray();
        int n = point.Length;
        PetabOutcome at = problem.Run(point, cancellation);
        double value = problem.Objective(at);
        int iteration = 0;
        bool converged = false;
        double damping = 1e-2;
        for (; iteration < iterations && double.IsFinite(value) && !converged; iteration++)
        {
            cancellation.ThrowIfCancellationRequested();
            bool[] isFree = [.. Enumerable.Range(0, n).Select(j => j != held)];
            (double[] gradient, double[,] information) = problem.Slopes(point, at, isFree, cancellation);
            for (int j = 0; j < n; j++) isFree[j] &= !(point[j] <= problem.Lower[j] && gradient[j] > 0) && !(point[j] >= problem.Upper[j] && gradient[j] < 0);
            int[] free = [.. Enumerable.Range(0, n).Where(j => isFree[j])];
            if (free.Length == 0)
            {
                converged = true;
                break;
            }

            bool improved = false;
            for (int attempt = 0; attempt < Attempts && !improved && !converged; attempt++)
            {
                double[] next = Move(point, gradient, information, free, damping);
                double expected = 0;
                foreach (int j in free) expected -= gradient[j] * (next[j] - point[j]);
                if (expected < Enough / 10 && attempt == 0)
                {
                    // a step may promise little only because it is damped
                    if (damping <= Undamped)
                    {
                        converged = true;
                        break;
                    }

                    damping = Undamped;
                    attempt = -1;
                    continue;
                }

                PetabOutcome there = problem.Run(next, cancellation);
                double reached = problem.Objective(there);
                improved = reached < value;
                if (improved)
                {
                    converged = value - reached < Enough && damping <= Undamped;
                    (point, at, value) = (next, there, reached);
                    damping = Math.Max(1e-9, damping / 5);
                }
                else
                {
                    damping *= 5;
                }
            }

            if (!improved) converged = true;   // nothing goes down any more that differences can see
        }

        return new FitPoint([.. point], value, iteration, converged);
    }

    // What would leave the bounds, or go further than the matrix can be trusted, goes as far as it may, and the rest is solved again with that: damping or shrinking all
    // for the sake of one would stop those that the data do determine.
    private double[] Move(double[] point, double[] gradient, double[,] information, int[] free, double damping)
    {
        double largest = Math.Max(1e-300, free.Max(j => information[j, j]));
        double[] move = new double[point.Length];
        List<int> open = [.. free];
        for (bool isInside = false; !isInside && open.Count > 0;)
        {
            int[] now = [.. open];
            Matrix<double> matrix = Matrix<double>.Build.Dense(now.Length, now.Length, (i, k) => information[now[i], now[k]]
                + (i == k ? (damping * information[now[i], now[i]]) + (1e-12 * largest) : 0));
            Vector<double> solved = matrix.LU().Solve(Vector<double>.Build.Dense(now.Length, i =>
                -gradient[now[i]] - free.Where(j => !open.Contains(j)).Sum(j => information[now[i], j] * move[j])));
            for (int i = 0; i < now.Length; i++)
            {
                int j = now[i];
                double wanted = double.IsFinite(solved[i]) ? solved[i] : 0;
                move[j] = Math.Clamp(wanted, Math.Max(problem.Lower[j] - point[j], -Longest(j)), Math.Min(problem.Upper[j] - point[j], Longest(j)));
                if (move[j] != wanted) open.Remove(j);
            }

            isInside = open.Count == now.Length;
        }

        return [.. point.Select((x, j) => Math.Clamp(x + move[j], problem.Lower[j], problem.Upper[j]))];
    }

    private double Longest(int j)
    {
        double range = problem.Upper[j] - problem.Lower[j];
        return problem.Parameters[j].Scale switch
        {
            ParameterScale.Log => LongestMove * Math.Log(10),
            ParameterScale.Log10 => LongestMove,
            _ => double.IsFinite(range) ? LongestShare * range : double.MaxValue,
        };
    }
}
