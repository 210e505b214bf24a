using System.Runtime.Intrinsics;

namespace Blockade.Numerics.LinearAlgebra;

/// <summary>
/// <see cref="Gmres"/> in eight lanes at once. Each lane has its own tolerance and stops at its own product: from then on it adds zeros, so that what
/// it returns does not depend on how long the others go on. Holds scratch: one thread.
/// </summary>
internal sealed unsafe class LaneGmres
{
    private readonly int _most;
    private readonly LaneBuffer[] _basis;
    private readonly LaneBuffer[] _directions;   // the basis, preconditioned
    private readonly LaneBuffer _hessenberg;   // upper triangular after the rotations, column by column
    private readonly LaneBuffer _cosine;
    private readonly LaneBuffer _sine;
    private readonly LaneBuffer _right;

    public LaneGmres(int dimension, int mostIterations)
    {
        _most = mostIterations;
        _basis = new LaneBuffer[mostIterations + 1];
        for (int k = 0; k < _basis.Length; k++) _basis[k] = new LaneBuffer(dimension);
        _directions = new LaneBuffer[mostIterations];
        for (int k = 0; k < _directions.Length; k++) _directions[k] = new LaneBuffer(dimension);
        _hessenberg = new LaneBuffer((mostIterations + 1) * mostIterations);
        _cosine = new LaneBuffer(mostIterations);
        _sine = new LaneBuffer(mostIterations);
        _right = new LaneBuffer(mostIterations + 1);
    }

    /// <summary>In every lane the preconditioned direction M^-1 x, and y = A M^-1 x.</summary>
    public delegate void Product(LaneBuffer x, LaneBuffer direction, LaneBuffer y);

    /// <summary>Products so far, each in all lanes.</summary>
    public int Products { get; private set; }

    /// <summary>Replaces b, in some lanes, by an x whose residual has at most a length of the lane's tolerance; b becomes zero in the other lanes.</summary>
    /// <returns>The lanes, as bits, in which that was reached.</returns>
    public int Solve(Product product, LaneBuffer b, Vector512<double> tolerance, int lanes)
    {
        Vector512<double> infinity = Vector512.Create(double.PositiveInfinity), one = Vector512.Create(1.0);
        Vector512<double> running = LaneBuffer.Mask(lanes), largest = default;
        for (int i = 0; i < b.Length; i++) largest = Vector512.Max(largest, Vector512.Abs(b[i]));   // NaN stays
        running &= Vector512.LessThan(largest, infinity);
        Vector512<double> done = running & Vector512.Equals(largest, Vector512<double>.Zero);
        running = Vector512.AndNot(running, done);
        Vector512<double> scale = one / largest;
        LaneBuffer first = _basis[0];
        for (int i = 0; i < b.Length; i++) first[i] = running & (b[i] * scale);   // the square of what it was may be too large for a number, or too small
        tolerance *= scale;
        Vector512<double> length = Vector512.Sqrt(Dot(first, first));
        Vector512<double> already = running & Vector512.LessThanOrEqual(length, tolerance);
        done |= already;
        running = Vector512.AndNot(running, already);
        Vector512<double> inverse = running & (one / length);
        for (int i = 0; i < b.Length; i++) first[i] = running & (first[i] * inverse);
        _right[0] = running & length;
        int used = 0;
        while (used < _most && Vector512.ExtractMostSignificantBits(running) != 0)
        {
            running = Extend(product, used++, running);
            Vector512<double> reached = running & Vector512.LessThanOrEqual(Vector512.Abs(_right[used]), tolerance);
            done |= reached;
            running = Vector512.AndNot(running, reached);
            if (used < _most)
            {
                LaneBuffer next = _basis[used];
                for (int i = 0; i < next.Length; i++) next[i] &= running;   // a lane that is done adds nothing more
                _right[used] &= running;
            }
        }

        for (int i = used - 1; i >= 0; i--)
        {
            Vector512<double> sum = _right[i], diagonal = _hessenberg[(i * (_most + 1)) + i];
            for (int k = i + 1; k < used; k++) sum = Vector512.FusedMultiplyAdd(-_hessenberg[(k * (_most + 1)) + i], _right[k], sum);
            _right[i] = Vector512.AndNot(sum / diagonal, Vector512.Equals(sum, Vector512<double>.Zero));
        }

        b.Span.Clear();
        for (int k = 0; k < used; k++) AddScaled(b, _directions[k], _right[k]);
        for (int i = 0; i < b.Length; i++) b[i] = done & ((b[i] + Vector512<double>.Zero) * largest);   // no -0, which a lane that had gone on would have lost
        return (int)Vector512.ExtractMostSignificantBits(done);
    }

