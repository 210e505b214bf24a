namespace Blockade.Synergy;

/// <summary>
/// The effect of one drug: from <see cref="Zero"/> without it to <see cref="Maximum"/> at doses without end, halfway at
/// <see cref="HalfDose"/>. The four-parameter log-logistic curve; rising or falling.
/// </summary>
/// <remarks>Hill (1910), J. Physiol. 40:iv-vii. Effects in any unit, doses in one.</remarks>
/// <param name="Zero">Effect at dose 0.</param>
/// <param name="Maximum">Effect at doses without end (Emax).</param>
/// <param name="HalfDose">Dose halfway between the two (EC50), positive.</param>
/// <param name="Slope">Hill slope, positive; the direction is that from <paramref name="Zero"/> to <paramref name="Maximum"/>.</param>
public readonly record struct HillCurve(double Zero, double Maximum, double HalfDose, double Slope)
{
    /// <summary>The effect at a dose of 0 or more; infinity gives <see cref="Maximum"/>.</summary>
    public double At(double dose) => Zero + ((Maximum - Zero) * Share(dose));

    /// <summary>
    /// The dose that has an effect: 0 for an effect at or before <see cref="Zero"/>, infinity for one at or past <see cref="Maximum"/>, as no
    /// dose has it.
    /// </summary>
    public double DoseFor(double effect)
    {
        double share = (effect - Zero) / (Maximum - Zero);
        if (!(share < 1)) return double.PositiveInfinity;   // NaN too: a curve without effect
        return share <= 0 ? 0 : HalfDose * Math.Pow(share / (1 - share), 1 / Slope);
    }

    // of the way from Zero to Maximum
    internal double Share(double dose) => dose > 0 ? 1 / (1 + Math.Pow(HalfDose / dose, Slope)) : 0;
}
