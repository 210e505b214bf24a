using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// LU factors of eight full matrices of one size at once: a register holds one entry of all eight. Pivots stay on the diagonal. Four columns are worked on
/// together with four before them, so that an entry that is read serves four times.
/// </summary>
internal sealed unsafe class LaneFullLu(int size)
{
    private const int Panel = 4;
    private const double SmallestPivotRatio = 1e-14;

    private readonly LaneBuffer _entries = new(size * size);

    /// <summary>A column, row after row: of the matrices to be factorised, then unit L below the diagonal, the inverse of U's diagonal on it, and U above it.</summary>
    public double* Column(int j) => _entries.Pointer + (8L * size * j);

    /// <summary>Whether a pivot is large enough beside what stands below it, lane by lane; false where one is not a number.</summary>
    public static Vector512<double> IsPivot(Vector512<double> pivot, Vector512<double> largest) =>
        Vector512.GreaterThan(Vector512.Abs(pivot), Vector512.Create(SmallestPivotRatio) * largest) & Vector512.LessThan(largest, Vector512.Create(double.PositiveInfinity));

    /// <summary>Replaces the matrices by their factors; returns where all pivots are good.</summary>
    public Vector512<double> Factor()
    {
        Vector512<double> good = Vector512<double>.AllBitsSet;
        for (int first = 0; first < size; first += Panel)
        {
            int end = Math.Min(first + Panel, size);
            for (int j = 0; j < first; j += Panel)
            {
                if (end - first == Panel) SubtractFromFour(j, first);
                else for (int k = first; k < end; k++) SubtractFromOne(j, Column(k));
            }

            for (int k = first; k < end; k++)
            {
                double* column = Column(k);
                for (int j = first; j < k; j++)
                {
                    double* before = Column(j);
                    Vector512<double> minus = -Vector512.Load(column + (8L * j));
                    for (long r = 8L * (j + 1); r < 8L * size; r += 8) Vector512.FusedMultiplyAdd(Vector512.Load(before + r), minus, Vector512.Load(column + r)).Store(column + r);
                }

                Vector512<double> pivot = Vector512.Load(column + (8L * k)), inverse = Vector512.Create(1.0) / pivot, largest = Vector512.Abs(pivot);
                inverse.Store(column + (8L * k));
                for (long r = 8L * (k + 1); r < 8L * size; r += 8)
                {
                    Vector512<double> below = Vector512.Load(column + r);
                    largest = Vector512.Max(largest, Vector512.Abs(below));
                    (below * inverse).Store(column + r);
                }

                good &= IsPivot(pivot, largest);
            }
        }

        return good;
    }

    /// <summary>x becomes L^-1 x, lanes side by side.</summary>
    public void SolveLower(double* x)
    {
        int j = 0;
        for (; j + Panel <= size; j += Panel) SubtractFromOne(j, x);
        for (; j < size; j++)
        {
            double* column = Column(j);
            Vector512<double> minus = -Vector512.Load(x + (8L * j));
            for (long r = 8L * (j + 1); r < 8L * size; r += 8) Vector512.FusedMultiplyAdd(Vector512.Load(column + r), minus, Vector512.Load(x + r)).Store(x + r);
        }
    }

    /// <summary>x becomes U^-1 x, lanes side by side.</summary>
    public void SolveUpper(double* x)
    {
        int k = size - 1;
        for (; (k + 1) % Panel != 0; k--)
        {
            double* column = Column(k);
            long diagonal = 8L * k;
            Vector512<double> value = Vector512.Load(x + diagonal) * Vector512.Load(column + diagonal), minus = -value;
            value.Store(x + diagonal);
            for (long r = 0; r < diagonal; r += 8) Vector512.FusedMultiplyAdd(Vector512.Load(column + r), minus, Vector512.Load(x + r)).Store(x + r);
        }

        for (; k >= 0; k -= Panel)
        {
            double* a = Column(k - 3), b = Column(k - 2), c = Column(k - 1), d = Column(k);
            long r0 = 8L * (k - 3), r1 = r0 + 8, r2 = r1 + 8, r3 = r2 + 8;
            Vector512<double> v3 = Vector512.Load(x + r3) * Vector512.Load(d + r3), m3 = -v3;
            Vector512<double> v2 = Vector512.FusedMultiplyAdd(Vector512.Load(d + r2), m3, Vector512.Load(x + r2)) * Vector512.Load(c + r2), m2 = -v2;
            Vector512<double> v1 = Vector512.FusedMultiplyAdd(Vector512.Load(c + r1), m2, Vector512.FusedMultiplyAdd(Vector512.Load(d + r1), m3, Vector512.Load(x + r1))) * Vector512.Load(b + r1), m1 = -v1;
            Vector512<double> v0 = Vector512.FusedMultiplyAdd(
                Vector512.Load(b + r0), m1, Vector512.FusedMultiplyAdd(Vector512.Load(c + r0), m2, Vector512.FusedMultiplyAdd(Vector512.Load(d + r0), m3, Vector512.Load(x + r0)))) * Vector512.Load(a + r0), m0 = -v0;
            v3.Store(x + r3);
            v2.Store(x + r2);
            v1.Store(x + r1);
            v0.Store(x + r0);
            for (long r = 0; r < r0; r += 8)
            {
                Vector512<double> sum = Vector512.FusedMultiplyAdd(Vector512.Load(d + r), m3, Vector512.Load(x + r));
                sum = Vector512.FusedMultiplyAdd(Vector512.Load(c + r), m2, sum);
                sum = Vector512.FusedMultiplyAdd(Vector512.Load(b + r), m1, sum);
                Vector512.FusedMultiplyAdd(Vector512.Load(a + r), m0, sum).Store(x + r);
            }
        }
    }

