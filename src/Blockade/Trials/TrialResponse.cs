using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Survival;
using Blockade.Tumours;

namespace Blockade.Trials;

/// <summary>
/// A trial as a function of its constants: the same patients in the first arm and in the last, whatever the constants are, so that two values differ by the constants alone.
/// The receptors' table and the drugs' courses are kept for as long as nothing that they depend on changes; a tumour's constants cost milliseconds.
/// </summary>
public sealed class TrialResponse
{
    /// <summary>HER2 per HER3 of the median patient: HER3 follows, HER2 stays.</summary>
    public const string SpareReceptors = "population.spareReceptors";

    /// <summary>HER2 per cell of the median patient.</summary>
    public const string Her2 = "population.her2";

    /// <summary>HER3 per cell of the median patient.</summary>
    public const string Her3 = "population.her3";

    /// <summary>Heregulin of the median patient who has any, nM.</summary>
    public const string Heregulin = "population.heregulin";

    private const string OfReceptors = "receptor.";
    private const int Resamples = 200;

    private readonly TrialDesign _design;
    private readonly PopulationDefinition _population;
    private readonly ParameterTable _parameters;
    private readonly ReceptorModel _receptors;
    private readonly ReceptorSurfaceAxes _axes;
    private readonly RandomSource _random;
    private readonly int _patients;
    private readonly int _threads;

