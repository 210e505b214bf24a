namespace Blockade.Populations;

/// <summary>One virtual patient before any treatment: a pure function of seed and address, the same in every arm.</summary>
public sealed record VirtualPatient
{
    /// <summary>Which patient.</summary>
    public required SubjectAddress Address { get; init; }

    /// <summary>Age, years.</summary>
    public required double AgeYears { get; init; }

    /// <summary>Body weight, kg.</summary>
    public required double WeightKilograms { get; init; }

    /// <summary>Height, cm.</summary>
    public required double HeightCentimetres { get; init; }

    /// <summary>Body surface, m2.</summary>
    public double BodySurfaceSquareMetres => BodySize.DuBoisSurface(WeightKilograms, HeightCentimetres);

    /// <summary>Serum albumin, g/L.</summary>
    public required double AlbuminGramsPerLitre { get; init; }

    /// <summary>Aspartate aminotransferase, IU/L.</summary>
    public required double AstUnitsPerLitre { get; init; }

    /// <summary>Alpha-1-acid glycoprotein, g/L.</summary>
    public required double AagGramsPerLitre { get; init; }

    /// <summary>ECOG performance status, 0 or 1.</summary>
    public required int Ecog { get; init; }

    /// <summary>Region.</summary>
    public required Region Region { get; init; }

    /// <summary>Whether chemotherapy was given before or after surgery.</summary>
    public required bool PriorChemotherapy { get; init; }

    /// <summary>Whether the tumour carries oestrogen or progesterone receptors.</summary>
    public required bool HormoneReceptorPositive { get; init; }

    /// <summary>Whether there are liver metastases.</summary>
    public required bool LiverMetastases { get; init; }

    /// <summary>Whether PIK3CA is mutated, so that PI3K signals in part without receptors.</summary>
    public required bool Pik3caMutated { get; init; }

    /// <summary>HER2 of a tumour cell, molecules.</summary>
    public required double Her2PerCell { get; init; }

    /// <summary>HER3 of a tumour cell, molecules.</summary>
    public required double Her3PerCell { get; init; }

    /// <summary>Free heregulin in the tumour, nM.</summary>
    public required double HeregulinNanomolar { get; init; }

    /// <summary>Sum of the diameters of lesions that may be targets, mm; zero where there are none.</summary>
    public required double BaselineMillimetres { get; init; }

    /// <summary>Lesions that may be targets.</summary>
    public required int TargetLesions { get; init; }

    /// <summary>
    /// Lesions that cannot be measured; null in a population of target lesions only. With them, criteria decide which of the lesions above are targets.
    /// </summary>
    public OtherLesions? Others { get; init; }

    /// <summary>What treatment before the trial has made of the tumour; null where there was none. The sum of diameters above is that after it.</summary>
    public PriorDisease? Prior { get; init; }

    /// <summary>Trastuzumab's kinetics.</summary>
    public required AntibodyKinetics Trastuzumab { get; init; }

    /// <summary>Pertuzumab's kinetics.</summary>
    public required AntibodyKinetics Pertuzumab { get; init; }

    /// <summary>Docetaxel's kinetics.</summary>
    public required DocetaxelKinetics Docetaxel { get; init; }

    /// <summary>The marrow.</summary>
    public required NeutrophilKinetics Neutrophils { get; init; }
}
