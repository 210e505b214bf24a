using Blockade.Evidence;

namespace Blockade.Tumours;

/// <summary>
/// The tumour and survival constants of the population: medians and spreads of what no one has measured per patient. They are
/// fitted to the published results whose role is <c>calibrate</c>, and frozen with the hash of those; each one's row in
/// <c>calibrated.csv</c> says whether it was fitted or assumed.
/// </summary>
public sealed record TumourParameters
{
    /// <summary>Median net growth of cell number with full signal, 1/day.</summary>
    public required double GrowthPerDay { get; init; }

    /// <summary>SD of its logarithm between patients.</summary>
    public required double GrowthSpread { get; init; }

    /// <summary>Net loss of sensitive cells without any signal, 1/day.</summary>
    public required double LossPerDay { get; init; }

    /// <summary>SD of its logarithm between patients: some die of lost signal, some only rest.</summary>
    public required double LossSpread { get; init; }

    /// <summary>Half-saturation of AKT and ERK in patients' tumours relative to the receptor model's: moves both log-odds.</summary>
    public required double SignalHalfScale { get; init; }

    /// <summary>Weight of pAKT in the growth signal.</summary>
    public required double AktWeight { get; init; }

    /// <summary>Weight of pERK in the growth signal.</summary>
    public required double ErkWeight { get; init; }

    /// <summary>Kill of sensitive cells per mg h/L in docetaxel's effect compartment, 1/day.</summary>
    public required double DocetaxelKill { get; init; }

    /// <summary>SD of its logarithm between patients.</summary>
    public required double DocetaxelKillSpread { get; init; }

    /// <summary>Rate at which docetaxel's effect compartment empties, 1/day.</summary>
    public required double DocetaxelEliminationPerDay { get; init; }

    /// <summary>Rate at which cells stop answering docetaxel, 1/day.</summary>
    public required double DocetaxelFadePerDay { get; init; }

    /// <summary>Kill by effector cells at saturating Fc density, 1/day.</summary>
    public required double AdccKillPerDay { get; init; }

    /// <summary>Fc density of half that kill, molecules per cell.</summary>
    public required double AdccHalfMolecules { get; init; }

    /// <summary>Median log-odds of the share of cells that need no receptor signal.</summary>
    public required double ResistantLogOdds { get; init; }

    /// <summary>SD of those log-odds between patients.</summary>
    public required double ResistantSpread { get; init; }

    /// <summary>SD of those log-odds between the lesions of one patient.</summary>
    public required double LesionSpread { get; init; }

    /// <summary>Median log-odds of the share of a lesion's volume that stays visible without any cells.</summary>
    public required double ScarLogOdds { get; init; }

    /// <summary>SD of those log-odds between lesions.</summary>
    public required double ScarSpread { get; init; }

    /// <summary>Docetaxel's kill of resistant cells relative to sensitive ones.</summary>
    public required double ResistantDocetaxelShare { get; init; }

    /// <summary>Share of a blocked signal that a PIK3CA-mutated tumour replaces downstream of the receptors.</summary>
    public required double Pik3caBypass { get; init; }

    /// <summary>Hazard of a new lesion while the disease is as large as at baseline, 1/year.</summary>
    public required double NewLesionsPerYear { get; init; }

    /// <summary>Hazard of death at a sum of diameters of 100 mm, 1/year.</summary>
    public required double DeathPerYear { get; init; }

    /// <summary>Power of the sum of diameters in that hazard.</summary>
    public required double DeathExponent { get; init; }

    /// <summary>Growth after progression relative to untreated growth: what later lines leave of it.</summary>
    public required double NextLineGrowthShare { get; init; }

    /// <summary>Share of cells left after neoadjuvant treatment below which no tumour is found: common logarithm.</summary>
    public required double PathologicalResponseLog10 { get; init; }

    /// <summary>Reads <c>tumour.*</c> and <c>signal.*</c> of a table.</summary>
    /// <exception cref="ArgumentException">One is missing.</exception>
    public static TumourParameters From(ParameterTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new TumourParameters
        {
            GrowthPerDay = table.Value("tumour.growth"),
            GrowthSpread = table.Value("tumour.growthSpread"),
            LossPerDay = table.Value("tumour.loss"),
            LossSpread = table.Value("tumour.lossSpread"),
            SignalHalfScale = table.Value("tumour.signalHalfScale"),
            AktWeight = table.Value("signal.weightAkt"),
            ErkWeight = table.Value("signal.weightErk"),
            DocetaxelKill = table.Value("tumour.docetaxelKill"),
            DocetaxelKillSpread = table.Value("tumour.docetaxelKillSpread"),
            DocetaxelEliminationPerDay = table.Value("tumour.docetaxelElimination"),
            DocetaxelFadePerDay = table.Value("tumour.docetaxelFade"),
            AdccKillPerDay = table.Value("tumour.adccKill"),
            AdccHalfMolecules = table.Value("tumour.adccHalf"),
            ResistantLogOdds = table.Value("tumour.resistantLogOdds"),
            ResistantSpread = table.Value("tumour.resistantSpread"),
            LesionSpread = table.Value("tumour.lesionSpread"),
            ScarLogOdds = table.Value("tumour.scarLogOdds"),
            ScarSpread = table.Value("tumour.scarSpread"),
            ResistantDocetaxelShare = table.Value("tumour.resistantDocetaxelShare"),
            Pik3caBypass = table.Value("tumour.pik3caBypass"),
            NewLesionsPerYear = table.Value("tumour.newLesions"),
            DeathPerYear = table.Value("tumour.death"),
            DeathExponent = table.Value("tumour.deathExponent"),
            NextLineGrowthShare = table.Value("tumour.nextLineGrowthShare"),
            PathologicalResponseLog10 = table.Value("tumour.pathologicalResponse"),
        };
    }
}
