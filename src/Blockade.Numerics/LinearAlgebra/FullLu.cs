using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Blockade.Numerics.LinearAlgebra;

/// <summary>
/// LU factors of a full matrix without exchange of rows, in blocks of 16 and 64 columns whose updates run in vector registers. Columns are
/// contiguous; the size is padded to whole blocks with ones on the diagonal. Holds scratch: one thread.
/// </summary>
/// <remarks>
/// Right-looking, blocked (Golub and Van Loan, Matrix Computations, 4th ed., 3.2.11). The block row of U is multiplied by the inverse of the
/// small triangle, so that nearly all operations are one product of small matrices.
/// </remarks>
internal sealed unsafe class FullLu
{
    private const int Block = 16;
    private const int Deep = 64;          // columns that one pass over the rest takes out: memory is read and written a quarter as often
    private const int TileColumns = 8;
    private const double SmallestPivotRatio = 1e-14;

    private readonly int _order;          // Size with the padding
    private readonly double[] _storage;   // pinned; the matrix starts at a cache line
    private readonly double* _a;
    private readonly double* _inverse;    // of the unit triangles on the diagonal, Block by Block, of Deep columns
    private readonly double* _tile;       // a copy of Block by TileColumns entries

    public FullLu(int size)
    {
        Size = size;
        _order = Padded(size);
        Stride = _order + 8;
        int scratch = (Block * Deep) + (Block * TileColumns);
        _storage = GC.AllocateArray<double>((Stride * _order) + scratch + 8, pinned: true);
        _a = (double*)(((nint)Unsafe.AsPointer(ref _storage[0]) + 63) & ~(nint)63);
        _inverse = _a + (Stride * _order);
        _tile = _inverse + (Block * Deep);
    }

    public int Size { get; }

    /// <summary>From one column to the next: an odd number of cache lines, so that neighbouring columns do not compete for one place in the cache.</summary>
    public int Stride { get; }

    /// <summary>A size rounded up to whole blocks.</summary>
    public static int Padded(int size) => (size + Block - 1) / Block * Block;

    /// <summary>A column, to be filled before each factorisation.</summary>
    public Span<double> Column(int j) => new(_a + (j * Stride), Size);

    /// <summary>Factorises in place. False where a pivot is not finite or vanishes against its column.</summary>
    public bool Factor()
    {
        int n = _order;
        ClearPadding();
        for (int k = 0; k < n; k += Deep)
        {
            int end = Math.Min(k + Deep, n);
            for (int inner = k; inner < end; inner += Block)
            {
                if (!Panel(inner)) return false;
                Invert(inner, Inverse(inner - k));
                for (int j = inner + Block; j < end; j += TileColumns)
                {
                    SolveTile(inner, j, Inverse(inner - k));
                    Eliminate(inner, Block, j, inner + Block, n);
                }
            }

            for (int j = end; j < n; j += TileColumns)
            {
                for (int inner = k; inner < end; inner += Block)
                {
                    SolveTile(inner, j, Inverse(inner - k));
                    Eliminate(inner, Block, j, inner + Block, end);
                }

                Eliminate(k, end - k, j, end, n);   // the bulk: each entry is loaded and stored once in Deep columns
            }
        }

        return true;

        double* Inverse(int offset) => _inverse + (offset * Block);
    }

    /// <summary>Replaces b by L^-1 b.</summary>
    public void SolveLower(Span<double> b)
    {
        for (int j = 0; j < Size; j++) Subtract(b[(j + 1)..], Column(j)[(j + 1)..], b[j]);
    }

    /// <summary>Replaces b by U^-1 b.</summary>
    public void SolveUpper(Span<double> b)
    {
        for (int j = Size - 1; j >= 0; j--)
        {
            Span<double> column = Column(j);
            double v = b[j] /= column[j];
            Subtract(b[..j], column[..j], v);
        }
    }

    // The columns k .. k + Block, from row k down, one after the other.
    private bool Panel(int k)
    {
        int n = _order;
        for (int j = k; j < k + Block; j++)
        {
            double* column = _a + (j * Stride);
            double pivot = column[j];
            if (pivot == 0 || !double.IsFinite(pivot)) return false;
            if (!(Scale(new Span<double>(column + j + 1, n - j - 1), 1 / pivot) < 1 / SmallestPivotRatio)) return false;
            for (int other = j + 1; other < k + Block; other++)
            {
                double* target = _a + (other * Stride);
                Subtract(new Span<double>(target + j + 1, n - j - 1), new ReadOnlySpan<double>(column + j + 1, n - j - 1), target[j]);
            }
        }

        return true;
    }

