namespace Blockade.Simulation;

/// <summary>
/// The tumour and survival constants of the population: medians and spreads of what no one has measured per patient. They are
/// fitted to the published results whose role is <c>calibrate</c>, and frozen with the hash of those.
/// </summary>
/// <param name="GrowthPerDay">Median net growth of cell number with full signal, 1/day.</param>
/// <param name="GrowthSpread">SD of its logarithm between patients.</param>
/// <param name="LossPerDay">Net loss of sensitive cells without any signal, 1/day.</param>
/// <param name="DocetaxelKillPerDay">Kill of sensitive cells per mg h/L in docetaxel's effect compartment, 1/day.</param>
/// <param name="DocetaxelKillSpread">SD of its logarithm between patients.</param>
/// <param name="DocetaxelFadePerDay">Rate at which cells stop answering docetaxel, 1/day.</param>
/// <param name="AdccKillPerDay">Kill by effector cells at saturating Fc density, 1/day.</param>
/// <param name="AdccHalfMolecules">Fc density of half that kill, molecules per cell.</param>
/// <param name="ResistantLogitMedian">Median log-odds of the share of cells that need no receptor signal.</param>
/// <param name="ResistantLogitSpread">SD of those log-odds between patients.</param>
/// <param name="ResistantDocetaxelShare">Docetaxel's kill of resistant cells relative to sensitive ones.</param>
/// <param name="NewLesionsPerYear">Hazard of a new lesion at the baseline burden of growing disease, 1/year.</param>
/// <param name="DeathPerYear">Hazard of death at a sum of diameters of 100 mm, 1/year.</param>
/// <param name="DeathBurdenExponent">Power of the sum of diameters in that hazard.</param>
/// <param name="Pik3caBypass">Share of the blocked signal that a PIK3CA-mutated tumour replaces downstream of the receptors.</param>
/// <param name="NextLineGrowthShare">Growth after progression relative to untreated growth: what later lines leave of it.</param>
public sealed record TumourParameters(
    double GrowthPerDay,
    double GrowthSpread,
    double LossPerDay,
    double DocetaxelKillPerDay,
    double DocetaxelKillSpread,
    double DocetaxelFadePerDay,
    double AdccKillPerDay,
    double AdccHalfMolecules,
    double ResistantLogitMedian,
    double ResistantLogitSpread,
    double ResistantDocetaxelShare,
    double NewLesionsPerYear,
    double DeathPerYear,
    double DeathBurdenExponent,
    double Pik3caBypass,
    double NextLineGrowthShare);
