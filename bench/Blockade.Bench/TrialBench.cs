using System.Diagnostics;
using Blockade.Dosing;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Trials;
using Blockade.Tumours;

namespace Blockade.Bench;

/// <summary>Where the time of a virtual trial goes, stage by stage: what the command runs, in the order in which it does, without its report.</summary>
internal sealed class TrialBench(TextWriter output, string trial)
{
    private const int Rounds = 3;
    private const double RelativeTolerance = SubjectSimulator.TrialTolerance;

    private readonly List<string> _stages = [];
    private readonly List<List<(double Processor, double Wall)>> _times = [];

    public void Run(int threads)
    {
        SourceText source = Her2Files.Read($"trials/{trial}.toml");
        for (int round = 0; round <= Rounds; round++)
        {
            if (round == 1) _times.ForEach(t => t.Clear());   // compiled and warm from here on
            Once(source, threads);
        }

        output.WriteLine($"| stage, {threads} thread{(threads == 1 ? "" : "s")} | processor time, s | wall time, s |");
        output.WriteLine("|---|---|---|");
        for (int k = 0; k < _stages.Count; k++) Line(_stages[k], _times[k]);
        Line("all", [.. Enumerable.Range(0, Rounds).Select(r => (_times.Sum(t => t[r].Processor), _times.Sum(t => t[r].Wall)))]);
    }

    /// <summary>What following the whole network in every patient takes, arm by arm on one thread, and the least that it could take here.</summary>
    public void RunCoupled()
    {
        StudyInputs inputs = StudyInputs.Read(Her2Files.Read($"trials/{trial}.toml")).Value!;
        var layout = new CoupledLayout(inputs.Receptors);
        KineticPolynomial kinetics = inputs.Receptors.Lumped.Polynomial;
        NewtonWork work = NewtonWork.Blocks(layout.Pattern, kinetics.Products.Length, 2 * kinetics.RowFactor.Length);
        var population = new PopulationModel(inputs.Population, inputs.Parameters);
        output.WriteLine(Processor.Here);
        output.WriteLine();
        output.WriteLine("| arm | states | steps a patient | refused | steps of eight | lanes filled | us each | limit, us | share |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (Arm arm in inputs.Design.Arms)
        {
            VirtualPatient[] patients = [.. Enumerable.Range(0, SubjectSimulator.SideBySide).Select(i => population.Draw(new RandomSource(1), new SubjectAddress(0, (uint)i)))];
            (SolverStatistics cost, double seconds) = Enumerable.Range(0, Rounds + 1).Select(_ => Follow(patients, arm.Regimen)).MinBy(r => r.Seconds);
            double limit = work.Limit(cost, LaneSystem.Lanes), attempts = cost.Factorisations;
            output.WriteLine(FormattableString.Invariant(
                $"| {arm.Name} | {layout.Pattern.Dimension} | {cost.AcceptedSteps / (double)patients.Length:F0} | {cost.RejectedSteps / (double)patients.Length:F0} | {attempts} | {(cost.AcceptedSteps + cost.RejectedSteps) / (attempts * LaneSystem.Lanes):F2} | {1e6 * seconds / attempts:F0} | {1e6 * limit / attempts:F0} | {limit / seconds:F2} |"));
        }

        (SolverStatistics, double Seconds) Follow(VirtualPatient[] patients, Regimen regimen)
        {
            int days = SubjectSimulator.ComputedDays;
            TreatedPatient[] members = [.. patients.Select((p, k) => new TreatedPatient(k, p, regimen, DoseChange.Of(SubjectSimulator.AntibodyDoses(p, regimen, days), days)))];
            Array.Sort(members, (a, b) => a.SlowestPerDay.CompareTo(b.SlowestPerDay));   // as the trial has them
            var cells = new CoupledCells(layout, patients, CancellationToken.None);
            Blockade.Simulation.AntibodyLanes lanes = cells.Lanes(members, InterstitiumParameters.From(inputs.Parameters), SubjectSimulator.SteadyShare * RelativeTolerance);
            var solver = new RosenbrockLaneSolver(lanes, SubjectSimulator.Options(RelativeTolerance), 0, [.. Enumerable.Range(1, days).Select(d => (double)d)]);
            TimeSpan before = Environment.CpuUsage.UserTime;
            solver.Run(0, members.Length, (_, _, _) => { });
            return (solver.Statistics, (Environment.CpuUsage.UserTime - before).TotalSeconds);
        }
    }

    private void Line(string name, List<(double Processor, double Wall)> times) => output.WriteLine(
        $"| {name} | {Measurement.Middle(times.Select(t => t.Processor)):F2} | {Measurement.Middle(times.Select(t => t.Wall)):F2} |");

    private void Once(SourceText source, int threads)
    {
        int stage = 0;
        StudyInputs inputs = Stage("files read, network expanded", () => StudyInputs.Read(source).Value!);
        ReceptorSurface surface = Stage("receptors' steady states tabulated", () => ReceptorSurface.Tabulate(inputs.Receptors, ReceptorSurfaceAxes.Default, threads).Surface!);
        InterstitiumParameters interstitium = InterstitiumParameters.From(inputs.Parameters);
        TumourParameters tumour = TumourParameters.From(inputs.Parameters);
        var random = new RandomSource(1);
        var subjects = new SubjectSimulator(surface, interstitium, RelativeTolerance);
        var simulator = new TrialSimulator(inputs.Design, new PopulationModel(inputs.Population, inputs.Parameters), subjects, tumour, random, threads);
        TrialResult result = Stage("patients", () => simulator.Run(0));
        Stage("analyses", () => inputs.Design.Analyses.Select(a => AnalysisResult.Of(result, a)).ToArray());
        Stage("checks", () => RunChecks.Measure(result, inputs.Receptors, subjects, subjects.At(RelativeTolerance / 10), tumour, random, threads));
        Stage("bands of the antibodies", () => CourseBands.Of(result, subjects, tumour));

        T Stage<T>(string name, Func<T> run)
        {
            if (_stages.Count == stage)
            {
                _stages.Add(name);
                _times.Add([]);
            }

            TimeSpan before = Environment.CpuUsage.TotalTime;
            long began = Stopwatch.GetTimestamp();
            T value = run();
            _times[stage++].Add(((Environment.CpuUsage.TotalTime - before).TotalSeconds, Stopwatch.GetElapsedTime(began).TotalSeconds));
            return value;
        }
    }
}
