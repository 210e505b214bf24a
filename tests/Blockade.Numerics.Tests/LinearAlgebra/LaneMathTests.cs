using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Testing;
using CsCheck;

namespace Blockade.Numerics.Tests.LinearAlgebra;

public class LaneMathTests
{
    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "the C library's cube root, which is within a unit of the last place; ours within two, so that three lie between at most")]
    public void Cube_roots_are_those_of_the_C_library() =>
        Gen.Double[-90, 90].Array[8].Sample(exponents =>
        {
            double[] x = Array.ConvertAll(exponents, e => Math.Pow(10, e));
            Vector512<double> roots = LaneMath.CubeRoot(Vector512.Create<double>(x));
            for (int i = 0; i < x.Length; i++) Assert.InRange(Math.Abs(roots[i] - Math.Cbrt(x[i])), 0, 3 * (Math.BitIncrement(Math.Cbrt(x[i])) - Math.Cbrt(x[i])));
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
            if (Math.Abs(x) < 700) Assert.Equal(1, beside[3] / Math.Exp(x), 4e-16 * Math.Max(1, Math.Abs(x)));
            Assert.Equal(double.IsNaN(neighbour), double.IsNaN(beside[0]));
        });
}