    // What four columns from j take off another, which is a right-hand side as well.
    private void SubtractFromOne(int j, double* t)
    {
        double* a = Column(j), b = Column(j + 1), c = Column(j + 2), d = Column(j + 3);
        (Vector512<double> m0, Vector512<double> m1, Vector512<double> m2, Vector512<double> m3) = Head(a, b, c, j, t);
        for (long r = 8L * (j + Panel); r < 8L * size; r += 8)
        {
            Vector512<double> sum = Vector512.FusedMultiplyAdd(Vector512.Load(a + r), m0, Vector512.Load(t + r));
            sum = Vector512.FusedMultiplyAdd(Vector512.Load(b + r), m1, sum);
            sum = Vector512.FusedMultiplyAdd(Vector512.Load(c + r), m2, sum);
            Vector512.FusedMultiplyAdd(Vector512.Load(d + r), m3, sum).Store(t + r);
        }
    }

    // What four columns from j take off the four from k.
    private void SubtractFromFour(int j, int k)
    {
        double* a = Column(j), b = Column(j + 1), c = Column(j + 2), d = Column(j + 3);
        double* s = Column(k), t = Column(k + 1), u = Column(k + 2), v = Column(k + 3);
        (Vector512<double> s0, Vector512<double> s1, Vector512<double> s2, Vector512<double> s3) = Head(a, b, c, j, s);
        (Vector512<double> t0, Vector512<double> t1, Vector512<double> t2, Vector512<double> t3) = Head(a, b, c, j, t);
        (Vector512<double> u0, Vector512<double> u1, Vector512<double> u2, Vector512<double> u3) = Head(a, b, c, j, u);
        (Vector512<double> v0, Vector512<double> v1, Vector512<double> v2, Vector512<double> v3) = Head(a, b, c, j, v);
        for (long r = 8L * (j + Panel); r < 8L * size; r += 8)
        {
            Vector512<double> first = Vector512.Load(a + r), second = Vector512.Load(b + r), third = Vector512.Load(c + r), fourth = Vector512.Load(d + r);
            Vector512<double> inS = Vector512.FusedMultiplyAdd(first, s0, Vector512.Load(s + r)), inT = Vector512.FusedMultiplyAdd(first, t0, Vector512.Load(t + r));
            Vector512<double> inU = Vector512.FusedMultiplyAdd(first, u0, Vector512.Load(u + r)), inV = Vector512.FusedMultiplyAdd(first, v0, Vector512.Load(v + r));
            (inS, inT) = (Vector512.FusedMultiplyAdd(second, s1, inS), Vector512.FusedMultiplyAdd(second, t1, inT));
            (inU, inV) = (Vector512.FusedMultiplyAdd(second, u1, inU), Vector512.FusedMultiplyAdd(second, v1, inV));
            (inS, inT) = (Vector512.FusedMultiplyAdd(third, s2, inS), Vector512.FusedMultiplyAdd(third, t2, inT));
            (inU, inV) = (Vector512.FusedMultiplyAdd(third, u2, inU), Vector512.FusedMultiplyAdd(third, v2, inV));
            Vector512.FusedMultiplyAdd(fourth, s3, inS).Store(s + r);
            Vector512.FusedMultiplyAdd(fourth, t3, inT).Store(t + r);
            Vector512.FusedMultiplyAdd(fourth, u3, inU).Store(u + r);
            Vector512.FusedMultiplyAdd(fourth, v3, inV).Store(v + r);
        }
    }

    // Solves for the four entries of a column that belong to the four columns from j; returns them with their sign turned.
    private static (Vector512<double> M0, Vector512<double> M1, Vector512<double> M2, Vector512<double> M3) Head(double* a, double* b, double* c, int j, double* t)
    {
        long r0 = 8L * j, r1 = r0 + 8, r2 = r1 + 8, r3 = r2 + 8;
        Vector512<double> m0 = -Vector512.Load(t + r0);
        Vector512<double> second = Vector512.FusedMultiplyAdd(Vector512.Load(a + r1), m0, Vector512.Load(t + r1)), m1 = -second;
        Vector512<double> third = Vector512.FusedMultiplyAdd(Vector512.Load(b + r2), m1, Vector512.FusedMultiplyAdd(Vector512.Load(a + r2), m0, Vector512.Load(t + r2))), m2 = -third;
        Vector512<double> fourth = Vector512.FusedMultiplyAdd(
            Vector512.Load(c + r3), m2, Vector512.FusedMultiplyAdd(Vector512.Load(b + r3), m1, Vector512.FusedMultiplyAdd(Vector512.Load(a + r3), m0, Vector512.Load(t + r3))));
        second.Store(t + r1);
        third.Store(t + r2);
        fourth.Store(t + r3);
        return (m0, m1, m2, -fourth);
    }
}
