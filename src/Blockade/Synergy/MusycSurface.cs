namespace Blockade.Synergy;

/// <summary>
/// MuSyC: two drugs as a square of four states (none, first, second, both) at steady state. Apart from each drug's own curve it says by how much
/// the pair's maximum (<see cref="Beta"/>), the doses needed (alpha) and the slopes (gamma) differ from no interaction.
/// </summary>
/// <remarks>
/// Meyer et al. (2019), Cell Syst. 8:97-108, doi:10.1016/j.cels.2019.01.003; gamma: Wooten, Meyer, Lubbock, Quaranta and Lopez (2021), Nat.
/// Commun. 12:4607, doi:10.1038/s41467-021-24789-z. Detailed balance is not asked for, so the speeds matter: every step back has rate 1, as in the
/// Python package synergy 1 and in R's braidrm. (Older versions of synergy set the steps forward to 1 instead; their surfaces differ where alpha21 and alpha12 do.)
/// </remarks>
/// <param name="Drug1">The first drug alone: E0, E1, C1, h1.</param>
/// <param name="Drug2">The second drug alone: E0, E2, C2, h2. Starts at the same <see cref="HillCurve.Zero"/>.</param>
/// <param name="Both">Effect of both at doses without end (E3).</param>
/// <param name="Alpha12">Under much of drug 1, dose 2 counts this many times.</param>
/// <param name="Alpha21">Under much of drug 2, dose 1 counts this many times.</param>
/// <param name="Gamma12">Under much of drug 1, drug 2's slope is this many times its own.</param>
/// <param name="Gamma21">Under much of drug 2, drug 1's slope is this many times its own.</param>
public sealed record MusycSurface(
    HillCurve Drug1, HillCurve Drug2, double Both, double Alpha12 = 1, double Alpha21 = 1, double Gamma12 = 1, double Gamma21 = 1)
{
    // past this a state holds all but 1e-100, and products of three stay finite
    private const double Most = 1e100;

    /// <summary>
    /// By how much the pair's maximum is beyond that of the stronger drug, as a part of the stronger drug's: 0 for no synergy of efficacy, 0.1 for
    /// a tenth more. The stronger drug is the one whose maximum is farther from <see cref="HillCurve.Zero"/> on the side of <see cref="Both"/>.
    /// </summary>
    public double Beta => (Stronger - Both) / (Drug1.Zero - Stronger);

    private double Stronger => Both < Drug1.Zero ? Math.Min(Drug1.Maximum, Drug2.Maximum) : Math.Max(Drug1.Maximum, Drug2.Maximum);

    /// <summary>The effect of both drugs; doses of 0 or more, infinity too.</summary>
    public double At(double dose1, double dose2)
    {
        States s = Of(dose1, dose2);
        return ((Drug1.Zero * s.None) + (Drug1.Maximum * s.First) + (Drug2.Maximum * s.Second) + (Both * s.Pair)) / s.Sum;
    }

    /// <summary>The same drugs without interaction: alpha and gamma 1, and the pair's maximum that of the stronger drug.</summary>
    public MusycSurface WithoutInteraction() => this with { Both = Stronger, Alpha12 = 1, Alpha21 = 1, Gamma12 = 1, Gamma21 = 1 };

    // Slopes of the effect by E0, E1, E2, E3, ln h1, ln h2, ln C1, ln C2, ln alpha12, ln alpha21, ln gamma12, ln gamma21.
    internal void Slopes(double dose1, double dose2, Span<double> slopes)
    {
        States s = Of(dose1, dose2);
        double effect = At(dose1, dose2);
        slopes[0] = s.None / s.Sum;
        slopes[1] = s.First / s.Sum;
        slopes[2] = s.Second / s.Sum;
        slopes[3] = s.Pair / s.Sum;
        double e0 = Drug1.Zero - effect, e1 = Drug1.Maximum - effect, e2 = Drug2.Maximum - effect, e3 = Both - effect;

        // by the logarithm of each rate
        double by1 = s.K1 * ((e1 * (2 + s.K21)) + (e2 * s.K12) + (e3 * s.K12 * (1 + s.K21))) / s.Sum;
        double by2 = s.K2 * ((e1 * s.K21) + (e2 * (2 + s.K12)) + (e3 * s.K21 * (1 + s.K12))) / s.Sum;
        double by12 = s.K12 * (e0 + (e2 * (s.K1 + s.K2)) + (e3 * ((s.K2 * s.K21) + s.K1 + (s.K1 * s.K21)))) / s.Sum;
        double by21 = s.K21 * (e0 + (e1 * (s.K1 + s.K2)) + (e3 * ((s.K1 * s.K12) + s.K2 + (s.K2 * s.K12)))) / s.Sum;

        // a rate is exp(slope * log): its logarithm by ln h and ln gamma is slope * log, by ln alpha and -ln C slope
        slopes[4] = (by1 * Log(Drug1, dose1, 1, 1)) + (by21 * Log(Drug1, dose1, Alpha21, Gamma21));
        slopes[5] = (by2 * Log(Drug2, dose2, 1, 1)) + (by12 * Log(Drug2, dose2, Alpha12, Gamma12));
        slopes[6] = -Drug1.Slope * (by1 + (by21 * Gamma21));
        slopes[7] = -Drug2.Slope * (by2 + (by12 * Gamma12));
        slopes[8] = Drug2.Slope * Gamma12 * by12;
        slopes[9] = Drug1.Slope * Gamma21 * by21;
        slopes[10] = by12 * Log(Drug2, dose2, Alpha12, Gamma12);
        slopes[11] = by21 * Log(Drug1, dose1, Alpha21, Gamma21);
    }

    private static double Log(HillCurve drug, double dose, double alpha, double gamma) =>
        dose > 0 ? drug.Slope * gamma * Math.Log(alpha * dose / drug.HalfDose) : 0;

    // The share of a state is the sum over the trees that lead to it, each the product of its three rates (Hill 1966, J. Theor. Biol.
    // 10:442-459, doi:10.1016/0022-5193(66)90137-8): sums of positive numbers, so that no digit is lost.
    private States Of(double dose1, double dose2)
    {
        double k1 = Rate(Drug1, dose1, 1, 1), k2 = Rate(Drug2, dose2, 1, 1);
        double k12 = Rate(Drug2, dose2, Alpha12, Gamma12), k21 = Rate(Drug1, dose1, Alpha21, Gamma21);
        return new States(
            k1, k2, k12, k21,
            2 + k12 + k21,
            (2 * k1) + (k1 * k21) + (k2 * k21),
            (2 * k2) + (k2 * k12) + (k1 * k12),
            (k1 * k12) + (k2 * k21) + (k1 * k12 * k21) + (k2 * k12 * k21));
    }

    private static double Rate(HillCurve drug, double dose, double alpha, double gamma) =>
        dose > 0 ? Math.Min(Most, Math.Pow(alpha * dose / drug.HalfDose, gamma * drug.Slope)) : 0;

    private readonly record struct States(double K1, double K2, double K12, double K21, double None, double First, double Second, double Pair)
    {
        public double Sum => None + First + Second + Pair;
    }
}
