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
    /// Days of antibody after which the last cycle repeats at the latest: 26 cycles, when even slow clearances are at steady state. It repeats from the cycle
    /// on whose end all there is to come is within ten relative tolerances.
    /// </summary>
    public const int ComputedDays = 546;

    /// <summary>Relative tolerance of every integration over time in trials: what it costs is checked against a tenth of it in every run, and a hundred times smaller than that check allows.</summary>
    public const double TrialTolerance = 1e-4;

    private const double SteadyShare = 10;

    /// <summary>How many patients to ask for at once: four to a lane, and enough such parts of a trial for every thread.</summary>
    internal const int SideBySide = 32;

    private readonly InterstitiumParameters _interstitium;
    private readonly ReceptorSurface _receptors;
    private readonly SolverOptions _options;

    /// <summary>Joins the receptors' table and the interstitium. <paramref name="relativeTolerance"/> rules every integration.</summary>
    public SubjectSimulator(ReceptorSurface receptors, InterstitiumParameters interstitium, double relativeTolerance)
    {
        ArgumentNullException.ThrowIfNull(receptors);
        ArgumentNullException.ThrowIfNull(interstitium);
        _receptors = receptors;
        _interstitium = interstitium;
        _options = new SolverOptions { RelativeTolerance = relativeTolerance, AbsoluteTolerance = 0.1 * relativeTolerance };
    }

    /// <summary>The receptors' table.</summary>
    public ReceptorSurface Receptors => _receptors;

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
        var treated = new List<int>();
        var members = new List<TreatedPatient>();
        for (int k = 0; k < courses.Length; k++)
        {
            (VirtualPatient patient, Regimen regimen) = treatments[k];
            ArgumentNullException.ThrowIfNull(patient);
            ArgumentNullException.ThrowIfNull(regimen);
            CellSurface cell = _receptors.ForCell(patient.Her2PerCell, patient.Her3PerCell, patient.HeregulinNanomolar);
            ReceptorResponse untreated = cell.At(0, 0);
            ImmutableArray<Dose> doses = AntibodyDoses(patient, regimen, days);
            int kept = doses.IsEmpty ? 1 : days, repeat = 1;
            if (!doses.IsEmpty)
            {
                var member = new TreatedPatient(patient, cell, regimen, DoseChange.Of(doses, days));
                treated.Add(k);
                members.Add(member);
                repeat = member.PeriodDays;
            }

            courses[k] = new AntibodyCourse(
                new float[kept], new float[kept], new float[kept], new float[kept], new float[kept], new float[kept], new float[kept],
                LogOdds(untreated.Akt), LogOdds(untreated.Erk), repeat, SolveStatus.Completed);
            if (!doses.IsEmpty) continue;
            courses[k].AktLogOdds[0] = (float)courses[k].UntreatedAktLogOdds;
            courses[k].ErkLogOdds[0] = (float)courses[k].UntreatedErkLogOdds;
        }

        if (treated.Count == 0) return courses;
        double[] ends = [.. Enumerable.Range(1, days).Select(d => (double)d)];
        var solver = new RosenbrockLaneSolver(new AntibodyTransport(members, _interstitium, SteadyShare * _options.RelativeTolerance), _options, 0, ends);
        MemberOutcome[] outcomes = solver.Run(0, members.Count, (member, day, y) => Keep(courses[treated[member]], day, members[member].Patient, y), cancellation);
        for (int m = 0; m < outcomes.Length; m++)
        {
            AntibodyCourse course = (courses[treated[m]] with { Status = outcomes[m].Status }).Until(members[m].SteadyDay ?? days);
            members[m].Cell.Fill(course.TrastuzumabNanomolar, course.PertuzumabNanomolar, course.AktLogOdds, course.ErkLogOdds, course.BoundAntibodies);
            courses[treated[m]] = course;
        }

        return courses;
    }

    /// <summary>
    /// The same patient with the whole receptor network coupled in, from which the quasi-steady table's error is measured: log-odds
    /// of AKT and ERK at the end of each day. Cost: some hundred stiff steps of the network a cycle.
    /// </summary>
    public (double[] AktLogOdds, double[] ErkLogOdds, SolveStatus Status) Coupled(
        ReceptorModel model, VirtualPatient patient, Regimen regimen, int days, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(regimen);
        double[] parameters = model.Parameters(patient.Her2PerCell, patient.Her3PerCell, patient.HeregulinNanomolar);
        var system = new CoupledTransport(model, parameters, patient, _interstitium);
        var y = new double[system.Dimension];
        var layer = new ReceptorLayer(model);
        layer.Begin(patient.Her2PerCell, patient.Her3PerCell, patient.HeregulinNanomolar);
        SolveStatus rest = layer.Solve(0, 0, out _, cancellation);
        layer.State.CopyTo(y);
        var akt = new double[days];
        var erk = new double[days];
        if (rest != SolveStatus.Completed) return (akt, erk, rest);
        int species = model.Compiled.SpeciesNames.Length;
        y[model.Compiled.SpeciesIndex(model.Antibodies[0])] = 0;
        y[model.Compiled.SpeciesIndex(model.Antibodies[1])] = 0;
        var solver = new OdeSolver(system, new SolverOptions { RelativeTolerance = 1e-5, AbsoluteTolerance = 1e-3 });   // molecules of some million
        int iAkt = model.Compiled.FunctionNames.IndexOf(model.Outputs[0]);
        int iErk = model.Compiled.FunctionNames.IndexOf(model.Outputs[1]);
        SolveStatus status = DoseClock.Run(
            AntibodyDoses(patient, regimen, days), days, solver, y, species, species + 2,
            (trastuzumab, pertuzumab) => (system.TrastuzumabRate, system.PertuzumabRate) = (trastuzumab, pertuzumab),
            day =>
            {
                ReadOnlySpan<double> functions = system.Functions(y);
                akt[day] = LogOdds(functions[iAkt]);
                erk[day] = LogOdds(functions[iErk]);
            },
            cancellation);
        return (akt, erk, status);
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

    private static ImmutableArray<Dose> AntibodyDoses(VirtualPatient patient, Regimen regimen, int days) =>
    [
        .. new[] { "trastuzumab", "pertuzumab" }
            .SelectMany(d => regimen.Doses(d, patient.WeightKilograms, patient.BodySurfaceSquareMetres, days))
            .OrderBy(d => d.StartDays),
    ];

    private static void Keep(AntibodyCourse course, int day, VirtualPatient patient, ReadOnlySpan<double> y)
    {
        course.TrastuzumabMilligramsPerLitre[day] = (float)(y[0] / patient.Trastuzumab.CentralLitres);
        course.PertuzumabMilligramsPerLitre[day] = (float)(y[2] / patient.Pertuzumab.CentralLitres);
        course.TrastuzumabNanomolar[day] = (float)y[4];
        course.PertuzumabNanomolar[day] = (float)y[5];
    }

    private static double LogOdds(double share) => Math.Log(Math.Max(share, 1e-12) / Math.Max(1 - share, 1e-12));
}
