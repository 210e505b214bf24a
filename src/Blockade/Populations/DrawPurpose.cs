namespace Blockade.Populations;

/// <summary>What a random sequence is for. The numbers are frozen: changing one changes every published run.</summary>
public enum DrawPurpose : ushort
{
    /// <summary>Covariates: age, body, laboratory values, disease.</summary>
    Covariates = 1,

    /// <summary>Random effects of the drugs' pharmacokinetics and of the neutrophils.</summary>
    Pharmacology = 2,

    /// <summary>Receptors, ligand and mutations.</summary>
    Receptors = 3,

    /// <summary>Growth, resistance, lesions and thresholds of the hazards.</summary>
    Tumour = 4,

    /// <summary>Docetaxel's course: planned cycles, escalation, fever.</summary>
    Docetaxel = 5,

    /// <summary>Scan dates.</summary>
    Scans = 6,

    /// <summary>When patients enter.</summary>
    Accrual = 7,

    /// <summary>Which arm.</summary>
    Allocation = 8,

    /// <summary>Who leaves, and when.</summary>
    Dropout = 9,

    /// <summary>Residual error of observed concentrations.</summary>
    Observation = 10,

    /// <summary>Measurement error of the independent reader.</summary>
    IndependentReader = 11,

    /// <summary>Measurement error of the investigator.</summary>
    Investigator = 12,

    /// <summary>Where the searches of a fit begin.</summary>
    FitStart = 13,

    /// <summary>Reactions of a model that is simulated by itself, event by event.</summary>
    Reactions = 14,

    /// <summary>Points of a fit's posterior.</summary>
    Posterior = 15,

    /// <summary>Scatter of the wells of plates that a bootstrap draws.</summary>
    Plates = 16,

    /// <summary>When the event of a patient of an analytic trial comes.</summary>
    AnalyticEvent = 17,

    /// <summary>Effects of which the chance of success is averaged.</summary>
    Assurance = 18,

    /// <summary>Published results taken anew, and times and responses of patients, for a null's forecast of a trial.</summary>
    Nulls = 19,

    /// <summary>Points of a sensitivity analysis, and rows and patients drawn again for its errors.</summary>
    Sensitivity = 20,

    /// <summary>Which scans are missed.</summary>
    MissedScans = 21,

    /// <summary>A new lesion after progression.</summary>
    NextLine = 22,

    /// <summary>Who crosses over at progression.</summary>
    Crossover = 23,

    /// <summary>Docetaxel's course in treatment before the trial.</summary>
    PriorDocetaxel = 24,

    /// <summary>Scans and a new lesion under treatment before the trial.</summary>
    PriorLine = 25,

    /// <summary>Who has lesions that cannot be measured, how many and how large.</summary>
    OtherLesions = 26,

    /// <summary>Sizes, clones and scars of those lesions, and the organs of all.</summary>
    OtherLesionTraits = 27,

    /// <summary>Error of the independent reader at non-target lesions.</summary>
    IndependentNonTarget = 28,

    /// <summary>Error of the investigator at non-target lesions.</summary>
    InvestigatorNonTarget = 29,
}
