using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>The steady states of one cell's receptors as its antibodies change. Holds scratch: one thread.</summary>
internal sealed class ReceptorLayer
{
    // an antibody at zero is taken up at a rate that has a limit per nM; the limit is read at this concentration
    private const double Trace = 1e-6;

    // of some million: far below what any output notices, far above the rounding of the linear systems
    private const double LeastMolecules = 1e-3;

    private readonly ReceptorModel _receptors;
    private readonly CompiledModel _model;
    private readonly NetworkOde _ode;
    private readonly SteadyStateSolver _near;
    private readonly SteadyStateSolver _steady;
    private readonly SteadyStateSolver _cautious;
    private readonly OdeSolver _transient;
    private readonly double[] _y;
    private readonly double[] _start;
    private readonly double[] _functions;
    private readonly int _trastuzumab;
    private readonly int _pertuzumab;
    private readonly int[] _outputs;
    private readonly bool _isFree;   // nothing is kept but what is clamped

    public ReceptorLayer(ReceptorModel model)
    {
        _receptors = model;
        _model = model.Compiled;
        _ode = _model.Ode(_model.Parameters());
        var options = new SteadyStateOptions { RelativeTolerance = 1e-7, AbsoluteTolerance = LeastMolecules };
        _near = new SteadyStateSolver(_ode, options with { FirstStep = options.LongestStep, MaxIterations = 15 });   // Newton's method: most starts are near
        _steady = new SteadyStateSolver(_ode, options with { FirstStep = 1e3, MaxIterations = 30 });
        _cautious = new SteadyStateSolver(_ode, options);
        _transient = new OdeSolver(_ode, new SolverOptions { RelativeTolerance = 1e-5, AbsoluteTolerance = 1e-5 });
        _y = new double[_model.SpeciesNames.Length];
        _start = new double[_y.Length];
        _functions = new double[_model.FunctionNames.Length];
        _trastuzumab = _model.SpeciesIndex(model.Antibodies[0]);
        _pertuzumab = _model.SpeciesIndex(model.Antibodies[1]);
        _isFree = _model.ConservationLaws().All(law => law.Length == 1);
        _outputs = [.. model.Outputs.Select(f => _model.FunctionNames.IndexOf(f))];
    }

    /// <summary>The last state found, molecules per cell (nM for the clamped species).</summary>
    public ReadOnlySpan<double> State => _y;

    /// <summary>Newton iterations so far.</summary>
    public long Iterations { get; private set; }

    /// <summary>Takes up a cell: molecules of HER2 and HER3, heregulin in nM.</summary>
    public void Begin(double her2PerCell, double her3PerCell, double heregulinNanomolar)
    {
        double[] parameters = _receptors.Parameters(her2PerCell, her3PerCell, heregulinNanomolar);
        _ode.SetParameters(parameters);
        _model.InitialState(parameters, _y);
    }

    /// <summary>
    /// Moves the last state towards where both antibodies will be: by what going the same way did to each species in the row before, from one state to
    /// the other. A network that keeps amounts keeps to its last state, which has them.
    /// </summary>
    public void Predict(ReadOnlySpan<double> from, ReadOnlySpan<double> to)
    {
        for (int i = 0; i < _y.Length && _isFree; i++)
        {
            if (from[i] > 0 && to[i] > 0) _y[i] *= to[i] / from[i];
        }
    }

    /// <summary>The response at two concentrations, nM; starts from the last state found.</summary>
    public SolveStatus Solve(double trastuzumabNanomolar, double pertuzumabNanomolar, out ReceptorResponse response, CancellationToken cancellation)
    {
        _y[_trastuzumab] = Math.Max(Trace, trastuzumabNanomolar);
        _y[_pertuzumab] = Math.Max(Trace, pertuzumabNanomolar);
        _y.CopyTo(_start, 0);
        SolveStatus status = SolveStatus.NewtonDiverged;
        foreach (SteadyStateSolver solver in new[] { _near, _steady, _cautious })
        {
            _start.CopyTo(_y, 0);
            status = Search(solver, cancellation);
            if (status == SolveStatus.Completed) break;
        }

        if (status != SolveStatus.Completed)
        {
            // far from any state known: let the cell live for four months, then look again
            double t = 0;
            _start.CopyTo(_y, 0);
            _transient.Restart();
            status = _transient.Advance(ref t, _y, 1e7, cancellation);
            if (status == SolveStatus.Completed) status = Search(_cautious, cancellation);
        }

        _ode.Functions(0, _y, _functions);
        response = new ReceptorResponse(
            _functions[_outputs[0]], _functions[_outputs[1]], _functions[_outputs[2]], _functions[_outputs[3]], _functions[_outputs[4]]);
        return status;
    }

    // Newton may end at a root with negative molecules, which no cell is at: that is not found.
    private SolveStatus Search(SteadyStateSolver solver, CancellationToken cancellation)
    {
        SolveStatus status = solver.Solve(_y, cancellation);
        Iterations += solver.Iterations;
        if (status != SolveStatus.Completed) return status;
        foreach (double molecules in _y)
        {
            if (molecules < -LeastMolecules) return SolveStatus.NewtonDiverged;
        }

        return status;
    }

    /// <summary>Trastuzumab's uptake per second and nM at the last state; positive.</summary>
    public double TrastuzumabClearance(ReceptorResponse response) => Clearance(response.TrastuzumabUptakePerSecond, _y[_trastuzumab]);

    /// <summary>Pertuzumab's uptake per second and nM at the last state; positive.</summary>
    public double PertuzumabClearance(ReceptorResponse response) => Clearance(response.PertuzumabUptakePerSecond, _y[_pertuzumab]);

    // at saturation the difference of binding and release is small against either: what is left of it is at least rounding
    private static double Clearance(double uptake, double nanomolar) => Math.Max(uptake / nanomolar, 1e-12);
}
