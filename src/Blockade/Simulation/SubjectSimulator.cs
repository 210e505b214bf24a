using System.Collections.Immutable;
using Blockade.Dosing;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Populations;

namespace Blockade.Simulation;

/// <summary>What happens to the drugs in one patient: antibodies down to the tumour's cells, docetaxel down to the marrow.</summary>
/// <remarks>Immutable and shared by threads; each call has its own scratch. Courses do not depend on the tumour's constants.</remarks>
public sealed class SubjectSimulator
{
    /// <summary>Names of the drugs this simulator can follow.</summary>
    public static ImmutableArray<string> Drugs { get; } = ["trastuzumab", "pertuzumab", "docetaxel"];

    /// <summary>
    /// Days of antibody after which the last cycle repeats at the latest: 26 cycles, when even slow clearances are at steady state. It is computed up to the
    /// cycle at whose end what all cycles to come lead to is known to the relative tolerance; cycles after it follow by a geometric series up to the one
    /// from which less than that is to come, and it repeats.
    /// </summary>
    public const int ComputedDays = 546;

    /// <summary>Relative tolerance of every integration over time in trials: what it costs is checked against a tenth of it in every run, and some thirty times smaller than that check allows.</summary>
    public const double TrialTolerance = 3e-4;

    internal const double SteadyShare = 1;

    /// <summary>How many patients to ask for at once: eight to a lane, and enough such parts of a trial for every thread.</summary>
    internal const int SideBySide = 64;

    private readonly InterstitiumParameters _interstitium;
    private readonly ReceptorSurface? _table;      // one of these
    private readonly CoupledLayout? _coupled;
    private readonly SolverOptions _options;

    /// <summary>Joins the receptors' table and the interstitium. <paramref name="relativeTolerance"/> rules every integration.</summary>
    public SubjectSimulator(ReceptorSurface receptors, InterstitiumParameters interstitium, double relativeTolerance)
        : this(interstitium, Options(relativeTolerance), receptors, null)
    {
        ArgumentNullException.ThrowIfNull(receptors);
    }

    /// <summary>Joins the receptors themselves and the interstitium: each patient's whole network moves with her antibodies.</summary>
    public SubjectSimulator(ReceptorModel receptors, InterstitiumParameters interstitium, double relativeTolerance)
        : this(interstitium, Options(relativeTolerance), null, new CoupledLayout(receptors))
    {
    }

    private SubjectSimulator(InterstitiumParameters interstitium, SolverOptions options, ReceptorSurface? table, CoupledLayout? coupled)
    {
        ArgumentNullException.ThrowIfNull(interstitium);
        (_interstitium, _options, _table, _coupled) = (interstitium, options, table, coupled);
    }

    /// <summary>The same at another relative tolerance.</summary>
    public SubjectSimulator At(double relativeTolerance) => new(_interstitium, Options(relativeTolerance), _table, _coupled);

    /// <summary>The same without a table: each patient's whole receptor network moves with her antibodies, from which the table's error is measured.</summary>
    public SubjectSimulator Coupled(ReceptorModel receptors) => new(_interstitium, _options, null, new CoupledLayout(receptors));

    /// <summary>Whether patients' networks are followed, and no table of their steady states.</summary>
    public bool IsCoupled => _coupled is not null;

    /// <summary>Whether a patient's cells lie outside the receptors' table, so that they are taken as those at its edge.</summary>
    public bool IsClamped(VirtualPatient patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        return _table is not null && !_table.Axes.Contains(patient.Her2PerCell, patient.Her3PerCell, patient.HeregulinNanomolar);
    }

    /// <summary>Antibodies day by day: as <see cref="Antibodies(IReadOnlyList{ValueTuple{VirtualPatient, Regimen}}, int, CancellationToken)"/> has them, to the bit.</summary>
    public AntibodyCourse Antibodies(VirtualPatient patient, Regimen regimen, int days = ComputedDays, CancellationToken cancellation = default) =>
        Antibodies([(patient, regimen)], days, cancellation)[0];

