using System.Collections.Immutable;
using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>Runs a model at every pair of doses of two drugs, as a plate would.</summary>
public static class DoseScan
{
    // what a state may fall short of zero by, of some million molecules, and still be one
    private const double Slack = 1e-3;

    // how long a cell lives before a steady state is looked for again, in the model's unit, where the seeds are too far from it
    private static readonly ImmutableArray<double> Lives = [1e3, 1e5, 1e7];

    /// <summary>
    /// Runs the model. A dose is the value of a parameter; what the seeds get from it is added to the state at the time of the doses, so that a clamped
    /// species takes the dose as it stands. Deterministic whatever the number of threads. Cost: a steady state or a run for each pair, of as many states as the outputs
    /// need.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="replaced">Other parameters' values.</param>
    /// <param name="drug1">The first drug.</param>
    /// <param name="drug2">The second drug.</param>
    /// <param name="outputs">Observables or functions without arguments, by name.</param>
    /// <param name="reading">When they are read.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="progress">Pairs done.</param>
    /// <param name="cancellation">Stops the scan.</param>
    /// <exception cref="ArgumentException">The model has no parameter or output of a name.</exception>
    public static DoseScanResult Run(
        CompiledModel model, ImmutableArray<(string Name, double Value)> replaced, DoseAxis drug1, DoseAxis drug2, ImmutableArray<string> outputs, DoseReading reading,
        int threads, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(drug1);
        ArgumentNullException.ThrowIfNull(drug2);
        ImmutableArray<string> names = [.. model.ObservableNames, .. model.FunctionNames];
        int[] places = [.. outputs.Select(o => names.IndexOf(o))];
        int missing = Array.IndexOf(places, -1);
        if (missing >= 0) throw new ArgumentException($"'{outputs[missing]}' is no observable or function of the model.", nameof(outputs));

        model = model.Lump(outputs, cancellation);
        int columns = drug2.Doses.Length, cells = drug1.Doses.Length * columns, done = 0;
        var values = new double[outputs.Length][];
        for (int o = 0; o < values.Length; o++) values[o] = new double[cells];
        var troubles = new string?[cells];
        Parallel.For(0, cells, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation }, () => new Runner(model), (cell, _, runner) =>
        {
            (double dose1, double dose2) = (drug1.Doses[cell / columns], drug2.Doses[cell % columns]);
            double[] dosed = Parameters(dose1, dose2);
            SolveStatus status = reading is DoseReading.AtTime time ? runner.At(Parameters(0, 0), dosed, time, cancellation) : runner.Steady(dosed, cancellation);
            if (status == SolveStatus.Completed)
            {
                double[] read = runner.Outputs();
                for (int o = 0; o < places.Length; o++) values[o][cell] = read[places[o]];
            }
            else
            {
                troubles[cell] = FormattableString.Invariant($"at {drug1.Parameter} = {dose1} and {drug2.Parameter} = {dose2}: {ModelSimulator.Explain(status)}");
            }

            progress?.Report(new RunProgress("doses", Interlocked.Increment(ref done), cells));
            return runner;
        }, _ => { });
        return Array.Find(troubles, t => t is not null) is string trouble ? new DoseScanResult([], trouble) : new DoseScanResult([.. values.Select(v => v.ToImmutableArray())], null);

        double[] Parameters(double dose1, double dose2) => model.Parameters([.. replaced, (drug1.Parameter, dose1), (drug2.Parameter, dose2)]);
    }

    // One thread's.
    private sealed class Runner
    {
        private readonly CompiledModel _model;
        private readonly NetworkOde _ode;
        private readonly SteadyStateSolver _steady;
        private readonly OdeSolver _solver;
        private readonly double[] _y;
        private readonly double[] _start;
        private readonly double[] _other;

        public Runner(CompiledModel model)
        {
            _model = model;
            _ode = model.Ode(model.Parameters());
            _steady = new SteadyStateSolver(_ode, new SteadyStateOptions { RelativeTolerance = 1e-9, AbsoluteTolerance = 1e-6 });
            _solver = new OdeSolver(_ode, new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-6 });
            _y = new double[model.SpeciesNames.Length];
            _start = new double[_y.Length];
            _other = new double[_y.Length];
        }

        public SolveStatus Steady(double[] parameters, CancellationToken cancellation)
        {
            _ode.SetParameters(parameters);
            _model.InitialState(parameters, _start);
            _start.CopyTo(_y, 0);
            SolveStatus status = Search(cancellation);
            foreach (double life in Lives)
            {
                if (status == SolveStatus.Completed) break;
                _start.CopyTo(_y, 0);
                status = Live(life, cancellation);
                if (status == SolveStatus.Completed) status = Search(cancellation);
            }

            return status;
        }

        public SolveStatus At(double[] undosed, double[] dosed, DoseReading.AtTime time, CancellationToken cancellation)
        {
            _ode.SetParameters(undosed);
            _model.InitialState(undosed, _start);
            _start.CopyTo(_y, 0);
            SolveStatus status = time.Rest > 0 ? Live(time.Rest, cancellation) : SolveStatus.Completed;
            if (status != SolveStatus.Completed) return status;
            _ode.SetParameters(dosed);
            _model.InitialState(dosed, _other);
            for (int i = 0; i < _y.Length; i++) _y[i] += _other[i] - _start[i];
            return Live(time.After, cancellation);
        }

        public double[] Outputs()
        {
            var read = new double[_model.ObservableNames.Length + _model.FunctionNames.Length];
            _ode.Observables(_y, read.AsSpan(0, _model.ObservableNames.Length));
            _ode.Functions(0, _y, read.AsSpan(_model.ObservableNames.Length));
            return read;
        }

        private SolveStatus Live(double time, CancellationToken cancellation)
        {
            double t = 0;
            _solver.Restart();
            return _solver.Advance(ref t, _y, time, cancellation);
        }

        private SolveStatus Search(CancellationToken cancellation)
        {
            SolveStatus status = _steady.Solve(_y, cancellation);
            return status == SolveStatus.Completed && !_model.IsPossible(_y, Slack) ? SolveStatus.NewtonDiverged : status;
        }
    }
}