    // One more product; returns the lanes that still go on: those that are finite and did not break down.
    private Vector512<double> Extend(Product product, int at, Vector512<double> running)
    {
        Vector512<double> one = Vector512.Create(1.0);
        int column = at * (_most + 1);
        LaneBuffer next = _basis[at + 1];
        product(_basis[at], _directions[at], next);
        Products++;
        for (int i = 0; i <= at; i++)
        {
            LaneBuffer basis = _basis[i];
            Vector512<double> h = Dot(next, basis);
            _hessenberg[column + i] = h;
            AddScaled(next, basis, -h);
        }

        Vector512<double> last = Vector512.Sqrt(Dot(next, next));
        Vector512<double> inverse = Vector512.GreaterThan(last, Vector512<double>.Zero) & (one / last);
        for (int k = 0; k < next.Length; k++) next[k] *= inverse;
        for (int i = 0; i < at; i++)
        {
            Vector512<double> upper = _hessenberg[column + i], lower = _hessenberg[column + i + 1];
            _hessenberg[column + i] = (_cosine[i] * upper) + (_sine[i] * lower);
            _hessenberg[column + i + 1] = (_cosine[i] * lower) - (_sine[i] * upper);
        }

        Vector512<double> diagonal = _hessenberg[column + at];
        Vector512<double> r = Vector512.Sqrt((diagonal * diagonal) + (last * last));
        Vector512<double> good = Vector512.GreaterThan(r, Vector512<double>.Zero) & Vector512.LessThan(r, Vector512.Create(double.PositiveInfinity));
        Vector512<double> inverseR = good & (one / r);
        (_cosine[at], _sine[at]) = (diagonal * inverseR, last * inverseR);
        _hessenberg[column + at] = r;
        Vector512<double> right = _right[at];
        _right[at + 1] = -_sine[at] * right;
        _right[at] = _cosine[at] * right;
        return running & good;
    }

    private static Vector512<double> Dot(LaneBuffer left, LaneBuffer right)
    {
        double* x = left.Pointer, y = right.Pointer;
        Vector512<double> a = default, b = default, c = default, d = default;
        int i = 0;
        for (; i <= left.Length - 4; i += 4, x += 32, y += 32)
        {
            a = Vector512.FusedMultiplyAdd(Vector512.Load(x), Vector512.Load(y), a);
            b = Vector512.FusedMultiplyAdd(Vector512.Load(x + 8), Vector512.Load(y + 8), b);
            c = Vector512.FusedMultiplyAdd(Vector512.Load(x + 16), Vector512.Load(y + 16), c);
            d = Vector512.FusedMultiplyAdd(Vector512.Load(x + 24), Vector512.Load(y + 24), d);
        }

        for (; i < left.Length; i++, x += 8, y += 8) a = Vector512.FusedMultiplyAdd(Vector512.Load(x), Vector512.Load(y), a);
        return (a + b) + (c + d);
    }

    // to += factor from
    private static void AddScaled(LaneBuffer to, LaneBuffer from, Vector512<double> factor)
    {
        double* y = to.Pointer, x = from.Pointer, end = y + (8L * to.Length);
        for (; y < end; x += 8, y += 8) Vector512.FusedMultiplyAdd(Vector512.Load(x), factor, Vector512.Load(y)).Store(y);
    }
}
