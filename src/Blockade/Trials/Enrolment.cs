using System.Collections.Immutable;
using Blockade.Numerics.Random;
using Blockade.Populations;

namespace Blockade.Trials;

/// <summary>Who enters when, into which stratum and arm, and who is lost: drawn before anyone is treated.</summary>
internal sealed class Enrolment
{
    private Enrolment(ImmutableArray<VirtualPatient> patients, ImmutableArray<double> entryDays, ImmutableArray<int> strata, ImmutableArray<int> arms, ImmutableArray<double> dropoutDays)
    {
        Patients = patients;
        EntryDays = entryDays;
        Strata = strata;
        Arms = arms;
        DropoutDays = dropoutDays;
    }

    public ImmutableArray<VirtualPatient> Patients { get; }

    public ImmutableArray<double> EntryDays { get; }

    public ImmutableArray<int> Strata { get; }

    public ImmutableArray<int> Arms { get; }

    public ImmutableArray<double> DropoutDays { get; }

    /// <summary>
    /// Draws a replicate. Patients enter in the order of their numbers; arms come in permuted blocks within
    /// each stratum, so that allocation is balanced there and the patient's number alone decides what the patient is.
    /// </summary>
    public static Enrolment Draw(TrialDesign design, PopulationModel population, RandomSource random, uint replicate)
    {
        int n = design.Patients;
        var patients = new VirtualPatient[n];
        var entry = new double[n];
        var dropout = new double[n];
        var strata = new int[n];
        RandomSequence accrual = random.Sequence((ushort)DrawPurpose.Accrual, replicate, 0);
        for (int k = 0; k < n; k++)
        {
            patients[k] = population.Draw(random, new SubjectAddress(replicate, (uint)k));
            entry[k] = StudyTime.DaysPerMonth * design.AccrualMonths * Math.Pow(accrual.NextUniform(), 1 / design.AccrualExponent);
            RandomSequence lost = random.Sequence((ushort)DrawPurpose.Dropout, replicate, (uint)k);
            dropout[k] = design.DropoutPerYear > 0 ? lost.NextExponential() * 365.25 / -Math.Log(1 - design.DropoutPerYear) : double.PositiveInfinity;
            strata[k] = Stratum(design, patients[k]);
        }

        Array.Sort(entry);
        double first = n > 0 ? entry[0] : 0;
        for (int k = 0; k < n; k++) entry[k] = Math.Floor(entry[k] - first);
        int[] arms = PermutedBlocks.Allocate(strata, [.. design.Arms.Select(a => a.Ratio)], random, replicate);
        return new Enrolment([.. patients], [.. entry], [.. strata], [.. arms], [.. dropout]);
    }

    private static int Stratum(TrialDesign design, VirtualPatient patient)
    {
        int stratum = 0;
        foreach (StratificationFactor factor in design.Stratification)
        {
            (int level, int levels) = factor switch
            {
                StratificationFactor.Region => ((int)patient.Region, 4),
                StratificationFactor.PriorChemotherapy => (patient.PriorChemotherapy ? 1 : 0, 2),
                StratificationFactor.HormoneReceptor => (patient.HormoneReceptorPositive ? 1 : 0, 2),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            stratum = (stratum * levels) + level;
        }

        return stratum;
    }
}
