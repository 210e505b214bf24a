using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Numerics.Tests.Cvode;

namespace Blockade.Bench;

/// <summary>Many parameter sets of one network, every parameter spread by a fifth: in lanes, one after the other, and by CVODE one after the other.</summary>
internal sealed class EnsembleBench
{
    private const int Members = 256;
    private const int Few = 16;   // members of a round that are solved one after the other: every sixteenth

    private readonly TextWriter _output;
    private readonly CompiledModel _model;
    private readonly string _name;
    private readonly double[] _times;
    private readonly double[][] _sets;
    private readonly int _species;
    private SolverStatistics _counted = new();   // of the last run in lanes, and of the last one after the other
    private SolverStatistics _alone = new();

    public EnsembleBench(TextWriter output, string path, double end, int points)
    {
        Checked<RuleModel> read = BnglReader.Read(SourceText.FromFile(path));
        Checked<ReactionNetwork> network = ReactionNetwork.Expand(read.Value!, ExpansionLimits.Default);
        _output = output;
        _model = CompiledModel.Compile(network.Value!);
        _name = Path.GetFileNameWithoutExtension(path);
        _times = [.. Enumerable.Range(1, points).Select(p => end * p / points)];
        _species = _model.SpeciesNames.Length;
        double[] usual = _model.Parameters();
        var random = new RandomSource(1);
        _sets = [.. Enumerable.Range(0, Members).Select(m =>
        {
            RandomSequence sequence = random.Sequence(1, (uint)m);
            return usual.Select(p => p * Math.Exp(0.2 * sequence.NextNormal())).ToArray();
        })];
    }

    public void Compare(double[] tolerances)
    {
        _output.WriteLine($"{_name}: {_species:N0} species, {Members} parameter sets, to {_times[^1]:N0} with {_times.Length} samples.\n");
        _output.WriteLine("| tolerance | method | ms a member | largest error | rms error | over lanes | limit, ms |");
        _output.WriteLine("|---|---|---|---|---|---|---|");
        double[] reference = Alone(1e-11, LinearSolver.Direct);
        CvodeMethod[] methods = [CvodeMethod.Sparse, CvodeMethod.Preconditioned];
        foreach (double tolerance in tolerances)
        {
            Func<double[]>[] runs = [() => Lanes(tolerance), () => Alone(tolerance, LinearSolver.Automatic), .. methods.Select(m => (Func<double[]>)(() => Cvode(tolerance, m)))];
            (double[][] seconds, double[][] results) = Measurement.Interleaved(runs, 12);
            for (int k = 0; k < runs.Length; k++)
            {
                double[] each = [.. seconds[k].Select(s => s / (k == 0 ? Members : Few))];
                double[] lanes = [.. seconds[0].Select(s => s / Members)];
                double worst = 0, sum = 0;
                for (int i = 0; i < reference.Length; i++)
                {
                    double error = Math.Abs(results[k][i] - reference[i]) / (Math.Abs(reference[i]) + 1);
                    worst = Math.Max(worst, error);
                    sum += error * error;
                }

                string name = k == 0 ? "lanes" : k == 1 ? "one after the other" : $"CVODE, {methods[k - 2]}";
                _output.WriteLine(
                    $"| {tolerance:0e-0} | {name} | {Measurement.Middle(each) * 1e3:G3} | {worst:0.0e-0} | {Math.Sqrt(sum / reference.Length):0.0e-0} | {(k == 0 ? "" : Measurement.Ratio(each, lanes))} | {(k == 0 ? Limit(Measurement.Middle(each)) : "")} |");
            }
        }

        _output.WriteLine();
    }

    private string Limit(double member)
    {
        System.Collections.Immutable.ImmutableArray<Reaction> reactions = _model.Network.Reactions;
        var work = new NewtonWork(_model.Lanes(_sets).JacobianPattern, reactions.Length, reactions.Sum(r => r.Reactants.Length + r.Reactants.Concat(r.Products).Distinct().Count()));

        // by products all lanes are at work in every operation; by LU each is by itself, and has the counts that it has alone
        double limit = _counted.Products > 0 ? work.Limit(_counted, LaneSystem.Lanes) / Members : work.Limit(_alone) / Few;
        return $"{limit * 1e3:G2} ({limit / member:P0})";
    }

    private static SolverOptions Options(double tolerance) => new() { RelativeTolerance = tolerance, AbsoluteTolerance = tolerance };

    // Samples of every sixteenth member, whoever else was solved.
    private double[] Lanes(double tolerance)
    {
        var values = new double[Few * _times.Length * _species];
        var solver = new LaneSolver(_model.Lanes(_sets), Options(tolerance), 0, _times);
        MemberOutcome[] outcomes = solver.Run(0, Members, (m, p, y) =>
        {
            if (m % (Members / Few) == 0) y.CopyTo(Place(values, m / (Members / Few), p));
        });
        _counted = solver.Statistics;
        int alone = outcomes.Count(o => o.Alone);
        if (alone > 0) _output.WriteLine($"{alone} members were solved by themselves");
        return values;
    }

    private double[] Alone(double tolerance, LinearSolver linear)
    {
        var used = new List<OdeSolver>();
        double[] values = OneByOne(set =>
        {
            var solver = new OdeSolver(_model.Ode(set), Options(tolerance) with { LinearSolver = linear });
            used.Add(solver);
            return (Sample)((ref double t, Span<double> y, double sample) => solver.Sample(ref t, y, sample, _times[^1]));
        });
        SolverStatistics[] counted = [.. used.Select(s => s.Statistics)];
        _alone = new SolverStatistics
        {
            Derivatives = counted.Sum(c => c.Derivatives), Jacobians = counted.Sum(c => c.Jacobians), Factorisations = counted.Sum(c => c.Factorisations), Solves = counted.Sum(c => c.Solves),
        };
        return values;
    }

    private double[] Cvode(double tolerance, CvodeMethod method)
    {
        var used = new List<CvodeSolver>();
        double[] values = OneByOne(set =>
        {
            var solver = new CvodeSolver(_model.Ode(set), tolerance, tolerance, method);
            used.Add(solver);
            return (Sample)((ref double t, Span<double> y, double sample) => solver.Sample(ref t, y, sample, _times[^1]));
        });
        used.ForEach(s => s.Dispose());
        return values;
    }

    private delegate void Sample(ref double t, Span<double> y, double sample);

    private double[] OneByOne(Func<double[], Sample> begin)
    {
        var values = new double[Few * _times.Length * _species];
        for (int k = 0; k < Few; k++)
        {
            double[] set = _sets[k * (Members / Few)];
            Sample sample = begin(set);
            double t = 0;
            var y = new double[_species];
            _model.InitialState(set, y);
            for (int p = 0; p < _times.Length; p++)
            {
                sample(ref t, y, _times[p]);
                y.CopyTo(Place(values, k, p));
            }
        }

        return values;
    }

    private Span<double> Place(double[] values, int member, int point) => values.AsSpan(((member * _times.Length) + point) * _species, _species);
}
