using System.Runtime.Intrinsics;

namespace Blockade.Numerics.LinearAlgebra;

/// <summary>Functions of eight lanes, each of which gets what it would get beside any others.</summary>
public static class LaneMath
{
    // the library computes all lanes by other formulas where one is further out, or no number
    private const double Most = 700;

    // A number's bits divided by three are nearly those of its root, but for two thirds of the exponent's bias; less a little, which evens the error out.
    private const long Bias = 0x2A9F_7893_0000_0000;

    /// <summary>e^x, x held within -700 .. 700.</summary>
    public static Vector512<double> Exp(Vector512<double> x)
    {
        Vector512<double> isNumber = Vector512.Equals(x, x);
        Vector512<double> held = Vector512.Min(Vector512.Max(x & isNumber, Vector512.Create(-Most)), Vector512.Create(Most));
        return Vector512.ConditionalSelect(isNumber, Vector512.Exp(held), x);
    }

    /// <summary>The cube root of x from 1e-90 to 1e90, within a unit of its last place; of what is less, that of 1e-90.</summary>
    /// <remarks>A guess within 5 %, and Halley's iteration, which cubes the error (Kahan's <c>cbrt</c> begins so).</remarks>
    public static Vector512<double> CubeRoot(Vector512<double> x)
    {
        x = Vector512.Max(x, Vector512.Create(1e-90));
        Vector512<double> third = Vector512.ConvertToDouble(x.AsInt64()) * Vector512.Create(1.0 / 3);
        Vector512<double> root = (Vector512.ConvertToInt64(third) + Vector512.Create(Bias)).AsDouble();
        for (int k = 0; k < 3; k++)
        {
            // root (root^3 + 2 x) / (2 root^3 + x), as a correction, whose own rounding is small beside the root
            Vector512<double> square = root * root, missing = Vector512.FusedMultiplyAdd(-square, root, x);
            root = Vector512.FusedMultiplyAdd(root, missing / Vector512.FusedMultiplyAdd(square + square, root, x), root);
        }

        return root;
    }
}