    // A value that was not finite spreads into the padding, from where it would come back into the next matrix.
    private void ClearPadding()
    {
        int rest = _order - Size;
        if (rest == 0) return;
        for (int j = 0; j < Size; j++) new Span<double>(_a + (j * Stride) + Size, rest).Clear();
        for (int j = Size; j < _order; j++)
        {
            new Span<double>(_a + (j * Stride), _order).Clear();
            _a[(j * Stride) + j] = 1;
        }
    }

    // The inverse of the unit lower triangle at k, column by column.
    private void Invert(int k, double* inverse)
    {
        int n = Stride;
        new Span<double>(inverse, Block * Block).Clear();
        for (int j = 0; j < Block; j++)
        {
            double* x = inverse + (j * Block);
            x[j] = 1;
            for (int c = j; c < Block; c++)
            {
                double* column = _a + ((k + c) * n) + k;
                for (int i = c + 1; i < Block; i++) x[i] -= column[i] * x[c];
            }
        }
    }

    // U's entries in the rows k .. k + Block of a tile of columns.
    private void SolveTile(int k, int j, double* inverse)
    {
        int n = Stride;
        double* column = _a + (j * n) + k;
        for (int c = 0; c < TileColumns; c++)
        {
            var rows = new Span<double>(column + (c * n), Block);
            rows.CopyTo(new Span<double>(_tile + (c * Block), Block));
            rows.Clear();
        }

        Update(column, inverse, Block, _tile, Block, n, Block, -1);
    }

    // Takes the columns k .. k + depth out of the rows from .. to of a tile of columns.
    private void Eliminate(int k, int depth, int j, int from, int to)
    {
        int n = Stride;
        double* column = _a + (j * n);
        for (int i = from; i < to; i += Block) Update(column + i, _a + (k * n) + i, n, column + k, n, n, depth, 1);
    }

    // C <- C - sign A B for a tile C of Block rows by TileColumns columns; A is Block by depth, B is depth by TileColumns.
    private static void Update(double* c, double* a, int strideA, double* b, int strideB, int strideC, int depth, double sign)
    {
        if (Vector512.IsHardwareAccelerated) Update512(c, a, strideA, b, strideB, strideC, depth, sign);
        else Update256(c, a, strideA, b, strideB, strideC, depth, sign);
    }

    private static void Update512(double* c, double* a, int strideA, double* b, int strideB, int strideC, int depth, double sign)
    {
        Vector512<double> u0 = default, u1 = default, u2 = default, u3 = default, u4 = default, u5 = default, u6 = default, u7 = default;
        Vector512<double> v0 = default, v1 = default, v2 = default, v3 = default, v4 = default, v5 = default, v6 = default, v7 = default;
        for (int k = 0; k < depth; k++)
        {
            Vector512<double> upper = Vector512.Load(a), lower = Vector512.Load(a + 8);
            a += strideA;
            Vector512<double> x = Vector512.Create(b[k]);
            u0 = Vector512.FusedMultiplyAdd(upper, x, u0);
            v0 = Vector512.FusedMultiplyAdd(lower, x, v0);
            x = Vector512.Create(b[strideB + k]);
            u1 = Vector512.FusedMultiplyAdd(upper, x, u1);
            v1 = Vector512.FusedMultiplyAdd(lower, x, v1);
            x = Vector512.Create(b[(2 * strideB) + k]);
            u2 = Vector512.FusedMultiplyAdd(upper, x, u2);
            v2 = Vector512.FusedMultiplyAdd(lower, x, v2);
            x = Vector512.Create(b[(3 * strideB) + k]);
            u3 = Vector512.FusedMultiplyAdd(upper, x, u3);
            v3 = Vector512.FusedMultiplyAdd(lower, x, v3);
            x = Vector512.Create(b[(4 * strideB) + k]);
            u4 = Vector512.FusedMultiplyAdd(upper, x, u4);
            v4 = Vector512.FusedMultiplyAdd(lower, x, v4);
            x = Vector512.Create(b[(5 * strideB) + k]);
            u5 = Vector512.FusedMultiplyAdd(upper, x, u5);
            v5 = Vector512.FusedMultiplyAdd(lower, x, v5);
            x = Vector512.Create(b[(6 * strideB) + k]);
            u6 = Vector512.FusedMultiplyAdd(upper, x, u6);
            v6 = Vector512.FusedMultiplyAdd(lower, x, v6);
            x = Vector512.Create(b[(7 * strideB) + k]);
            u7 = Vector512.FusedMultiplyAdd(upper, x, u7);
            v7 = Vector512.FusedMultiplyAdd(lower, x, v7);
        }

        Store(c, u0, v0, sign);
        Store(c + strideC, u1, v1, sign);
        Store(c + (2 * strideC), u2, v2, sign);
        Store(c + (3 * strideC), u3, v3, sign);
        Store(c + (4 * strideC), u4, v4, sign);
        Store(c + (5 * strideC), u5, v5, sign);
        Store(c + (6 * strideC), u6, v6, sign);
        Store(c + (7 * strideC), u7, v7, sign);

        static void Store(double* c, Vector512<double> upper, Vector512<double> lower, double sign)
        {
            (Vector512.Load(c) - (upper * sign)).Store(c);
            (Vector512.Load(c + 8) - (lower * sign)).Store(c + 8);
        }
    }

