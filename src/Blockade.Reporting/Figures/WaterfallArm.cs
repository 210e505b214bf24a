using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>One arm of a <see cref="WaterfallFigure"/>.</summary>
public sealed record WaterfallArm
{
    /// <param name="label">The arm's name.</param>
    /// <param name="bars">One bar a patient, in any order; at least one, none NaN.</param>
    /// <exception cref="ArgumentException">A blank label, no bar, or a change that is not finite or below -100 %.</exception>
    public WaterfallArm(string label, ImmutableArray<WaterfallBar> bars)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(label);
        if (bars.IsDefaultOrEmpty) throw new ArgumentException($"Arm '{label}' has no patient.", nameof(bars));
        foreach (WaterfallBar bar in bars)
        {
            if (!double.IsFinite(bar.BestChangePercent) || bar.BestChangePercent < -100)
                throw new ArgumentException($"A change is finite and at least -100 %; patient '{bar.Patient}' has {bar.BestChangePercent}.", nameof(bars));
        }

        Label = label;
        // Ties go by the patient's address, so that the picture does not depend on the order of computation.
        Sorted = [.. bars.OrderByDescending(bar => bar.BestChangePercent).ThenBy(bar => bar.Patient, StringComparer.Ordinal)];
    }

    /// <summary>The arm's name.</summary>
    public string Label { get; }

    /// <summary>The bars from the largest growth to the deepest response; ties by patient (ordinal).</summary>
    public ImmutableArray<WaterfallBar> Sorted { get; }
}
