namespace Blockade.Tumours;

/// <summary>The rules by which scans are called response, stable disease or progression, as a file states them: <c>models/her2/criteria</c> has RECIST 1.0 and 1.1.</summary>
public sealed record ResponseCriteria
{
    /// <summary>Their name, such as <c>RECIST 1.1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>A partial response is a sum smaller than the baseline's by this share or more.</summary>
    public required double Shrinkage { get; init; }

    /// <summary>A response counts as best once a scan this many days later or more has it too; null where one scan is enough.</summary>
    public double? ConfirmedAfterDays { get; init; }

    /// <summary>Stable disease is a benefit if a scan this many days after randomisation or later still has it.</summary>
    public double BenefitDays { get; init; } = 168;

    /// <summary>Progression is a sum larger than the smallest so far by this share or more.</summary>
    public required double Growth { get; init; }

    /// <summary>And larger by this much at least, mm; zero asks for nothing.</summary>
    public double LeastGrowthMillimetres { get; init; }

    /// <summary>Whether a new lesion is progression whatever the sum.</summary>
    public required bool NewLesionProgresses { get; init; }

    /// <summary>Whether a lesion that comes back after all had gone is progression whatever its size.</summary>
    public required bool ReappearanceProgresses { get; init; }
}
