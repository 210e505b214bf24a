using System.Collections.Immutable;
using Blockade.Models.Expressions;

namespace Blockade.Models.Dynamics;

/// <summary>
/// What constraints determine: solved by Newton's method from where it stands, with halved steps where a full one does not bring the residuals down.
/// </summary>
internal sealed class DynamicUnknowns
{
    private const int MostIterations = 100;
    private const double Precision = 1e-13;

    private readonly CompiledExpression[] _residuals;
    private readonly CompiledExpression[,] _slopes;

    public DynamicUnknowns(ImmutableArray<int> slots, ImmutableArray<Expression> residuals, DynamicModel model)
    {
        Slots = slots;
        Residuals = residuals;
        _residuals = [.. residuals.Select(model.Compile)];
        _slopes = new CompiledExpression[slots.Length, slots.Length];
        string[] names = [.. model.System.Constraints.Select(c => c.Unknown)];
        for (int i = 0; i < slots.Length; i++)
        {
            for (int j = 0; j < slots.Length; j++) _slopes[i, j] = model.Compile(residuals[i].Differentiate(names[j]));
        }
    }

    public ImmutableArray<int> Slots { get; }

    public ImmutableArray<Expression> Residuals { get; }

    /// <summary>Writes the unknowns into the slots; NaN where no solution is found.</summary>
    public void Solve(double[] slots)
    {
        int n = Slots.Length;
        var step = new double[n];
        var start = new double[n];
        foreach (int slot in Slots)
        {
            if (!double.IsFinite(slots[slot])) slots[slot] = 1;
        }

        double size = Residual(slots, step);
        for (int k = 0; k < MostIterations; k++)
        {
            if (size == 0) return;
            if (!TrySolveLinear(Matrix(slots), step)) break;
            for (int i = 0; i < n; i++) start[i] = slots[Slots[i]];
            double moved = 0;
            double next = double.NaN;
            for (double part = 1; part > 1e-6; part /= 2)
            {
                moved = 0;
                var trial = new double[n];
                for (int i = 0; i < n; i++)
                {
                    slots[Slots[i]] = start[i] - (part * step[i]);
                    moved = Math.Max(moved, Math.Abs(part * step[i]) / (Math.Abs(start[i]) + 1e-300));
                }

                next = Residual(slots, trial);
                if (next < size || moved < Precision)
                {
                    trial.CopyTo(step, 0);
                    break;
                }
            }

            if (moved < Precision || next == 0) return;
            if (!(next < size)) break;
            size = next;
        }

        if (size < Precision) return;
        foreach (int slot in Slots) slots[slot] = double.NaN;
    }

    /// <summary>The residuals' slopes by the unknowns.</summary>
    public double[,] Matrix(double[] slots)
    {
        int n = Slots.Length;
        var matrix = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++) matrix[i, j] = _slopes[i, j].Evaluate(slots);
        }

        return matrix;
    }

    /// <summary>Solves in place by elimination with the largest pivot of each column; false for a singular matrix.</summary>
    public static bool TrySolveLinear(double[,] a, double[] b)
    {
        int n = b.Length;
        for (int k = 0; k < n; k++)
        {
            int pivot = k;
            for (int i = k + 1; i < n; i++)
            {
                if (Math.Abs(a[i, k]) > Math.Abs(a[pivot, k])) pivot = i;
            }

            if (!(Math.Abs(a[pivot, k]) > 0) || !double.IsFinite(a[pivot, k])) return false;
            for (int j = k; j < n; j++) (a[k, j], a[pivot, j]) = (a[pivot, j], a[k, j]);
            (b[k], b[pivot]) = (b[pivot], b[k]);
            for (int i = k + 1; i < n; i++)
            {
                double factor = a[i, k] / a[k, k];
                for (int j = k; j < n; j++) a[i, j] -= factor * a[k, j];
                b[i] -= factor * b[k];
            }
        }

        for (int k = n - 1; k >= 0; k--)
        {
            for (int j = k + 1; j < n; j++) b[k] -= a[k, j] * b[j];
            b[k] /= a[k, k];
        }

        return true;
    }

    private double Residual(double[] slots, double[] values)
    {
        double largest = 0;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _residuals[i].Evaluate(slots);
            double size = Math.Abs(values[i]);
            if (!(size <= largest)) largest = double.IsNaN(size) ? double.PositiveInfinity : size;
        }

        return largest;
    }
}
