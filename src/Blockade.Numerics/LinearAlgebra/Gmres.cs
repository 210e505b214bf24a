namespace Blockade.Numerics.LinearAlgebra;

/// <summary>
/// The generalised minimal residual method without restart, preconditioned from the right, for a matrix of which only the product with a vector is
/// known. Holds scratch: one thread. After construction nothing is allocated.
/// </summary>
/// <remarks>
/// Saad and Schultz (1986), SIAM J. Sci. Stat. Comput. 7:856-869, doi:10.1137/0907058; modified Gram-Schmidt, rotations. The preconditioned directions are
/// kept, as in Saad (1993), SIAM J. Sci. Comput. 14:461-469: memory for one application less.
/// </remarks>
internal sealed class Gmres
{
    private readonly int _most;
    private readonly double[][] _basis;
    private readonly double[][] _directions;   // the basis, preconditioned
    private readonly double[] _hessenberg;   // upper triangular after the rotations, column by column
    private readonly double[] _cosine;
    private readonly double[] _sine;
    private readonly double[] _right;

    public Gmres(int dimension, int mostIterations)
    {
        _most = mostIterations;
        _basis = new double[mostIterations + 1][];
        for (int k = 0; k < _basis.Length; k++) _basis[k] = new double[dimension];
        _directions = new double[mostIterations][];
        for (int k = 0; k < _directions.Length; k++) _directions[k] = new double[dimension];
        _hessenberg = new double[(mostIterations + 1) * mostIterations];
        _cosine = new double[mostIterations];
        _sine = new double[mostIterations];
        _right = new double[mostIterations + 1];
    }

    /// <summary>The preconditioned direction M^-1 x, and y = A M^-1 x.</summary>
    public delegate void Product(ReadOnlySpan<double> x, Span<double> direction, Span<double> y);

    /// <summary>
    /// Replaces b by an x whose residual b - A x has at most a length of <paramref name="tolerance"/>; the search begins at zero.
    /// </summary>
    /// <returns>The products that it took, negative if the residual is still longer after the most allowed; NaN gives -1.</returns>
    public int Solve(Product product, Span<double> b, double tolerance)
    {
        double largest = 0;
        foreach (double v in b) largest = Math.Max(largest, Math.Abs(v));
        if (!double.IsFinite(largest)) return -1;
        if (largest == 0) return 0;
        Scale(b, b, 1 / largest);   // whose square may be too large for a number, or too small
        double length = Math.Sqrt(VectorKernels.Dot(b, b));
        tolerance /= largest;
        if (length <= tolerance)
        {
            b.Clear();
            return 0;
        }

        Scale(b, _basis[0], 1 / length);
        _right[0] = length;
        int used = 0;
        bool converged = false;
        while (used < _most && !converged)
        {
            int column = used * (_most + 1);
            double[] next = _basis[used + 1];
            product(_basis[used], _directions[used], next);
            for (int i = 0; i <= used; i++)
            {
                double h = VectorKernels.Dot(next, _basis[i]);
                _hessenberg[column + i] = h;
                VectorKernels.AddScaled(next, _basis[i], -h);
            }

            double last = Math.Sqrt(VectorKernels.Dot(next, next));
            if (!double.IsFinite(last)) return -1;
            if (last > 0) Scale(next, next, 1 / last);
            for (int i = 0; i < used; i++)
            {
                double upper = _hessenberg[column + i], lower = _hessenberg[column + i + 1];
                _hessenberg[column + i] = (_cosine[i] * upper) + (_sine[i] * lower);
                _hessenberg[column + i + 1] = (_cosine[i] * lower) - (_sine[i] * upper);
            }

            double diagonal = _hessenberg[column + used];
            double r = Math.Sqrt((diagonal * diagonal) + (last * last));
            if (r == 0) return -1;
            (_cosine[used], _sine[used]) = (diagonal / r, last / r);
            _hessenberg[column + used] = r;
            _right[used + 1] = -_sine[used] * _right[used];
            _right[used] *= _cosine[used];
            used++;
            converged = Math.Abs(_right[used]) <= tolerance;
        }

        for (int i = used - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < used; k++) _right[i] -= _hessenberg[(k * (_most + 1)) + i] * _right[k];
            _right[i] /= _hessenberg[(i * (_most + 1)) + i];
        }

        b.Clear();
        for (int i = 0; i < used; i++) VectorKernels.AddScaled(b, _directions[i], largest * _right[i]);
        return converged ? used : -used;
    }

    private static void Scale(ReadOnlySpan<double> from, Span<double> to, double factor)
    {
        for (int i = 0; i < to.Length; i++) to[i] = from[i] * factor;
    }
}
