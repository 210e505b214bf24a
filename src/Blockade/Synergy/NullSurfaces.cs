using MathNet.Numerics.RootFinding;

namespace Blockade.Synergy;

/// <summary>The effect of two drugs together under a null, from the effects or the curves of each alone. <see cref="NullModel"/> has the sources.</summary>
public static class NullSurfaces
{
    /// <summary>The larger effect. Any unit, where more is stronger.</summary>
    public static double HighestSingleAgent(double effect1, double effect2) => Math.Max(effect1, effect2);

    /// <summary>Bliss independence. Effects are shares of what could be lost: 0 for none, 1 for all.</summary>
    public static double Bliss(double effect1, double effect2) => effect1 + effect2 - (effect1 * effect2);

    /// <summary>The null of zero interaction potency: Bliss independence of the two fitted curves.</summary>
    public static double ZeroInteractionPotency(HillCurve drug1, HillCurve drug2, double dose1, double dose2) =>
        dose1 == 0 ? drug2.At(dose2) : dose2 == 0 ? drug1.At(dose1) : Bliss(drug1.At(dose1), drug2.At(dose2));

    /// <summary>
    /// Loewe additivity: the effect y at which d1/D1(y) + d2/D2(y) = 1, where D is the dose of a drug alone that has the effect.
    /// </summary>
    /// <returns>
    /// The effect, to 1e-13 of the span of both curves. With one dose 0 the other's curve; with both 0 the mean of what the curves say. A drug whose curve is flat
    /// counts for nothing. NaN where the curves go in opposite directions or have no effect in common.
    /// </returns>
    public static double Loewe(HillCurve drug1, HillCurve drug2, double dose1, double dose2, LoeweBeyond beyond)
    {
        if (dose1 == 0 && dose2 == 0) return (drug1.Zero + drug2.Zero) / 2;
        if (dose2 == 0 || drug2.Maximum == drug2.Zero) return drug1.At(dose1);
        if (dose1 == 0 || drug1.Maximum == drug1.Zero) return drug2.At(dose2);

        // oriented so that more is stronger
        double sign = Math.Sign(drug1.Maximum - drug1.Zero);
        if (sign != Math.Sign(drug2.Maximum - drug2.Zero)) return double.NaN;
        double from = Math.Max(sign * drug1.Zero, sign * drug2.Zero);
        double to = Math.Min(sign * drug1.Maximum, sign * drug2.Maximum);
        if (!(from < to)) return double.NaN;

        bool firstIsStronger = sign * drug1.Maximum >= sign * drug2.Maximum;
        (HillCurve stronger, double dose) = firstIsStronger ? (drug1, dose1) : (drug2, dose2);
        if (sign * stronger.At(dose) >= to && drug1.Maximum != drug2.Maximum)
        {
            return beyond switch
            {
                LoeweBeyond.HighestSingleAgent => stronger.At(dose),
                LoeweBeyond.WeakerMaximum => sign * to,
                LoeweBeyond.StrongerAtSum => stronger.At(dose1 + dose2),
                _ => double.NaN,
            };
        }

        // The sum of both terms falls from infinity to below 1; (s - 1)/(s + 1) has the same root and is bounded, which the search needs.
        double Balance(double y)
        {
            double sum = (dose1 / drug1.DoseFor(sign * y)) + (dose2 / drug2.DoseFor(sign * y));
            return double.IsInfinity(sum) ? 1 : (sum - 1) / (sum + 1);
        }

        return Brent.TryFindRoot(Balance, from, to, 1e-13 * (to - from), 200, out double root) ? sign * root : double.NaN;
    }
}
