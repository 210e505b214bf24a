namespace Blockade.Populations;

/// <summary>The covariates of a trial's patients, as a population file states them. Defaults: none; every number is in the file.</summary>
public sealed record PopulationDefinition
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Mean age, years.</summary>
    public required double MeanAgeYears { get; init; }

    /// <summary>SD of the age, years.</summary>
    public required double AgeSpreadYears { get; init; }

    /// <summary>Youngest and oldest, years.</summary>
    public required (double Low, double High) AgeLimitsYears { get; init; }

    /// <summary>Shares of Asia, Europe, North and South America; they add up to 1.</summary>
    public required (double Asia, double Europe, double NorthAmerica, double SouthAmerica) Regions { get; init; }

    /// <summary>Median body weight in Asia, kg.</summary>
    public required double AsianWeightKilograms { get; init; }

    /// <summary>Median body weight elsewhere, kg.</summary>
    public required double OtherWeightKilograms { get; init; }

    /// <summary>CV of the weight.</summary>
    public required double WeightCv { get; init; }

    /// <summary>Mean height, cm; Asian patients are <see cref="AsianHeightDifferenceCentimetres"/> shorter.</summary>
    public required double HeightCentimetres { get; init; }

    /// <summary>How much shorter Asian patients are, cm.</summary>
    public required double AsianHeightDifferenceCentimetres { get; init; }

    /// <summary>SD of the height, cm.</summary>
    public required double HeightSpreadCentimetres { get; init; }

    /// <summary>Mean albumin, g/L.</summary>
    public required double AlbuminGramsPerLitre { get; init; }

    /// <summary>SD of the albumin, g/L.</summary>
    public required double AlbuminSpreadGramsPerLitre { get; init; }

    /// <summary>Median AST, IU/L.</summary>
    public required double AstUnitsPerLitre { get; init; }

    /// <summary>CV of the AST.</summary>
    public required double AstCv { get; init; }

    /// <summary>Median AAG, g/L.</summary>
    public required double AagGramsPerLitre { get; init; }

    /// <summary>CV of the AAG.</summary>
    public required double AagCv { get; init; }

    /// <summary>Share with ECOG 0.</summary>
    public required double EcogZeroShare { get; init; }

    /// <summary>Share with chemotherapy before or after surgery.</summary>
    public required double PriorChemotherapyShare { get; init; }

    /// <summary>Share with hormone receptors.</summary>
    public required double HormoneReceptorShare { get; init; }

    /// <summary>Share with liver metastases.</summary>
    public required double LiverMetastasesShare { get; init; }

    /// <summary>Share with mutated PIK3CA.</summary>
    public required double Pik3caShare { get; init; }

    /// <summary>Median HER2, molecules per cell.</summary>
    public required double Her2PerCell { get; init; }

    /// <summary>CV of HER2.</summary>
    public required double Her2Cv { get; init; }

    /// <summary>Median HER3, molecules per cell.</summary>
    public required double Her3PerCell { get; init; }

    /// <summary>CV of HER3.</summary>
    public required double Her3Cv { get; init; }

    /// <summary>Median heregulin where there is any, nM.</summary>
    public required double HeregulinNanomolar { get; init; }

    /// <summary>CV of heregulin where there is any.</summary>
    public required double HeregulinCv { get; init; }

    /// <summary>Share of tumours without heregulin.</summary>
    public required double NoHeregulinShare { get; init; }

    /// <summary>Median sum of target lesions' diameters, mm.</summary>
    public required double BaselineMillimetres { get; init; }

    /// <summary>CV of that sum.</summary>
    public required double BaselineCv { get; init; }

    /// <summary>Most target lesions; their number is uniform from one to this.</summary>
    public required int MostLesions { get; init; }

    /// <summary>Lesions that cannot be measured; null where the population has target lesions only, which are then followed whatever their size and number.</summary>
    public OtherLesionsDefinition? OtherLesions { get; init; }
}
