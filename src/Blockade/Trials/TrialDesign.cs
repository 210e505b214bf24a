using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Simulation;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>A trial as its protocol states it. The first arm is the control that others are compared with.</summary>
public sealed record TrialDesign
{
    /// <summary>Its name, such as <c>cleopatra</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for people.</summary>
    public required string Title { get; init; }

    /// <summary>Patients randomised, all arms together.</summary>
    public required int Patients { get; init; }

    /// <summary>What is asked of a patient before she may enter; may be empty.</summary>
    public ImmutableArray<EligibilityRule> Eligibility { get; init; } = [];

    /// <summary>Treatment on which patients have progressed before they enter; null for none.</summary>
    public Regimen? PriorRegimen { get; init; }

    /// <summary>Which disease is treated, as labels tell them apart.</summary>
    public Setting Setting => SurgeryDay is not null ? Setting.BeforeSurgery : PriorRegimen is not null ? Setting.Pretreated : Setting.Untreated;

    /// <summary>The arms, allocated by their ratios; control first.</summary>
    public required ImmutableArray<Arm> Arms { get; init; }

    /// <summary>By what randomisation and tests are stratified; may be empty.</summary>
    public required ImmutableArray<StratificationFactor> Stratification { get; init; }

    /// <summary>How patients come to the arms.</summary>
    public Allocation Allocation { get; init; } = new Allocation.Blocks();

    /// <summary>When patients enter.</summary>
    public required Accrual Accrual { get; init; }

    /// <summary>Share of patients a year who are lost to follow-up.</summary>
    public required double DropoutPerYear { get; init; }

    /// <summary>The planned looks, in the order they are reported.</summary>
    public required ImmutableArray<Analysis> Analyses { get; init; }

    /// <summary>Group-sequential tests, which replicates of the trial are judged by; may be empty.</summary>
    public ImmutableArray<PlannedTest> SequentialTests { get; init; } = [];

    /// <summary>How the claims of some tests share one error; null where each is judged by itself.</summary>
    public MultiplicityPlan? Multiplicity { get; init; }

    /// <summary>Every test of the protocol: the planned looks, each alone, then the group-sequential tests.</summary>
    public ImmutableArray<PlannedTest> Tests => [.. Analyses.Select(PlannedTest.Of), .. SequentialTests];

    /// <summary>The same trial with another number of patients: what is planned by events scales with them.</summary>
    public TrialDesign WithPatients(int patients)
    {
        Cutoff Scaled(Cutoff cutoff) => cutoff is Cutoff.ByEvents e
            ? new Cutoff.ByEvents(Math.Max(1, (int)Math.Round((double)e.Events * patients / Patients)))
            : cutoff;
        return this with
        {
            Patients = patients,
            Analyses = [.. Analyses.Select(a => a with { Cutoff = Scaled(a.Cutoff) })],
            SequentialTests = [.. SequentialTests.Select(t => t with { Cutoffs = [.. t.Cutoffs.Select(Scaled)] })],
        };
    }

    /// <summary>The same trial with the control's treatment in every arm: its arms are identical, and every success is an error.</summary>
    public TrialDesign Null() => this with { Arms = [.. Arms.Select(a => a with { Regimen = Arms[0].Regimen, Crossover = Arms[0].Crossover })] };

    /// <summary>Scans and readers.</summary>
    public required ScanSchedule Scans { get; init; }

    /// <summary>Which events of PFS do not count.</summary>
    public required CensoringRules Censoring { get; init; }

    /// <summary>Docetaxel's dose rules.</summary>
    public required DocetaxelRules DocetaxelRules { get; init; }

    /// <summary>What physicians do with docetaxel.</summary>
    public required DocetaxelPractice DocetaxelPractice { get; init; }

    /// <summary>The day of surgery in a neoadjuvant trial, which is read by what is left then; null elsewhere.</summary>
    public int? SurgeryDay { get; init; }

    /// <summary>How long each patient is simulated, days from randomisation.</summary>
    public required int FollowUpDays { get; init; }
}
