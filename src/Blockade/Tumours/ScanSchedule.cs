using System.Collections.Immutable;
using Blockade.Numerics.Random;

namespace Blockade.Tumours;

/// <summary>When scans are due and how readers err.</summary>
/// <param name="IntervalDays">Days between scans, from randomisation.</param>
/// <param name="JitterDays">SD of a scan's date about its due date, days.</param>
/// <param name="ErrorCv">CV of a lesion's measured diameter.</param>
/// <param name="SmallestVisibleMillimetres">A lesion below this is not seen and counts zero, mm.</param>
/// <param name="SmallestMeasuredMillimetres">A lesion that is seen and smaller than this counts this much, mm.</param>
/// <param name="Criteria">Response criteria.</param>
/// <param name="MissedShare">Share of the scans that are due and not made.</param>
/// <param name="InvestigatorDecides">Whether treatment ends at the investigator's progression; else at the independent reader's.</param>
/// <remarks>
/// RECIST 1.1 has 5 mm stand for a lesion that is there but too small to measure (Eisenhauer et al. 2009, Eur. J. Cancer 45:228-247). Without it a
/// tumour that nearly vanished would be called progressive at a twitch, and the deeper a drug cut, the sooner.
/// </remarks>
public sealed record ScanSchedule(
    int IntervalDays, double JitterDays, double ErrorCv, double SmallestVisibleMillimetres, double SmallestMeasuredMillimetres, ResponseCriteria Criteria,
    double MissedShare = 0, bool InvestigatorDecides = false)
{
    /// <summary>
    /// The days of one patient's scans up to <paramref name="lastDay"/>, ascending, each within half an interval of its due date; those that are
    /// missed are left out, and the others are when they would be if none was.
    /// </summary>
    /// <param name="random">For the dates.</param>
    /// <param name="missed">For which are missed.</param>
    /// <param name="lastDay">No scan is due later.</param>
    public ImmutableArray<int> Days(RandomSequence random, RandomSequence missed, int lastDay)
    {
        var days = ImmutableArray.CreateBuilder<int>();
        for (int due = IntervalDays; due <= lastDay; due += IntervalDays)
        {
            double shift = Math.Clamp(JitterDays * random.NextNormal(), -IntervalDays / 2.0 + 1, (IntervalDays / 2.0) - 1);
            if (MissedShare == 0 || missed.NextUniform() >= MissedShare) days.Add((int)Math.Round(due + shift));
        }

        return days.ToImmutable();
    }

    /// <summary>Which scan one on a day is, counted from 1 and with those that were missed.</summary>
    public int NumberOf(int day) => (int)Math.Round((double)day / IntervalDays);

    /// <summary>What a reader measures: the sum of the lesions that are seen, each with its own error.</summary>
    public double Measure(ReadOnlySpan<double> trueMillimetres, ref RandomSequence random)
    {
        double sum = 0;
        foreach (double d in trueMillimetres)
        {
            double measured = d * Math.Exp(ErrorCv * random.NextNormal());
            if (measured >= SmallestVisibleMillimetres) sum += Math.Max(measured, SmallestMeasuredMillimetres);
        }

        return sum;
    }
}