    /// <summary>Takes what does not change.</summary>
    /// <param name="design">The trial; its first arm is compared with its last.</param>
    /// <param name="population">The patients.</param>
    /// <param name="parameters">The constants.</param>
    /// <param name="receptors">The receptors.</param>
    /// <param name="axes">The receptors' table.</param>
    /// <param name="random">Random numbers.</param>
    /// <param name="patients">Patients, each in both arms.</param>
    /// <param name="threads">Threads; the result does not depend on them.</param>
    public TrialResponse(
        TrialDesign design, PopulationDefinition population, ParameterTable parameters, ReceptorModel receptors, ReceptorSurfaceAxes axes, RandomSource random, int patients, int threads)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(population);
        ArgumentNullException.ThrowIfNull(parameters);
        (_design, _population, _parameters, _receptors, _axes, _random, _patients, _threads) = (design, population, parameters, receptors, axes, random, patients, threads);
    }

    /// <summary>Names that may vary: constants of the table, parameters of the receptor model that no table has, as <c>receptor.NAME</c>, and the four of the population above.</summary>
    public IEnumerable<string> Names => _parameters.Select(r => r.Id).Where(id => !IsOfPatient(id)).Concat(OfModel).Concat([SpareReceptors, Her2, Her3, Heregulin]);

    /// <summary>Whether a name is of a receptor model's parameter that a patient sets, so that varying it would change nothing.</summary>
    public static bool IsOfPatient(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith(OfReceptors, StringComparison.Ordinal) && ReceptorModel.PatientParameters.Contains(name[OfReceptors.Length..]);
    }

    // a model that somebody brings has constants of its own
    private IEnumerable<string> OfModel => _receptors.Compiled.ParameterNames.Select(p => OfReceptors + p).Where(id => !_parameters.Contains(id) && !IsOfPatient(id));

    /// <summary>What a name's value is if nothing varies.</summary>
    /// <exception cref="ArgumentException">There is no such name.</exception>
    public double Nominal(string name) => name switch
    {
        SpareReceptors => _population.Her2PerCell / _population.Her3PerCell,
        Her2 => _population.Her2PerCell,
        Her3 => _population.Her3PerCell,
        Heregulin => _population.HeregulinNanomolar,
        _ when !_parameters.Contains(name) && OfModel.Contains(name) => _receptors.Compiled.Parameters()[_receptors.Compiled.ParameterIndex(name[OfReceptors.Length..])],
        _ => _parameters.Value(name),
    };

    /// <summary>
    /// The outputs at some points. Points that share all that drugs and receptors depend on are run together, on one table of the receptors and one set of courses; beyond
    /// these a point costs milliseconds. An output is NaN where the receptors have no steady state.
    /// </summary>
    /// <param name="points">For each point names with values; what is not named stays.</param>
    /// <param name="outputs">What is asked for.</param>
    /// <param name="journal">Points that are done, and where to keep those that will be; or null.</param>
    /// <param name="progress">Points done.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The outputs of each point, in the order of the points.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public double[][] Of(
        IReadOnlyList<ImmutableArray<(string Name, double Value)>> points, ImmutableArray<TrialOutput> outputs, PointJournal? journal = null, IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(points);
        var values = new double[points.Count][];
        for (int i = 0; i < values.Length; i++) values[i] = journal?.Points.GetValueOrDefault(i)!;
        int done = values.Count(v => v is not null);
        foreach (IGrouping<string, int> same in Enumerable.Range(0, points.Count).Where(i => values[i] is null).GroupBy(i => Key(points[i])))
        {
            FactorialCohort? cohort = Cohort(points[same.First()], cancellation);
            foreach (int i in same)
            {
                cancellation.ThrowIfCancellationRequested();
                values[i] = cohort is null ? [.. outputs.Select(_ => double.NaN)] : Read(cohort, TumourParameters.From(Table(points[i])), outputs, 0)[0];
                journal?.Append(i, values[i]);
                progress?.Report(new RunProgress("points", ++done, points.Count));
            }
        }

        return values;
    }

    /// <summary>
    /// The outputs where nothing is replaced, each with its Monte Carlo standard error: over patients drawn again, the two arms' times of a patient staying together.
    /// </summary>
    /// <param name="outputs">What is asked for.</param>
    /// <param name="cancellation">Stops it.</param>
    public ImmutableArray<MonteCarlo> Nominal(ImmutableArray<TrialOutput> outputs, CancellationToken cancellation = default)
    {
        if (Cohort([], cancellation) is not FactorialCohort cohort) return [.. outputs.Select(_ => new MonteCarlo(double.NaN, double.NaN, 0))];
        double[][] all = Read(cohort, TumourParameters.From(_parameters), outputs, Resamples);
        return [.. outputs.Select((_, o) => new MonteCarlo(all[0][o], Deviation([.. all.Skip(1).Select(r => r[o])]), _patients))];

        static double Deviation(double[] values) => MonteCarlo.Mean(values).StandardDeviation;
    }

    // Tumours are run after the drugs and change nothing before them, but for patients who come from an earlier line, and for docetaxel's effect and the exchange with plasma.
    private bool IsOfTumourAlone(string name) =>
        _design.PriorRegimen is null && (name.StartsWith("tumour.", StringComparison.Ordinal) || name.StartsWith("signal.", StringComparison.Ordinal))
        && name is not ("tumour.docetaxelElimination" or "tumour.exchange" or "tumour.voidFraction" or "tumour.cellFraction" or "tumour.cellVolume");

    // all that drugs and receptors depend on
    private string Key(ImmutableArray<(string Name, double Value)> replaced) =>
        string.Join(';', replaced.Where(r => !IsOfTumourAlone(r.Name)).OrderBy(r => r.Name, StringComparer.Ordinal).Select(r => FormattableString.Invariant($"{r.Name}={r.Value:R}")));

    private ParameterTable Table(ImmutableArray<(string Name, double Value)> replaced) =>
        _parameters.With(new ParameterTable(
        [
            .. replaced.Where(r => _parameters.Contains(r.Name)).Select(r => _parameters[r.Name] with { Value = r.Value }),
            .. replaced.Where(r => OfModel.Contains(r.Name)).Select(r => new SourcedParameter(r.Name, r.Value, "1", "fixed", 0, "the model's file", "", Grade.Assumption, "", default)),
        ]));

    private PopulationDefinition People(ImmutableArray<(string Name, double Value)> replaced)
    {
        PopulationDefinition people = _population;
        foreach ((string name, double value) in replaced.OrderBy(r => r.Name == SpareReceptors))   // the ratio after the receptors that it is of
        {
            people = name switch
            {
                Her2 => people with { Her2PerCell = value },
                Her3 => people with { Her3PerCell = value },
                Heregulin => people with { HeregulinNanomolar = value },
                SpareReceptors => people with { Her3PerCell = people.Her2PerCell / value },
                _ => people,
            };
        }

        return people;
    }

    private FactorialCohort? Cohort(ImmutableArray<(string Name, double Value)> replaced, CancellationToken cancellation)
    {
        ParameterTable table = Table(replaced);
        (ReceptorSurface? surface, _) = ReceptorSurface.Tabulate(_receptors.With(table), _axes, _threads, null, cancellation);
        if (surface is null) return null;
        var subjects = new SubjectSimulator(surface, InterstitiumParameters.From(table), SubjectSimulator.TrialTolerance);
        var people = new PopulationModel(People(replaced), table);
        ImmutableArray<VirtualPatient> patients = Screening.Enrol(_design, people, _random, 0, _patients, subjects, TumourParameters.From(table), cancellation).Patients;
        ImmutableArray<AntibodyPair> pairs = [.. new[] { FactorialCohort.Of(_design.Arms[0]).Pair, FactorialCohort.Of(_design.Arms[^1]).Pair }.Distinct()];
        return FactorialCohort.Treat(_design, pairs, patients, subjects, TumourParameters.From(table), _random, _threads, null, cancellation);
    }

    // the outputs of the patients, then of each resample of them
    private double[][] Read(FactorialCohort cohort, TumourParameters tumour, ImmutableArray<TrialOutput> outputs, int resamples)
    {
        DiseaseCourse[] Arm(Arm arm) => FactorialCohort.Of(arm) is (AntibodyPair pair, bool docetaxel) ? cohort.Diseases(tumour, pair, docetaxel) : [];
        DiseaseCourse[] control = Arm(_design.Arms[0]), treated = Arm(_design.Arms[^1]);
        var all = new double[resamples + 1][];
        all[0] = Outputs(control, treated, outputs);
        for (int s = 1; s <= resamples; s++)
        {
            RandomSequence draws = _random.Sequence((ushort)DrawPurpose.Sensitivity, uint.MaxValue - 1, (uint)s);
            int[] chosen = new int[control.Length];
            for (int k = 0; k < chosen.Length; k++) chosen[k] = draws.NextInt32(chosen.Length);
            all[s] = Outputs([.. chosen.Select(k => control[k])], [.. chosen.Select(k => treated[k])], outputs);
        }

        return all;
    }

    private double[] Outputs(DiseaseCourse[] control, DiseaseCourse[] treated, ImmutableArray<TrialOutput> outputs)
    {
        double end = _design.FollowUpDays / StudyTime.DaysPerMonth;
        double Time(int? day) => Math.Min(end, (day ?? double.PositiveInfinity) / StudyTime.DaysPerMonth);
        double[] Pfs(DiseaseCourse[] of) => [.. of.Select(d => Math.Min(Time(d.IndependentProgressionDay), Time(d.DeathDay)))];
        double[] Os(DiseaseCourse[] of) => [.. of.Select(d => Time(d.DeathDay))];
        double Median(double[] times) => KaplanMeier.Estimate(FollowUps(times)).Median.Value is double m && double.IsFinite(m) ? m : end;
        FollowUp[] FollowUps(double[] times) => [.. times.Select(t => new FollowUp(t, t < end))];

        double Ratio(double[] first, double[] last)
        {
            FollowUp[] all = [.. FollowUps(first), .. FollowUps(last)];
            if (!all.Any(f => f.HadEvent)) return double.NaN;
            var arm = new double[all.Length, 1];
            for (int i = first.Length; i < all.Length; i++) arm[i, 0] = 1;
            return Cox.Fit(all, arm, new int[all.Length], new CoxOptions { Ties = TieMethod.Efron }).HazardRatio(0).Value;
        }

        return
        [
            .. outputs.Select(o => o switch
            {
                TrialOutput.HazardRatio => Ratio(Pfs(control), Pfs(treated)),
                TrialOutput.HazardRatioOfSurvival => Ratio(Os(control), Os(treated)),
                TrialOutput.MedianPfs => Median(Pfs(treated)),
                TrialOutput.MedianPfsOfControl => Median(Pfs(control)),
                TrialOutput.MedianOs => Median(Os(treated)),
                TrialOutput.PfsAtOneYear => Pfs(treated).Count(t => t > 12) / (double)treated.Length,
                TrialOutput.GainOfPfs => Pfs(treated).Average() - Pfs(control).Average(),
                TrialOutput.Response => treated.Count(d => d.Responds == true) / (double)treated.Count(d => d.CountsForResponse),
                _ => throw new System.Diagnostics.UnreachableException(),
            }),
        ];
    }
}
