using System.Globalization;
using Blockade.Numerics.Random;
using Blockade.Simulation;
using Blockade.Testing;
using Blockade.Tests.Simulation;
using Blockade.Trials;

namespace Blockade.Tests.Trials;

/// <summary>A small CLEOPATRA, run in different ways: the same rows and the same analyses to the last bit.</summary>
public class TrialSimulatorTests
{
    private const int Patients = 24;

    private static readonly Lazy<string[]> OneThread = new(() => Rows(Run(1)));

    private static readonly Lazy<TrialResult> Two = new(() => Run(2));

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a row is a function of seed, replicate and number: not of the threads")]
    public void Threads_change_no_byte()
    {
        Assert.Equal(OneThread.Value, Rows(Two.Value));
        Assert.Equal(OneThread.Value, Rows(Run(7)));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "nor of the culture")]
    public void A_foreign_culture_changes_no_byte()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();   // the invariant mode of the runtime knows no de-DE
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NumberGroupSeparator = ".";
        try
        {
            CultureInfo.CurrentCulture = german;
            Assert.Equal(OneThread.Value, Rows(Run(2)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "patient k is the same in a trial of k + 1 and in one of more; entry alone depends on who else enters, and so does a crossover on a date of the calendar")]
    public void A_patient_does_not_depend_on_how_many_follow()
    {
        static TrialDesign Apart(TrialDesign d) => d with { Arms = [.. d.Arms.Select(a => a with { Crossover = null })] };
        string[] few = [.. Run(2, Apart, patients: 10).Subjects.Select(r => Serialized.Text(r with { EntryDays = 0 }))];
        string[] many = [.. Run(2, Apart).Subjects.Select(r => Serialized.Text(r with { EntryDays = 0 }))];

        Assert.Equal(many[..10], few);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same patients with the arms' treatments exchanged: who had arm 0's outcome now has it in arm 1")]
    public void A_patient_has_the_same_outcome_under_a_treatment_wherever_it_stands()
    {
        TrialResult first = Two.Value;
        TrialResult exchanged = Run(2, d => d with { Arms = [d.Arms[1], d.Arms[0]] });
        TrialResult both = Run(2, d => d with { Arms = [d.Arms[0], d.Arms[0]] });
        for (int k = 0; k < Patients; k++)
        {
            Assert.Equal(first.Subjects[k].Patient, exchanged.Subjects[k].Patient);
            TrialResult same = first.Subjects[k].Arm == 0 ? both : exchanged;
            if (first.Subjects[k].Arm == 0) Assert.Equal(Serialized.Text(first.Subjects[k].Disease), Serialized.Text(same.Subjects[k].Disease));
        }

        // the pertuzumab arm adds a drug and nothing else: docetaxel is the same dose by dose
        Assert.Equal(first.Subjects.Select(r => Serialized.Text(r.Docetaxel)), exchanged.Subjects.Select(r => Serialized.Text(r.Docetaxel)));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "constants of the tumour one after the other: with its own the trial is the same to the last bit, and with others the drugs' courses are")]
    public void Several_sets_of_constants_share_the_patients_and_their_drugs()
    {
        var other = OneCellStudy.Tumour with { GrowthPerDay = 2 * OneCellStudy.Tumour.GrowthPerDay };

        TrialResult[] each = [.. Simulator(Patients, 2, 1).RunEach(0, [other, OneCellStudy.Tumour], TestContext.Current.CancellationToken)];

        Assert.Equal(OneThread.Value, Rows(each[1]));
        Assert.Equal(each[1].Subjects.Select(r => Serialized.Text(r.Docetaxel)), each[0].Subjects.Select(r => Serialized.Text(r.Docetaxel)));
        Assert.NotEqual(OneThread.Value, Rows(each[0]));
        Assert.Throws<ArgumentException>(() => Simulator(Patients, 2, 1).RunEach(0, [other with { DocetaxelEliminationPerDay = 1 }], TestContext.Current.CancellationToken));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "another seed or another replicate is another trial")]
    public void Seed_and_replicate_make_another_trial()
    {
        Assert.DoesNotContain(Serialized.Text(Run(2, patients: 1, replicate: 1).Subjects[0]), OneThread.Value);
        Assert.DoesNotContain(Serialized.Text(Run(2, patients: 1, seed: 2).Subjects[0]), OneThread.Value);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "progression-free survival ends no later than survival, in every patient at every cut")]
    public void Nobody_progresses_after_death()
    {
        TrialResult trial = Two.Value;
        foreach (double month in new[] { 6.0, 12, 24, 48, 72 })
        {
            AnalysisData pfs = AnalysisData.Cut(trial, new Analysis("pfs", Endpoint.ProgressionFreeSurvival, new Cutoff.ByDate(new StudyTime(month))));
            AnalysisData os = AnalysisData.Cut(trial, new Analysis("os", Endpoint.OverallSurvival, new Cutoff.ByDate(new StudyTime(month))));
            Assert.Equal(os.Subjects, pfs.Subjects);
            for (int i = 0; i < os.Subjects.Length; i++)
            {
                // a watch without a scan counts one day, which a patient of the last day may not have had
                Assert.True(pfs.FollowUps[i].Months <= Math.Max(os.FollowUps[i].Months, 1 / StudyTime.DaysPerMonth) + 1e-12);
            }
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a cancelled run keeps the patients without a gap from the first, and says that it is partial")]
    public void A_cancelled_run_keeps_what_is_done()
    {
        using var source = new CancellationTokenSource();
        var progress = new StopAfter(5, source);
        TrialResult trial = Simulator(Patients, 1, 1).Run(0, progress, source.Token);

        Assert.True(trial.IsPartial);
        Assert.InRange(trial.Subjects.Length, 5, Patients - 1);
        Assert.Equal(OneThread.Value.Take(trial.Subjects.Length), trial.Subjects.Select(Serialized.Text));
    }

    private static TrialResult Run(int threads, Func<TrialDesign, TrialDesign>? change = null, int patients = Patients, ulong seed = 1, uint replicate = 0) =>
        Simulator(patients, threads, seed, change).Run(replicate, cancellation: TestContext.Current.CancellationToken);

    private static TrialSimulator Simulator(int patients, int threads, ulong seed, Func<TrialDesign, TrialDesign>? change = null)
    {
        TrialDesign design = OneCellStudy.Design with { Patients = patients };
        return new TrialSimulator(
            change?.Invoke(design) ?? design, OneCellStudy.Population, OneCellStudy.Subjects, OneCellStudy.Tumour, new RandomSource(seed), threads);
    }

    private static string[] Rows(TrialResult trial) =>
    [
        .. trial.Subjects.Select(Serialized.Text),
        .. trial.Design.Analyses.Select(a => AnalysisResult.Of(trial, a with { Cutoff = new Cutoff.ByEvents(12) }))
            .Select(a => Serialized.Text((object)new { a.Data.At, a.Data.FollowUps, a.Comparisons[0].HazardRatio, a.Comparisons[0].LogRank!.Z, Medians = a.Arms.Select(x => x.Median) })),
    ];

    private sealed class StopAfter(int patients, CancellationTokenSource source) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Done == patients) source.Cancel();
        }
    }
}
