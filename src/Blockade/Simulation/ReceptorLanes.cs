using System.Runtime.Intrinsics;
using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>
/// The steady states of eight cells' receptors at once as their antibodies change, each as <see cref="ReceptorLayer"/> finds it, to the tolerance; a cell whose
/// state is not near the last is handed to one. What is found depends on the cells that are taken up together, not on what was before. Holds scratch: one thread.
/// </summary>
internal sealed class ReceptorLanes
{
    private const int Lanes = LaneSystem.Lanes;

    private readonly ReceptorModel _receptors;
    private readonly IReadOnlyList<(double Her2, double Her3, double Heregulin)> _cells;
    private readonly NetworkLanes _network;
    private readonly NetworkOde[] _odes;
    private readonly LaneSteadyStateSolver _near, _steady;
    private readonly ReceptorLayer _alone;
    private readonly double[] _y, _start, _state, _functions;
    private readonly int _trastuzumab, _pertuzumab;
    private readonly int[] _outputs;
    private int _first, _count;
    private bool _isFirst;

    public ReceptorLanes(ReceptorModel model, IReadOnlyList<(double Her2, double Her3, double Heregulin)> cells)
    {
        (_receptors, _cells) = (model, cells);
        CompiledModel compiled = model.Lumped;
        _network = compiled.Lanes([.. cells.Select(c => model.Parameters(c.Her2, c.Her3, c.Heregulin))]);
        _odes = [.. Enumerable.Range(0, Lanes).Select(_ => compiled.Ode(compiled.Parameters()))];
        (_near, _steady) = (new LaneSteadyStateSolver(_network, ReceptorLayer.Near), new LaneSteadyStateSolver(_network, ReceptorLayer.Steady));
        _alone = new ReceptorLayer(model);
        _state = new double[compiled.SpeciesNames.Length];
        (_y, _start, _functions) = (new double[_state.Length * Lanes], new double[_state.Length * Lanes], new double[compiled.FunctionNames.Length]);
        (_trastuzumab, _pertuzumab) = (compiled.SpeciesIndex(model.Antibodies[0]), compiled.SpeciesIndex(model.Antibodies[1]));
        _outputs = [.. model.Outputs.Select(f => compiled.FunctionNames.IndexOf(f))];
    }

    /// <summary>The last states found, species by species, lanes side by side: molecules per cell (nM for the clamped species).</summary>
    public ReadOnlySpan<double> State => _y;

    /// <summary>Takes up the cells first .. first + count - 1, eight at most. Idle lanes compute the first once more.</summary>
    public void Begin(int first, int count)
    {
        (_first, _count, _isFirst) = (first, count, true);
        for (int lane = 0; lane < Lanes; lane++)
        {
            int cell = first + (lane < count ? lane : 0);
            _network.Load(lane, cell, _state);
            _odes[lane].SetParameters(_receptors.Parameters(_cells[cell].Her2, _cells[cell].Her3, _cells[cell].Heregulin));
            for (int i = 0; i < _state.Length; i++) _y[(i * Lanes) + lane] = _state[i];
        }
    }

    /// <summary>
    /// Moves the last states towards where both antibodies will be: by what going the same way did to each species in the row before, from one state to
    /// the other. A network that keeps amounts keeps to its last state, which has them.
    /// </summary>
    public void Predict(ReadOnlySpan<double> from, ReadOnlySpan<double> to)
    {
        for (int at = 0; at < _y.Length && _alone.IsFree; at += Lanes)
        {
            Vector512<double> a = Vector512.Create(from.Slice(at, Lanes)), b = Vector512.Create(to.Slice(at, Lanes)), now = Vector512.Create<double>(_y.AsSpan(at, Lanes));
            Vector512<double> known = Vector512.GreaterThan(a, default) & Vector512.GreaterThan(b, default);
            Vector512.ConditionalSelect(known, now * (b / a), now).CopyTo(_y, at);
        }
    }

    /// <summary>Moves all cells to two concentrations, nM; starts from the last states. Returns the first cell whose state was not found, with the reason.</summary>
    public (int Cell, SolveStatus Status)? Solve(double trastuzumabNanomolar, double pertuzumabNanomolar, CancellationToken cancellation)
    {
        _y.AsSpan(_trastuzumab * Lanes, Lanes).Fill(ReceptorLayer.Held(trastuzumabNanomolar));
        _y.AsSpan(_pertuzumab * Lanes, Lanes).Fill(ReceptorLayer.Held(pertuzumabNanomolar));
        _y.CopyTo(_start, 0);
        int all = (1 << _count) - 1, found = Possible(_near.Solve(_y, all, cancellation));
        if (found != all)
        {
            Restore(all & ~found);
            found |= Possible(_steady.Solve(_y, all & ~found, cancellation));
        }

        for (int lane = 0; lane < _count; lane++)
        {
            if ((found >> lane & 1) != 0) continue;
            if (_isFirst && lane > 0) Take(_y, lane - 1);   // far from any state known, but near the next cell's
            else Take(_start, lane);
            (double her2, double her3, double heregulin) = _cells[_first + lane];
            _alone.Begin(her2, her3, heregulin, _state);
            SolveStatus status = _alone.Solve(trastuzumabNanomolar, pertuzumabNanomolar, out _, cancellation);
            if (status != SolveStatus.Completed) return (_first + lane, status);
            for (int i = 0; i < _state.Length; i++) _y[(i * Lanes) + lane] = _alone.State[i];
        }

        _isFirst = false;
        return null;
    }

    /// <summary>What a cell of those taken up answers at the last state.</summary>
    public ReceptorResponse Response(int lane)
    {
        Take(_y, lane);
        _odes[lane].Functions(0, _state, _functions);
        return ReceptorResponse.Of(_functions, _outputs);
    }

    // Of the lanes that were found, those at states that a cell may be in.
    private int Possible(int found)
    {
        for (int lane = 0; lane < _count; lane++)
        {
            Take(_y, lane);
            if (!_receptors.Lumped.IsPossible(_state, ReceptorLayer.LeastMolecules)) found &= ~(1 << lane);
        }

        return found;
    }

    private void Restore(int lanes)
    {
        for (int rest = lanes; rest != 0; rest &= rest - 1)
        {
            int lane = int.TrailingZeroCount(rest);
            for (int i = lane; i < _y.Length; i += Lanes) _y[i] = _start[i];
        }
    }

    private void Take(double[] from, int lane)
    {
        for (int i = 0; i < _state.Length; i++) _state[i] = from[(i * Lanes) + lane];
    }
}
