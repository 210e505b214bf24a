using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>One arm of a <see cref="SurvivalFigure"/>.</summary>
public sealed record SurvivalArm
{
    /// <param name="label">The arm's name; up to about 40 characters.</param>
    /// <param name="steps">Ascending in time; before the first step survival is 1. At least one.</param>
    /// <param name="censorTimes">When follow-up ended without event, ascending.</param>
    /// <param name="risk">What the table says at the figure's <see cref="SurvivalFigure.RiskTimes"/>.</param>
    /// <exception cref="ArgumentException">A blank label, no step, or times that do not ascend.</exception>
    public SurvivalArm(string label, ImmutableArray<SurvivalStep> steps, ImmutableArray<double> censorTimes, ImmutableArray<RiskCount> risk)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(label);
        if (steps.IsDefaultOrEmpty) throw new ArgumentException($"Arm '{label}' has no step.", nameof(steps));
        for (int i = 1; i < steps.Length; i++)
        {
            if (!(steps[i - 1].Time < steps[i].Time))
                throw new ArgumentException($"The steps of arm '{label}' ascend in time; {steps[i].Time} follows {steps[i - 1].Time}.", nameof(steps));
        }

        (Label, Steps, CensorTimes, Risk) = (label, steps, censorTimes.IsDefault ? [] : censorTimes, risk);
    }

    /// <summary>The arm's name.</summary>
    public string Label { get; }

    /// <summary>The estimate and its band; each step holds until the next.</summary>
    public ImmutableArray<SurvivalStep> Steps { get; }

    /// <summary>When follow-up ended without event.</summary>
    public ImmutableArray<double> CensorTimes { get; }

    /// <summary>The table, one entry for each of the figure's times.</summary>
    public ImmutableArray<RiskCount> Risk { get; }

    /// <summary>The median time, to which a line is drawn; NaN where it is not reached, and for no line.</summary>
    public double Median { get; init; } = double.NaN;

    /// <summary>The last time known about this arm: a step or a censoring.</summary>
    internal double End => Math.Max(Steps[^1].Time, CensorTimes.IsEmpty ? 0 : CensorTimes[^1]);

    /// <summary>The estimate at a time; a censoring at the time of a step comes after it.</summary>
    internal double SurvivalAt(double time)
    {
        double survival = 1;
        foreach (SurvivalStep step in Steps)
        {
            if (step.Time > time) break;
            survival = step.Survival;
        }

        return survival;
    }
}
