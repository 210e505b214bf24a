using System.Diagnostics;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Blockade.Trials;

/// <summary>How a group-sequential test shares out its error over its looks: by a formula for the limits, or for what has been spent.</summary>
public abstract record BoundaryShape
{
    private BoundaryShape() { }

    /// <summary>Limits C/sqrt(t): O'Brien and Fleming (1979), Biometrics 35:549-556. Hard to cross early.</summary>
    public static BoundaryShape OBrienFleming { get; } = new WangTsiatis(0);

    /// <summary>The same limit at every look: Pocock (1977), Biometrika 64:191-199.</summary>
    public static BoundaryShape Pocock { get; } = new WangTsiatis(0.5);

    /// <summary>Limits C t^(delta - 1/2), which holds both of the above: Wang and Tsiatis (1987), Biometrics 43:193-199.</summary>
    public sealed record WangTsiatis(double Delta) : BoundaryShape;

    /// <summary>A fixed limit at every look but the last, which takes what is left: Haybittle (1971), Peto et al. (1976).</summary>
    public sealed record HaybittlePeto(double Early = 3) : BoundaryShape;

    /// <summary>Spends 2 - 2 Phi(z(1 - alpha/2)/sqrt(t)), much like O'Brien and Fleming: Lan and DeMets (1983), Biometrika 70:659-663.</summary>
    public sealed record LanDeMetsOBrienFleming : BoundaryShape;

    /// <summary>Spends alpha ln(1 + (e - 1) t), much like Pocock: Lan and DeMets (1983).</summary>
    public sealed record LanDeMetsPocock : BoundaryShape;

    /// <summary>Spends alpha (1 - exp(-gamma t))/(1 - exp(-gamma)): Hwang, Shih and De Cani (1990), Stat. Med. 9:1439-1445.</summary>
    public sealed record HwangShihDeCani(double Gamma) : BoundaryShape;

    /// <summary>Spends alpha t^rho: Kim and DeMets (1987), Biometrika 74:149-154.</summary>
    public sealed record KimDeMets(double Rho) : BoundaryShape;

    /// <summary>What of an error alpha, on one side, may have been spent by information fraction t; null where the limits have a formula.</summary>
    internal double? Spent(double t, double alpha) => this switch
    {
        WangTsiatis or HaybittlePeto => null,
        LanDeMetsOBrienFleming => SpecialFunctions.Erfc(-Normal.InvCDF(0, 1, alpha / 2) / Math.Sqrt(2 * t)),
        LanDeMetsPocock => alpha * Math.Log(1 + ((Math.E - 1) * t)),
        HwangShihDeCani { Gamma: 0 } => alpha * t,
        HwangShihDeCani h => alpha * (1 - Math.Exp(-h.Gamma * t)) / (1 - Math.Exp(-h.Gamma)),
        KimDeMets k => alpha * Math.Pow(t, k.Rho),
        _ => throw new UnreachableException(),
    };
}
