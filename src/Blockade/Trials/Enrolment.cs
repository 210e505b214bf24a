using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>Who enters when, into which stratum and arm, and who is lost: drawn before anyone is treated.</summary>
internal sealed class Enrolment
{
    private Enrolment(Screening screening, ImmutableArray<double> entryDays, ImmutableArray<int> strata, ImmutableArray<int> arms, ImmutableArray<double> dropoutDays)
    {
        Screening = screening;
        EntryDays = entryDays;
        Strata = strata;
        Arms = arms;
        DropoutDays = dropoutDays;
    }

    public Screening Screening { get; }

    public ImmutableArray<VirtualPatient> Patients => Screening.Patients;

    public ImmutableArray<double> EntryDays { get; }

    public ImmutableArray<int> Strata { get; }

    public ImmutableArray<int> Arms { get; }

    public ImmutableArray<double> DropoutDays { get; }

    /// <summary>
    /// Draws a replicate. Patients enter in the order of their numbers, and the number alone decides what the patient is; allocation knows those before. Without the last
    /// two, earlier treatment is left out.
    /// </summary>
    public static Enrolment Draw(
        TrialDesign design, PopulationModel population, RandomSource random, uint replicate, SubjectSimulator? subjects = null, TumourParameters? tumour = null,
        CancellationToken cancellation = default)
    {
        int n = design.Patients;
        Screening screening = Screening.Enrol(design, population, random, replicate, n, subjects, tumour, cancellation);
        ImmutableArray<VirtualPatient> patients = screening.Patients;
        var entry = new double[n];
        var dropout = new double[n];
        var strata = new int[n];
        RandomSequence accrual = random.Sequence((ushort)DrawPurpose.Accrual, replicate, 0);
        for (int k = 0; k < n; k++)
        {
            entry[k] = StudyTime.DaysPerMonth * design.Accrual.TimeOf(accrual.NextUniform());
            RandomSequence lost = random.Sequence((ushort)DrawPurpose.Dropout, replicate, patients[k].Address.Subject);
            dropout[k] = design.DropoutPerYear > 0 ? lost.NextExponential() * 365.25 / -Math.Log(1 - design.DropoutPerYear) : double.PositiveInfinity;
            strata[k] = Stratum(design, patients[k]);
        }

        Array.Sort(entry);
        double first = n > 0 ? entry[0] : 0;
        for (int k = 0; k < n; k++) entry[k] = Math.Floor(entry[k] - first);
        int[] arms = design.Allocation switch
        {
            Allocation.Blocks => PermutedBlocks.Allocate(strata, [.. design.Arms.Select(a => a.Ratio)], random, replicate),
            Allocation.Minimisation m => Minimised.Allocate(
                [.. patients.Select(p => m.Factors.Select(f => StratificationFactors.Level(f, p).Level).ToArray())], [.. design.Arms.Select(a => a.Ratio)], m.Probability, random, replicate),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return new Enrolment(screening, [.. entry], [.. strata], [.. arms], [.. dropout]);
    }

    private static int Stratum(TrialDesign design, VirtualPatient patient)
    {
        int stratum = 0;
        foreach (StratificationFactor factor in design.Stratification)
        {
            (int level, int levels) = StratificationFactors.Level(factor, patient);
            stratum = (stratum * levels) + level;
        }

        return stratum;
    }
}
