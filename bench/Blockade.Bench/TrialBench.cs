using System.Diagnostics;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
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
        Stage("checks", () => RunChecks.Measure(result, inputs.Receptors, subjects, subjects.At(RelativeTolerance / 10), tumour, random));
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
