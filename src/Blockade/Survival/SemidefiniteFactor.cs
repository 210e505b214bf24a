namespace Blockade.Survival;

/// <summary>
/// L D L' of a symmetric, positive semidefinite matrix (a covariance, an information), in place. A row that depends on rows before it is
/// left out: it answers zero and has no variance. Cost O(p^3) to factor, O(p^2) to solve.
/// </summary>
internal sealed class SemidefiniteFactor
{
    private readonly double[,] _lower;   // unit lower triangle; D on the diagonal, zero where left out
    private readonly int _size;

    /// <param name="matrix">Symmetric; only the lower triangle is read. Overwritten.</param>
    /// <param name="relative">A pivot not above this share of its own diagonal entry is taken for zero.</param>
    /// <param name="absolute">So is a pivot not above this.</param>
    internal SemidefiniteFactor(double[,] matrix, double relative, double absolute)
    {
        (_lower, _size) = (matrix, matrix.GetLength(0));
        for (int j = 0; j < _size; j++)
        {
            double pivot = _lower[j, j];
            double floor = Math.Max(absolute, relative * pivot);
            for (int k = 0; k < j; k++) pivot -= _lower[j, k] * _lower[j, k] * _lower[k, k];
            bool keep = pivot > floor;   // NaN is left out
            _lower[j, j] = keep ? pivot : 0;
            if (keep) Rank++;
            for (int i = j + 1; i < _size; i++)
            {
                double sum = _lower[i, j];
                for (int k = 0; k < j; k++) sum -= _lower[i, k] * _lower[j, k] * _lower[k, k];
                _lower[i, j] = keep ? sum / pivot : 0;
            }
        }
    }

    /// <summary>How many rows were kept.</summary>
    internal int Rank { get; }

    /// <summary>Whether a row was kept.</summary>
    internal bool Kept(int row) => _lower[row, row] > 0;

    /// <summary>Solves for the kept rows; the others answer zero.</summary>
    /// <param name="b">The right-hand side, overwritten by the solution.</param>
    internal void Solve(Span<double> b)
    {
        for (int i = 0; i < _size; i++)
        {
            if (!Kept(i)) b[i] = 0;
            for (int k = 0; k < i; k++) b[i] -= Kept(i) ? _lower[i, k] * b[k] : 0;
        }

        for (int i = _size - 1; i >= 0; i--)
        {
            b[i] = Kept(i) ? b[i] / _lower[i, i] : 0;
            for (int k = i + 1; k < _size; k++) b[i] -= Kept(i) ? _lower[k, i] * b[k] : 0;
        }
    }

    /// <summary>b' M^-1 b over the kept rows.</summary>
    internal double QuadraticForm(ReadOnlySpan<double> b)
    {
        double[] solution = b.ToArray();
        Solve(solution);
        double sum = 0;
        for (int i = 0; i < _size; i++) sum += b[i] * solution[i];
        return sum;
    }

    /// <summary>The inverse over the kept rows, zero elsewhere.</summary>
    internal double[,] Inverse()
    {
        double[,] inverse = new double[_size, _size];
        double[] column = new double[_size];
        for (int j = 0; j < _size; j++)
        {
            Array.Clear(column);
            column[j] = 1;
            Solve(column);
            for (int i = 0; i < _size; i++) inverse[i, j] = column[i];
        }

        return inverse;
    }
}
