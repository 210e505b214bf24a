using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>The steady states of one cell's receptors as its antibodies change. Holds scratch: one thread.</summary>
internal sealed class ReceptorLayer
{
    // an antibody at zero is taken up at a rate that has a limit per nM; the limit is read at this concentration
    private const double Trace = 1e-6;

    /// <summary>Of some million: far below what any output notices, far above the rounding of the linear systems.</summary>
    public const double LeastMolecules = 1e-3;

    // when a state counts as found
    private static readonly SteadyStateOptions Found = new() { RelativeTolerance = 1e-7, AbsoluteTolerance = LeastMolecules };

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

    public ReceptorLayer(ReceptorModel model)
    {
        _receptors = model;
        _model = model.Lumped;
        _ode = _model.Ode(_model.Parameters());
        _near = new SteadyStateSolver(_ode, Near);
        _steady = new SteadyStateSolver(_ode, Steady);
        _cautious = new SteadyStateSolver(_ode, Found);
        _transient = new OdeSolver(_ode, new SolverOptions { RelativeTolerance = 1e-5, AbsoluteTolerance = 1e-5 });
        _y = new double[_model.SpeciesNames.Length];
        _start = new double[_y.Length];
        _functions = new double[_model.FunctionNames.Length];
        _trastuzumab = _model.SpeciesIndex(model.Antibodies[0]);
        _pertuzumab = _model.SpeciesIndex(model.Antibodies[1]);
        IsFree = _model.ConservationLaws().All(law => law.Length == 1);
        _outputs = [.. model.Outputs.Select(f => _model.FunctionNames.IndexOf(f))];
    }

    /// <summary>Newton's method, for most starts are near.</summary>
    public static SteadyStateOptions Near { get; } = Found with { FirstStep = Found.LongestStep, MaxIterations = 15 };

    /// <summary>For the others.</summary>
    public static SteadyStateOptions Steady { get; } = Found with { FirstStep = 1e3, MaxIterations = 30 };

    /// <summary>Whether the network keeps nothing but what is clamped.</summary>
    public bool IsFree { get; }

    /// <summary>The last state found, molecules per cell (nM for the clamped species).</summary>
    public ReadOnlySpan<double> State => _y;

    /// <summary>Takes up a cell: molecules of HER2 and HER3, heregulin in nM.</summary>
    public void Begin(double her2PerCell, double her3PerCell, double heregulinNanomolar)
    {
        double[] parameters = _receptors.Parameters(her2PerCell, her3PerCell, heregulinNanomolar);
        _ode.SetParameters(parameters);
        _model.InitialState(parameters, _y);
    }

    /// <summary>Takes up a cell whose last state is known.</summary>
    public void Begin(double her2PerCell, double her3PerCell, double heregulinNanomolar, ReadOnlySpan<double> state)
    {
        _ode.SetParameters(_receptors.Parameters(her2PerCell, her3PerCell, heregulinNanomolar));
        state.CopyTo(_y);
    }

    /// <summary>A concentration as states hold it, nM.</summary>
    public static double Held(double nanomolar) => Math.Max(Trace, nanomolar);

    /// <summary>The response at two concentrations, nM; starts from the last state found.</summary>
    public SolveStatus Solve(double trastuzumabNanomolar, double pertuzumabNanomolar, out ReceptorResponse response, CancellationToken cancellation)
    {
        _y[_trastuzumab] = Held(trastuzumabNanomolar);
        _y[_pertuzumab] = Held(pertuzumabNanomolar);
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
        response = ReceptorResponse.Of(_functions, _outputs);
        return status;
    }

    private SolveStatus Search(SteadyStateSolver solver, CancellationToken cancellation)
    {
        SolveStatus status = solver.Solve(_y, cancellation);
        return status != SolveStatus.Completed || _model.IsPossible(_y, LeastMolecules) ? status : SolveStatus.NewtonDiverged;
    }
}
