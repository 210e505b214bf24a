namespace Blockade.Survival;

/// <summary>
/// When an event happened, as far as is known: after <see cref="After"/> and not after <see cref="NotAfter"/>. Between two scans, it is an interval;
/// equal ends are an exact time; an infinite end says that it had not happened when last looked for. <c>default</c> is an event at zero.
/// </summary>
public readonly record struct CensoredInterval
{
    /// <summary>Takes both ends, months.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The first is negative or not finite, or the second is NaN or before it.</exception>
    public CensoredInterval(double after, double notAfter)
    {
        if (!(after >= 0 && double.IsFinite(after))) throw new ArgumentOutOfRangeException(nameof(after), after, "The start of an interval is finite and not negative.");
        if (!(notAfter >= after)) throw new ArgumentOutOfRangeException(nameof(notAfter), notAfter, $"The end of an interval is not before its start, {after}.");
        (After, NotAfter) = (after, notAfter);
    }

    /// <summary>It had not happened by then, months.</summary>
    public double After { get; }

    /// <summary>It had happened by then, months; infinite where that was never seen.</summary>
    public double NotAfter { get; }

    /// <summary>Whether the time is known exactly.</summary>
    public bool IsExact => After == NotAfter;
}
