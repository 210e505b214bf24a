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

    /// <summary>Days of antibody that are computed before the last cycle repeats: 26 cycles, when even slow clearances are at steady state.</summary>
    public const int ComputedDays = 546;

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
        var members = new List<(VirtualPatient Patient, CellSurface Cell, DoseChange[] Changes)>();
        for (int k = 0; k < courses.Length; k++)
        {
            (VirtualPatient patient, Regimen regimen) = treatments[k];
            ArgumentNullException.ThrowIfNull(patient);
            ArgumentNullException.ThrowIfNull(regimen);
            CellSurface cell = _receptors.ForCell(patient.Her2PerCell, patient.Her3PerCell, patient.HeregulinNanomolar);
            ReceptorResponse untreated = cell.At(0, 0);
            ImmutableArray<Dose> doses = AntibodyDoses(patient, regimen, days);
            bool any = !doses.IsEmpty;
            int kept = any ? days : 1;
            int repeat = any ? (int)regimen.Schedules.Where(s => s.Drug != "docetaxel").Max(s => s.IntervalDays) : 1;
            courses[k] = new AntibodyCourse(
                new float[kept], new float[kept], new float[kept], new float[kept], new float[kept], new float[kept], new float[kept],
                LogOdds(untreated.Akt), LogOdds(untreated.Erk), repeat, SolveStatus.Completed);
            if (any)
            {
                treated.Add(k);
                members.Add((patient, cell, DoseChange.Of(doses, days)));
            }
            else
            {
                courses[k].AktLogOdds[0] = (float)courses[k].UntreatedAktLogOdds;
                courses[k].ErkLogOdds[0] = (float)courses[k].UntreatedErkLogOdds;
            }
        }

        if (treated.Count == 0) return courses;
        double[] ends = [.. Enumerable.Range(1, days).Select(d => (double)d)];
        var solver = new LaneSolver(new AntibodyTransport(members, _interstitium), _options, 0, ends);
        MemberOutcome[] outcomes = solver.Run(
            0, members.Count, (member, day, y) => Keep(courses[treated[member]], day, members[member].Patient, members[member].Cell, y), cancellation);
        for (int m = 0; m < outcomes.Length; m++) courses[treated[m]] = courses[treated[m]] with { Status = outcomes[m].Status };
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
        var solver = new OdeSolver(system, new SolverOptions { RelativeTolerance = 1e-6, AbsoluteTolerance = 1e-6 });
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

    /// <summary>
    /// Docetaxel cycle by cycle under the dose rules. The draws come from <paramref name="random"/> in the order of the cycles.
    /// </summary>
    public DocetaxelCourse Docetaxel(
        VirtualPatient patient, Regimen regimen, DocetaxelRules rules, DocetaxelPractice practice, double effectPerDay, RandomSequence random,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(regimen);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(practice);
        DrugSchedule? schedule = regimen.Of("docetaxel");
        if (schedule is null) return DocetaxelCourse.None;

        int planned = schedule.Cycles ?? practice.LeastCycles + Geometric(random.NextUniform(), practice.MeanFurtherCycles);
        bool wouldEscalate = random.NextUniform() < (patient.Region == Region.Asia ? practice.EscalatedShareAsia : practice.EscalatedShareOther);
        double feverThreshold = random.NextExponential();
        DoseAmount amount = schedule.Maintenance;
        var marrow = new DocetaxelMarrow(patient.Docetaxel, patient.Neutrophils);
        var solver = new OdeSolver(marrow, _options);
        Span<double> y = stackalloc double[DocetaxelMarrow.StateCount];
        DocetaxelMarrow.Start(patient.Neutrophils, y);
        var doses = ImmutableArray.CreateBuilder<Dose>();
        var effect = new List<float>();
        var blood = new List<float>();
        double t = 0, exposure = 0, compartment = 0, fever = 0;
        int reductions = 0, severeRun = 0;
        bool escalated = false, severe = false, reduceNext = false, feverNow = false;
        int due = 0;
        SolveStatus status = SolveStatus.Completed;
        for (int day = 0; ; day++)
        {
            bool stop = doses.Count == planned && day >= due;
            bool ready = !stop && day >= due && y[DocetaxelMarrow.Blood] >= rules.StartNeutrophils;
            if (day >= due + rules.LongestDelayDays && !ready) stop = true;
            if (ready)
            {
                if (reduceNext && !rules.MayReduce(amount, reductions)) stop = true;
                else if (reduceNext)
                {
                    reductions++;
                    amount = amount.Times(rules.ReductionFactor);
                }
                else if (wouldEscalate && !escalated && doses.Count == 1)
                {
                    escalated = true;
                    amount = new DoseAmount.PerSquareMetre(rules.EscalatedMilligramsPerSquareMetre);
                }
            }

            if (stop) break;
            if (ready)
            {
                double milligrams = amount.For(patient.WeightKilograms, patient.BodySurfaceSquareMetres);
                double hours = schedule.LaterInfusionMinutes / 60;
                doses.Add(new Infusion("docetaxel", day, milligrams, hours / 24));
                marrow.Rate = milligrams / hours;
                solver.Restart();
                status = solver.Advance(ref t, y, (day * 24) + hours, cancellation);
                if (status != SolveStatus.Completed) break;
                marrow.Rate = 0;
                solver.Restart();
                due = day + (int)schedule.IntervalDays;
                reduceNext = false;
                severeRun = 0;
            }

            status = solver.Sample(ref t, y, (day + 1) * 24, Math.Max(day + 1, due) * 24, cancellation);   // nothing is decided before the next dose is due
            if (status != SolveStatus.Completed) break;
            double dayExposure = y[DocetaxelMarrow.Exposure] - exposure;
            exposure = y[DocetaxelMarrow.Exposure];
            compartment = (compartment * Math.Exp(-effectPerDay)) + dayExposure;
            effect.Add((float)compartment);
            blood.Add((float)y[DocetaxelMarrow.Blood]);
            if (y[DocetaxelMarrow.Blood] < rules.SevereNeutrophils)
            {
                severe = true;
                severeRun++;
                bool hadFever = fever >= feverThreshold;
                fever += patient.Neutrophils.FeverPerSevereDay;
                if (!hadFever && fever >= feverThreshold) feverNow = reduceNext = true;
                if (severeRun > rules.SevereDays) reduceNext = true;
            }
            else
            {
                severeRun = 0;
            }
        }

        double given = doses.Sum(d => d.Milligrams);
        double accounted = y[0] + y[1] + y[2] + (patient.Docetaxel.ClearanceLitresPerHour * y[DocetaxelMarrow.Exposure]);
        double balance = given > 0 ? Math.Abs(accounted - given) / given : 0;

        // the effect fades after the last cycle; below a thousandth of a dose it is gone
        while (compartment > 1e-3)
        {
            compartment *= Math.Exp(-effectPerDay);
            effect.Add((float)compartment);
        }

        return new DocetaxelCourse(doses.ToImmutable(), [.. effect], [.. blood], reductions, escalated, severe, feverNow, balance, status);
    }

    private static ImmutableArray<Dose> AntibodyDoses(VirtualPatient patient, Regimen regimen, int days) =>
    [
        .. new[] { "trastuzumab", "pertuzumab" }
            .SelectMany(d => regimen.Doses(d, patient.WeightKilograms, patient.BodySurfaceSquareMetres, days))
            .OrderBy(d => d.StartDays),
    ];

    private static int Geometric(double uniform, double mean) =>
        mean <= 0 ? 0 : (int)Math.Floor(Math.Log(uniform) / Math.Log(mean / (1 + mean)));

    private void Keep(AntibodyCourse course, int day, VirtualPatient patient, CellSurface cell, ReadOnlySpan<double> y)
    {
        ReceptorResponse r = cell.At(Math.Max(0, y[4]), Math.Max(0, y[5]));
        course.TrastuzumabMilligramsPerLitre[day] = (float)(y[0] / patient.Trastuzumab.CentralLitres);
        course.PertuzumabMilligramsPerLitre[day] = (float)(y[2] / patient.Pertuzumab.CentralLitres);
        course.TrastuzumabNanomolar[day] = (float)y[4];
        course.PertuzumabNanomolar[day] = (float)y[5];
        course.AktLogOdds[day] = (float)LogOdds(r.Akt);
        course.ErkLogOdds[day] = (float)LogOdds(r.Erk);
        course.BoundAntibodies[day] = (float)r.BoundAntibodies;
    }

    private static double LogOdds(double share) => Math.Log(Math.Max(share, 1e-12) / Math.Max(1 - share, 1e-12));
}