    // The same with half the register: four columns by eight rows at a time.
    private static void Update256(double* c, double* a, int strideA, double* b, int strideB, int strideC, int depth, double sign)
    {
        for (int column = 0; column < TileColumns; column += 4)
        {
            for (int row = 0; row < Block; row += 8)
            {
                Vector256<double> u0 = default, u1 = default, u2 = default, u3 = default;
                Vector256<double> v0 = default, v1 = default, v2 = default, v3 = default;
                double* left = a + row;
                for (int k = 0; k < depth; k++)
                {
                    Vector256<double> upper = Vector256.Load(left), lower = Vector256.Load(left + 4);
                    left += strideA;
                    Vector256<double> x = Vector256.Create(b[(column * strideB) + k]);
                    u0 = Vector256.FusedMultiplyAdd(upper, x, u0);
                    v0 = Vector256.FusedMultiplyAdd(lower, x, v0);
                    x = Vector256.Create(b[((column + 1) * strideB) + k]);
                    u1 = Vector256.FusedMultiplyAdd(upper, x, u1);
                    v1 = Vector256.FusedMultiplyAdd(lower, x, v1);
                    x = Vector256.Create(b[((column + 2) * strideB) + k]);
                    u2 = Vector256.FusedMultiplyAdd(upper, x, u2);
                    v2 = Vector256.FusedMultiplyAdd(lower, x, v2);
                    x = Vector256.Create(b[((column + 3) * strideB) + k]);
                    u3 = Vector256.FusedMultiplyAdd(upper, x, u3);
                    v3 = Vector256.FusedMultiplyAdd(lower, x, v3);
                }

                double* target = c + (column * strideC) + row;
                Store(target, u0, v0, sign);
                Store(target + strideC, u1, v1, sign);
                Store(target + (2 * strideC), u2, v2, sign);
                Store(target + (3 * strideC), u3, v3, sign);
            }
        }

        static void Store(double* c, Vector256<double> upper, Vector256<double> lower, double sign)
        {
            (Vector256.Load(c) - (upper * sign)).Store(c);
            (Vector256.Load(c + 4) - (lower * sign)).Store(c + 4);
        }
    }

    // y <- factor y; returns the largest magnitude of the result, NaN if there is one
    private static double Scale(Span<double> y, double factor)
    {
        double largest = 0;
        int i = 0;
        fixed (double* to = y)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Vector512<double> f = Vector512.Create(factor), most = default;
                for (; i <= y.Length - 8; i += 8)
                {
                    Vector512<double> scaled = Vector512.Load(to + i) * f;
                    scaled.Store(to + i);
                    most = Vector512.Max(most, Vector512.Abs(scaled));
                }

                for (int k = 0; k < 8; k++) largest = Math.Max(largest, most[k]);
            }
            else
            {
                Vector256<double> f = Vector256.Create(factor), most = default;
                for (; i <= y.Length - 4; i += 4)
                {
                    Vector256<double> scaled = Vector256.Load(to + i) * f;
                    scaled.Store(to + i);
                    most = Vector256.Max(most, Vector256.Abs(scaled));
                }

                for (int k = 0; k < 4; k++) largest = Math.Max(largest, most[k]);
            }

            for (; i < y.Length; i++) largest = Math.Max(largest, Math.Abs(to[i] *= factor));
        }

        return largest;
    }

    // y <- y - factor x
    private static void Subtract(Span<double> y, ReadOnlySpan<double> x, double factor)
    {
        int i = 0;
        fixed (double* to = y, from = x)
        {
            if (Vector512.IsHardwareAccelerated)
            {
                Vector512<double> f = Vector512.Create(-factor);
                for (; i <= y.Length - 8; i += 8) Vector512.FusedMultiplyAdd(Vector512.Load(from + i), f, Vector512.Load(to + i)).Store(to + i);
            }
            else
            {
                Vector256<double> f = Vector256.Create(-factor);
                for (; i <= y.Length - 4; i += 4) Vector256.FusedMultiplyAdd(Vector256.Load(from + i), f, Vector256.Load(to + i)).Store(to + i);
            }

            for (; i < y.Length; i++) to[i] = Math.FusedMultiplyAdd(from[i], -factor, to[i]);   // as in the registers, whose width must not show
        }
    }
}
