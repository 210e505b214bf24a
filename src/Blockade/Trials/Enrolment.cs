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
    /// Draws a replicate. Patients enter in the order of their numbers; arms come in permuted blocks of twice the number of arms within
    /// each stratum, so that allocation is balanced there and the patient's number alone decides what the patient is.
    /// </summary>
    public static Enrolment Draw(TrialDesign design, PopulationModel population, RandomSource random, uint replicate)
    {
        int n = design.Patients;
        var patients = new VirtualPatient[n];
        var entry = new double[n];
        var dropout = new double[n];
        var strata = new int[n];
        var arms = new int[n];
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

        int blockSize = 2 * design.Arms.Length;
        foreach (int stratum in strata.Distinct().Order())
        {
            RandomSequence order = random.Sequence((ushort)DrawPurpose.Allocation, replicate, (uint)stratum);
            var block = new Queue<int>();
            for (int k = 0; k < n; k++)
            {
                if (strata[k] != stratum) continue;
                if (block.Count == 0) block = new Queue<int>(Permuted(blockSize, design.Arms.Length, ref order));
                arms[k] = block.Dequeue();
            }
        }

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

    private static int[] Permuted(int size, int arms, ref RandomSequence random)
    {
        var block = new int[size];
        for (int i = 0; i < size; i++) block[i] = i % arms;
        for (int i = size - 1; i > 0; i--)
        {
            int j = random.NextInt32(i + 1);
            (block[i], block[j]) = (block[j], block[i]);
        }

        return block;
    }
}
