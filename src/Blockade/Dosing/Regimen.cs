using System.Collections.Immutable;

namespace Blockade.Dosing;

/// <summary>What a patient is meant to be given: drugs, amounts and the clock. Knows no patient.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schedules">One for each drug, no drug twice.</param>
public sealed record Regimen(string Name, ImmutableArray<DrugSchedule> Schedules)
{
    private const double MinutesPerDay = 1440;

    // a gap of exactly the rule's length must count as such although days with a time of day are rounded: half a minute's grace
    private const double Rounding = 0.5 / MinutesPerDay;

    /// <summary>The schedule of a drug, or null.</summary>
    public DrugSchedule? Of(string drug) => Schedules.FirstOrDefault(s => s.Drug == drug);

    /// <summary>Both regimens' drugs; the name joins theirs with a plus.</summary>
    /// <exception cref="ArgumentException">A drug is in both.</exception>
    public Regimen With(Regimen other)
    {
        ArgumentNullException.ThrowIfNull(other);
        DrugSchedule? twice = Schedules.FirstOrDefault(s => other.Of(s.Drug) is not null);
        if (twice is not null) throw new ArgumentException($"'{twice.Drug}' is in both regimens.", nameof(other));
        return new Regimen($"{Name} + {other.Name}", [.. Schedules, .. other.Schedules]);
    }

    /// <summary>
    /// The administrations of one drug as planned, up to and not beyond <paramref name="untilDays"/>, in time order.
    /// </summary>
    public ImmutableArray<Dose> Doses(string drug, double weightKilograms, double bodySurfaceSquareMetres, double untilDays) =>
        Doses(drug, weightKilograms, bodySurfaceSquareMetres, untilDays, ImmutableHashSet<int>.Empty);

    /// <summary>
    /// The same where some planned doses are missed (their cycle numbers, from 0): the next dose given after a gap as long
    /// as the label's re-loading rule is a loading dose again.
    /// </summary>
    public ImmutableArray<Dose> Doses(
        string drug, double weightKilograms, double bodySurfaceSquareMetres, double untilDays, IReadOnlySet<int> missed)
    {
        ArgumentNullException.ThrowIfNull(missed);
        DrugSchedule? schedule = Of(drug);
        if (schedule is null) return [];
        var doses = ImmutableArray.CreateBuilder<Dose>();
        double? last = null;
        for (int cycle = 0; (schedule.Cycles is null || cycle < schedule.Cycles) && cycle * schedule.IntervalDays < untilDays; cycle++)
        {
            if (missed.Contains(cycle)) continue;
            double start = (cycle * schedule.IntervalDays) + (schedule.StartMinutes / MinutesPerDay);
            doses.Add(NextDose(schedule, start, last, weightKilograms, bodySurfaceSquareMetres));
            last = start;
        }

        return doses.ToImmutable();
    }

    /// <summary>The dose that is due now, given when the last one was: loading first and after a long gap, else maintenance.</summary>
    public static Dose NextDose(
        DrugSchedule schedule, double startDays, double? lastStartDays, double weightKilograms, double bodySurfaceSquareMetres)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        bool load = lastStartDays is null || (schedule.ReloadAfterDays is double gap && startDays - lastStartDays.Value >= gap - Rounding);
        DoseAmount amount = load && schedule.Loading is not null ? schedule.Loading : schedule.Maintenance;
        double milligrams = amount.For(weightKilograms, bodySurfaceSquareMetres);
        double minutes = lastStartDays is null ? schedule.FirstInfusionMinutes : schedule.LaterInfusionMinutes;
        return minutes > 0
            ? new Infusion(schedule.Drug, startDays, milligrams, minutes / MinutesPerDay)
            : new Bolus(schedule.Drug, startDays, milligrams);
    }
}