    /// <summary>
    /// Antibodies day by day in several patients, who are computed side by side and do not change each other's courses by a bit. Cost: a millisecond a
    /// patient and hundred days or so for one, a tenth of that for many.
    /// </summary>
    public AntibodyCourse[] Antibodies(IReadOnlyList<(VirtualPatient Patient, Regimen Regimen)> treatments, int days = ComputedDays, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(treatments);
        var courses = new AntibodyCourse[treatments.Count];
        VirtualPatient[] patients = [.. treatments.Select(t => t.Patient ?? throw new ArgumentNullException(nameof(treatments)))];
        TumourCells cells = _table is not null ? new TabulatedCells(_table, patients) : new CoupledCells(_coupled!, patients, cancellation);
        var members = new List<TreatedPatient>();
        for (int k = 0; k < courses.Length; k++)
        {
            (VirtualPatient patient, Regimen regimen) = treatments[k];
            ArgumentNullException.ThrowIfNull(regimen);
            (double akt, double erk) = cells.Untreated(k);
            ImmutableArray<Dose> doses = AntibodyDoses(patient, regimen, days);
            if (!doses.IsEmpty && cells.Status(k) == SolveStatus.Completed)
            {
                members.Add(new TreatedPatient(k, patient, regimen, DoseChange.Of(doses, days)));
                continue;
            }

            courses[k] = doses.IsEmpty ? AntibodyCourse.Untreated(akt, erk, cells.Status(k)) : AntibodyCourse.Missing(days, akt, erk, cells.Status(k));
        }

        if (members.Count == 0) return courses;
        members.Sort((a, b) => a.SlowestPerDay.CompareTo(b.SlowestPerDay));   // whom it takes longest comes first, so that no lane is left with her at the end
        double[] ends = [.. Enumerable.Range(1, days).Select(d => (double)d)];
        AntibodyLanes lanes = cells.Lanes(members, _interstitium, SteadyShare * _options.RelativeTolerance);
        using var record = new AntibodyRecord(members.Count, days);
        MemberOutcome[] outcomes = new RosenbrockLaneSolver(lanes, _options, 0, ends)
            .Run(0, members.Count, (member, day, y) => lanes.Keep(record, day, member, y), cancellation);
        for (int m = 0; m < outcomes.Length; m++)
        {
            TreatedPatient member = members[m];
            (double akt, double erk) = cells.Untreated(member.Index);
            int kept = Math.Min(member.SteadyDay ?? days, days), computed = Math.Min(member.ComputedDay ?? days, kept);
            AntibodyCourse course = AntibodyCourse.Of(record, m, computed, kept, akt, erk, member.PeriodDays, outcomes[m].Status);
            lanes.Complete(course, m);
            courses[member.Index] = course;
        }

        return courses;
    }

    /// <summary>Docetaxel cycle by cycle in one patient, as
    /// <see cref="Docetaxel(IReadOnlyList{ValueTuple{VirtualPatient, Regimen, RandomSequence}}, DocetaxelRules, DocetaxelPractice, double, CancellationToken)"/> has it, to the bit.</summary>
    public DocetaxelCourse Docetaxel(
        VirtualPatient patient, Regimen regimen, DocetaxelRules rules, DocetaxelPractice practice, double effectPerDay, RandomSequence random,
        CancellationToken cancellation = default) => Docetaxel([(patient, regimen, random)], rules, practice, effectPerDay, cancellation)[0];

    /// <summary>
    /// Docetaxel cycle by cycle under the dose rules in several patients, who are computed side by side and do not change each other's courses by a bit. The
    /// draws come from each one's sequence. Cost: some tenth of a millisecond a patient.
    /// </summary>
    public DocetaxelCourse[] Docetaxel(
        IReadOnlyList<(VirtualPatient Patient, Regimen Regimen, RandomSequence Draws)> treatments, DocetaxelRules rules, DocetaxelPractice practice, double effectPerDay,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(treatments);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(practice);
        var courses = new DocetaxelCourse[treatments.Count];
        var treated = new List<int>();
        var members = new List<DocetaxelCycles>();
        for (int k = 0; k < courses.Length; k++)
        {
            (VirtualPatient patient, Regimen regimen, RandomSequence draws) = treatments[k];
            ArgumentNullException.ThrowIfNull(patient);
            ArgumentNullException.ThrowIfNull(regimen);
            courses[k] = DocetaxelCourse.None;
            if (regimen.Of("docetaxel") is not DrugSchedule schedule) continue;
            treated.Add(k);
            members.Add(new DocetaxelCycles(patient, schedule, rules, practice, effectPerDay, draws));
        }

        if (members.Count == 0) return courses;
        double[] ends = [.. Enumerable.Range(1, members.Max(m => m.MostDays)).Select(d => 24.0 * d)];
        var solver = new RosenbrockLaneSolver(new DocetaxelMarrow(members), _options, 0, ends);
        MemberOutcome[] outcomes = solver.Run(0, members.Count, (member, _, y) => members[member].EndDay(y), cancellation);
        for (int m = 0; m < outcomes.Length; m++) courses[treated[m]] = members[m].Course(outcomes[m].Status);
        return courses;
    }

    internal static ImmutableArray<Dose> AntibodyDoses(VirtualPatient patient, Regimen regimen, int days) =>
    [
        .. new[] { "trastuzumab", "pertuzumab" }
            .SelectMany(d => regimen.Doses(d, patient.WeightKilograms, patient.BodySurfaceSquareMetres, days))
            .OrderBy(d => d.StartDays),
    ];

    internal static SolverOptions Options(double relativeTolerance) => new() { RelativeTolerance = relativeTolerance, AbsoluteTolerance = 0.1 * relativeTolerance };
}
