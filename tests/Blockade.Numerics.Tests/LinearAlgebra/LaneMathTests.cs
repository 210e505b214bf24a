using System.Numerics;
using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Testing;
using CsCheck;

namespace Blockade.Numerics.Tests.LinearAlgebra;

public class LaneMathTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "in whole numbers, without rounding: the neighbours of the root, cubed, lie on either side of its number")]
    public void Cube_roots_are_within_a_unit_of_their_last_place() =>
        Gen.Double[-90, 90].Array[8].Sample(exponents =>
        {
            double[] x = Array.ConvertAll(exponents, e => Math.Max(1e-90, Math.Pow(10, e)));
            Vector512<double> roots = LaneMath.CubeRoot(Vector512.Create<double>(x));
            for (int i = 0; i < x.Length; i++)
            {
                Assert.True(CubeCompared(Math.BitDecrement(roots[i]), x[i]) < 0 && CubeCompared(Math.BitIncrement(roots[i]), x[i]) > 0, $"{x[i]:R}: {roots[i]:R}");
            }
        });

    [Fact]
    [Evidence(EvidenceKind.Analytic, "nothing, and what is less than 1e-90, has the root of 1e-90; the powers of eight have those of two")]
    public void Cube_roots_at_the_edges()
    {
        Vector512<double> roots = LaneMath.CubeRoot(Vector512.Create(0, 1e-300, double.Epsilon, 1e-90, 1, 8, Math.ScaleB(1, 60), Math.ScaleB(1, -60)));

        for (int i = 0; i < 4; i++) Assert.Equal(1e-30, roots[i], 1e-45);
        Assert.Equal([1, 2, Math.ScaleB(1, 20), Math.ScaleB(1, -20)], Enumerable.Range(4, 4).Select(i => roots[i]));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "each lane gets to the bit what it gets beside others, no numbers and infinities among them")]
    public void A_lane_does_not_see_its_neighbours() =>
        Gen.Select(Gen.Double[-1000, 1000], Gen.Int[0, 4]).Sample((x, which) =>
        {
            double neighbour = new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, 1e5 }[which];
            Vector512<double> alone = LaneMath.Exp(Vector512.Create(x)), beside = LaneMath.Exp(Vector512.Create(neighbour).WithElement(3, x));
            Assert.Equal(alone[3], beside[3]);
            if (Math.Abs(x) < 700) Assert.Equal(1, beside[3] / Math.Exp(x), 4 * 2.3e-16);   // both within two units of the last place
            Assert.Equal(double.IsNaN(neighbour), double.IsNaN(beside[0]));
        });

    // the sign of root^3 - x
    private static int CubeCompared(double root, double x)
    {
        (BigInteger m, int e) = Whole(root);
        (BigInteger n, int f) = Whole(x);
        int shift = (3 * e) - f;
        BigInteger cube = m * m * m;
        return shift >= 0 ? (cube << shift).CompareTo(n) : cube.CompareTo(n << -shift);
    }

    // a positive number as a whole one times a power of two
    private static (BigInteger Mantissa, int Exponent) Whole(double value)
    {
        int exponent = Math.ILogB(value) - 52;
        return (new BigInteger(Math.ScaleB(value, -exponent)), exponent);
    }
}
