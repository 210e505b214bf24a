using System.Runtime.Intrinsics;

namespace Blockade.Simulation;

/// <summary>Functions of eight lanes, each of which gets what it would get beside any others.</summary>
internal static class LaneMath
{
    // the library computes all lanes by other formulas where one is further out, or no number
    private const double Most = 700;

    /// <summary>e^x, x held within -700 .. 700.</summary>
    public static Vector512<double> Exp(Vector512<double> x)
    {
        Vector512<double> isNumber = Vector512.Equals(x, x);
        Vector512<double> held = Vector512.Min(Vector512.Max(x & isNumber, Vector512.Create(-Most)), Vector512.Create(Most));
        return Vector512.ConditionalSelect(isNumber, Vector512.Exp(held), x);
    }
}
