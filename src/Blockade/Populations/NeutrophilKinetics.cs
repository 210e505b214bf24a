namespace Blockade.Populations;

/// <summary>One patient's marrow: a proliferating pool, three transit pools and blood, with feedback.</summary>
/// <param name="BaselineGigaPerLitre">Neutrophils without drug, 1e9/L.</param>
/// <param name="TransitHours">Mean transit time, h.</param>
/// <param name="SlopeLitresPerMilligram">Share of proliferation lost per mg/L of docetaxel.</param>
/// <param name="Feedback">Exponent of (baseline / blood).</param>
/// <param name="FeverPerSevereDay">Hazard of fever on a day below 0.5e9/L, 1/day.</param>
/// <remarks>Friberg et al. (2002), J. Clin. Oncol. 20:4713-4721, doi:10.1200/JCO.2002.02.140.</remarks>
public sealed record NeutrophilKinetics(double BaselineGigaPerLitre, double TransitHours, double SlopeLitresPerMilligram, double Feedback, double FeverPerSevereDay);
