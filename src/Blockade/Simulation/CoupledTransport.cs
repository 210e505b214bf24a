using System.Runtime.Intrinsics;
using Blockade.Models.Compilation;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>
/// The chain without any reduction, in many patients, eight at a time, days: both antibodies in plasma, the interstitium that they fill and the receptor network of a
/// tumour cell that drains it, as one system. States after plasma's: the network's species in 100,000 molecules per cell, free antibodies in nM of
/// interstitium.
/// </summary>
internal sealed class CoupledTransport : AntibodyLanes
{
    // of a million receptors: the absolute tolerance, which is one for all states, is then a molecule or less
    private const double Molecules = 1e5;

    private readonly CoupledLayout _layout;
    private readonly double[][] _untreated;
    private readonly NetworkLanes _network;
    private readonly FunctionLanes _uptake, _signals;
    private readonly double[] _unit;                               // molecules, or nM, of a species to a state
    private readonly double[] _cells, _changes, _jacobian, _slopes, _uptakes, _state;
    private readonly double[] _still = new double[Lanes];          // the network's time: it does not read it

    /// <param name="layout">Where the network's slopes go.</param>
    /// <param name="members">The patients.</param>
    /// <param name="untreated">Their cells at rest, molecules.</param>
    /// <param name="interstitium">Their tumours.</param>
    /// <param name="steady">A patient is done when nothing is further than this share of itself from where more cycles would bring it.</param>
    public CoupledTransport(CoupledLayout layout, IReadOnlyList<TreatedPatient> members, double[][] untreated, InterstitiumParameters interstitium, double steady)
        : base(members, interstitium, PlasmaStates + layout.Species, steady, 0.1, [PlasmaStates + layout.Antibodies[0], PlasmaStates + layout.Antibodies[1]])
    {
        (_layout, _untreated) = (layout, untreated);
        CompiledModel model = layout.Receptors.Lumped;
        double[][] parameters = [.. members.Select(m => layout.Receptors.Parameters(m.Patient.Her2PerCell, m.Patient.Her3PerCell, m.Patient.HeregulinNanomolar))];
        _network = model.Lanes(parameters);
        _uptake = model.FunctionLanes(parameters, layout.Receptors.Outputs[3..]);
        _signals = model.FunctionLanes(parameters, layout.Receptors.Outputs[..3]);
        int n = layout.Species;
        _unit = new double[n];
        Array.Fill(_unit, Molecules);
        foreach (int antibody in layout.Antibodies) _unit[antibody] = 1;
        (_cells, _changes, _slopes) = (new double[n * Lanes], new double[n * Lanes], new double[n * Lanes]);
        (_jacobian, _uptakes, _state) = (new double[_network.JacobianPattern.EntryCount * Lanes], new double[2 * Lanes], new double[n]);
    }

    public override SparsityPattern JacobianPattern => _layout.Pattern;

    public override void Load(int lane, int member, Span<double> start)
    {
        base.Load(lane, member, start);
        _network.Load(lane, member, _state);
        _uptake.Load(lane, member);
        _signals.Load(lane, member);
        for (int i = 0; i < _state.Length; i++) start[PlasmaStates + i] = _untreated[member][i] / _unit[i];
        foreach (int antibody in _layout.Antibodies) start[PlasmaStates + antibody] = 0;
    }

    public override void Keep(AntibodyRecord record, int day, int member, ReadOnlySpan<double> y)
    {
        base.Keep(record, day, member, y);
        for (int i = 0; i < _state.Length; i++) _state[i] = _unit[i] * y[PlasmaStates + i];
        record.TrastuzumabNanomolar(member)[day] = (float)_state[_layout.Antibodies[0]];
        record.PertuzumabNanomolar(member)[day] = (float)_state[_layout.Antibodies[1]];
        Span<double> signals = stackalloc double[3];
        _signals.Evaluate(LaneOf(member), _state, signals);
        record.AktLogOdds(member)[day] = (float)ReceptorResponse.LogOdds(signals[0]);
        record.ErkLogOdds(member)[day] = (float)ReceptorResponse.LogOdds(signals[1]);
        record.BoundAntibodies(member)[day] = (float)signals[2];
    }

    public override void Derivative(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> derivative)
    {
        Plasma(y, derivative);
        TakeCells(y);
        _network.Derivative(_still, _cells, _changes);
        for (int i = 0; i < _unit.Length; i++)
        {
            (Vector512.Create(ReceptorModel.SecondsPerDay / _unit[i]) * State(_changes, i)).CopyTo(derivative[((PlasmaStates + i) * Lanes)..]);
        }

        _uptake.Evaluate(_cells, _uptakes);
        for (int drug = 0; drug < 2; drug++)
        {
            int antibody = _layout.Antibodies[drug];
            Filling(drug, y, State(_cells, antibody), State(_uptakes, drug)).CopyTo(derivative[((PlasmaStates + antibody) * Lanes)..]);
        }
    }

    public override void Jacobian(ReadOnlySpan<double> t, ReadOnlySpan<double> y, Span<double> values)
    {
        values.Clear();
        TakeCells(y);
        _network.Jacobian(_still, _cells, _jacobian);
        ReadOnlySpan<int> targets = _layout.Targets, starts = _network.JacobianPattern.ColumnStarts, rows = _network.JacobianPattern.Rows;
        for (int j = 0; j < _unit.Length; j++)
        {
            double scale = ReceptorModel.SecondsPerDay * _unit[j];
            for (int e = starts[j]; e < starts[j + 1]; e++)
            {
                (Vector512.Create(scale / _unit[rows[e]]) * State(_jacobian, e)).CopyTo(values[(targets[e] * Lanes)..]);
            }
        }

        _uptake.Evaluate(_cells, _uptakes);
        double sink = -Interstitium.NanomolarPerDayPerMoleculePerSecond / Interstitium.VoidFraction;
        Vector512<double> drain = Vector512.Create(Interstitium.ExchangePerDay / Interstitium.VoidFraction);
        Span<Vector512<double>> plasma = stackalloc Vector512<double>[4];
        for (int drug = 0; drug < 2; drug++)
        {
            _uptake.Slopes(drug, _slopes);
            ReadOnlySpan<int> species = _uptake.Species(drug), places = _layout.UptakeTargets(drug);
            for (int k = 0; k < species.Length; k++) (Vector512.Create(sink * _unit[species[k]]) * State(_slopes, k)).CopyTo(values[(places[k] * Lanes)..]);
            ReadOnlySpan<int> own = _layout.DrugTargets(drug);
            (State(values, own[0]) - drain).CopyTo(values[(own[0] * Lanes)..]);
            Supply(drug).CopyTo(values[(own[1] * Lanes)..]);
            PlasmaSlopes(drug, y, plasma);
            for (int k = 0; k < plasma.Length; k++) plasma[k].CopyTo(values[(own[2 + k] * Lanes)..]);
        }
    }

    private void TakeCells(ReadOnlySpan<double> y)
    {
        for (int i = 0; i < _unit.Length; i++) (Vector512.Create(_unit[i]) * State(y, PlasmaStates + i)).CopyTo(_cells, i * Lanes);
    }
}
