namespace Blockade.Tumours;

/// <summary>The rules by which scans are called response, stable disease or progression, as a file states them: <c>models/her2/criteria</c> has RECIST 1.0 and 1.1.</summary>
public sealed record ResponseCriteria
{
    /// <summary>Their name, such as <c>RECIST 1.1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>A lesion can be a target if it is this large at baseline or larger, mm; smaller ones are followed as non-target lesions.</summary>
    public double MeasurableMillimetres { get; init; } = 10;

    /// <summary>Target lesions at most; those beyond are non-target lesions.</summary>
    public int MostTargets { get; init; } = 5;

    /// <summary>Target lesions of one organ at most.</summary>
    public int MostTargetsPerOrgan { get; init; } = 2;

    /// <summary>A partial response is a sum smaller than the baseline's by this share or more.</summary>
    public required double Shrinkage { get; init; }

    /// <summary>A response counts as best once a scan this many days later or more has it too; null where one scan is enough.</summary>
    public double? ConfirmedAfterDays { get; init; }

    /// <summary>Stable disease is a benefit if a scan this many days after randomisation or later still has it.</summary>
    public double BenefitDays { get; init; } = 168;

    /// <summary>Stable disease is a best response if a scan this many days after randomisation or later has it; null where any scan will do.</summary>
    public double? StableAfterDays { get; init; }

    /// <summary>Whether a share of responders is one of patients with measurable disease at baseline; else of all.</summary>
    public bool AmongMeasurable { get; init; } = true;

    /// <summary>Progression is a sum larger than the smallest so far by this share or more.</summary>
    public required double Growth { get; init; }

    /// <summary>And larger by this much at least, mm; zero asks for nothing.</summary>
    public double LeastGrowthMillimetres { get; init; }

    /// <summary>
    /// Non-target disease progresses unequivocally where its diameters have grown by this share over their smallest so far, and by <see cref="LeastGrowthMillimetres"/>; with target
    /// lesions, those of all disease must have done so too.
    /// </summary>
    /// <remarks>RECIST 1.1, section 4.3.4: the overall burden decides; 20 % in diameter is 73 % in volume, what measurable disease must grow by.</remarks>
    public double NonTargetGrowth { get; init; } = 0.2;

    /// <summary>The response at a time point of that of target and of non-target lesions.</summary>
    public TimePointTable TimePoints { get; init; } = TimePointTable.Recist11;

    /// <summary>Whether a new lesion is progression whatever the sum.</summary>
    public required bool NewLesionProgresses { get; init; }

    /// <summary>Whether a lesion that comes back after all had gone is progression whatever its size.</summary>
    public required bool ReappearanceProgresses { get; init; }
}
