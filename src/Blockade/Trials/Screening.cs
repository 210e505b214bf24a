using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>Who was looked at for a trial and who may enter it.</summary>
/// <param name="Patients">Those who may, in the order of their numbers, which are those of screening: a patient who may not leaves a gap.</param>
/// <param name="Screened">How many were looked at up to the last who may enter.</param>
/// <param name="Failed">For each rule of the protocol, how many of those do not meet it; a patient may fail several.</param>
/// <param name="NeverProgressed">How many did not progress on the treatment that the protocol asks for before it.</param>
public sealed record Screening(ImmutableArray<VirtualPatient> Patients, int Screened, ImmutableArray<int> Failed, int NeverProgressed)
{
    /// <summary>Of so many candidates one at least must be eligible.</summary>
    public const int MostPerPatient = 1000;

    /// <summary>
    /// Looks at one candidate after the other until enough may enter. Without rules and earlier treatment everyone may. Cost: some microseconds a candidate; with
    /// earlier treatment some milliseconds.
    /// </summary>
    /// <param name="design">The protocol, with its rules.</param>
    /// <param name="population">Where candidates come from.</param>
    /// <param name="random">Random numbers.</param>
    /// <param name="replicate">Replicate of the trial.</param>
    /// <param name="count">How many are to enter.</param>
    /// <param name="subjects">Drugs in a patient, for earlier treatment; null leaves it out.</param>
    /// <param name="tumour">The tumour's constants, for earlier treatment; null leaves it out.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidOperationException">Fewer than one in a thousand may enter.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Screening Enrol(
        TrialDesign design, PopulationModel population, RandomSource random, uint replicate, int count, SubjectSimulator? subjects, TumourParameters? tumour,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(population);
        var patients = ImmutableArray.CreateBuilder<VirtualPatient>(count);
        int[] failed = new int[design.Eligibility.Length];
        int screened = 0, never = 0;
        while (patients.Count < count)
        {
            cancellation.ThrowIfCancellationRequested();
            if (screened > MostPerPatient * Math.Max(count, 10)) throw new InvalidOperationException($"Of {screened} candidates {patients.Count} may enter '{design.Name}'.");
            VirtualPatient[] candidates = [.. Enumerable.Range(screened, Math.Min(count - patients.Count, SubjectSimulator.SideBySide)).Select(k => population.Draw(random, new SubjectAddress(replicate, (uint)k)))];
            VirtualPatient?[] treated = design.PriorRegimen is Regimen prior && subjects is not null && tumour is not null
                ? Treat(design, prior, candidates, subjects, tumour, random, cancellation)
                : candidates;
            foreach (VirtualPatient? candidate in treated)
            {
                screened++;
                bool eligible = candidate is not null;
                if (candidate is null) never++;
                for (int r = 0; candidate is not null && r < failed.Length; r++)
                {
                    if (design.Eligibility[r].Admits(candidate)) continue;
                    failed[r]++;
                    eligible = false;
                }

                if (eligible) patients.Add(candidate!);
            }
        }

        return new Screening(patients.ToImmutable(), screened, [.. failed], never);
    }

    /// <summary>The rule that fewest meet, how many do and of how many, where next to nobody meets them all; else null. Earlier treatment is left out. Cost: milliseconds.</summary>
    public static (EligibilityRule Strictest, int Meet, int Of)? Unmet(TrialDesign design, PopulationModel population)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(population);
        if (design.Eligibility.IsEmpty) return null;
        var random = new RandomSource(0);
        VirtualPatient[] candidates = [.. Enumerable.Range(0, 3 * MostPerPatient).Select(k => population.Draw(random, new SubjectAddress(0, (uint)k)))];
        if (candidates.Count(c => design.Eligibility.All(r => r.Admits(c))) >= 10) return null;
        EligibilityRule strictest = design.Eligibility.MinBy(r => candidates.Count(r.Admits))!;
        return (strictest, candidates.Count(strictest.Admits), candidates.Length);
    }

    private static VirtualPatient?[] Treat(
        TrialDesign design, Regimen prior, VirtualPatient[] candidates, SubjectSimulator subjects, TumourParameters tumour, RandomSource random, CancellationToken cancellation)
    {
        AntibodyCourse[] antibodies = subjects.Antibodies([.. candidates.Select(c => (c, prior))], cancellation: cancellation);
        DocetaxelCourse[] docetaxel = subjects.Docetaxel(
            Array.ConvertAll(candidates, c => (c, prior, random.Sequence((ushort)DrawPurpose.PriorDocetaxel, c.Address.Replicate, c.Address.Subject))),
            design.DocetaxelRules, design.DocetaxelPractice, tumour.DocetaxelEliminationPerDay, cancellation);
        var treated = new VirtualPatient?[candidates.Length];
        for (int k = 0; k < treated.Length; k++) treated[k] = DiseaseSimulator.Pretreated(candidates[k], tumour, antibodies[k], docetaxel[k], design.Scans, random);

        return treated;
    }
}
