using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;
using Blockade.Populations;

namespace Blockade.Simulation;

/// <summary>Cells whose whole receptor network moves with their antibodies. Each begins at its own steady state without any.</summary>
internal sealed class CoupledCells : TumourCells
{
    private const int Side = LaneSystem.Lanes;

    private readonly CoupledLayout _layout;
    private readonly double[][] _untreated;
    private readonly SolveStatus[] _statuses;
    private readonly (double Akt, double Erk)[] _responses;

    public CoupledCells(CoupledLayout layout, IReadOnlyList<VirtualPatient> patients, CancellationToken cancellation)
    {
        _layout = layout;
        ReceptorModel receptors = layout.Receptors;
        CompiledModel model = receptors.Lumped;
        double[][] parameters = [.. patients.Select(p => receptors.Parameters(p.Her2PerCell, p.Her3PerCell, p.HeregulinNanomolar))];
        NetworkLanes network = model.Lanes(parameters);
        FunctionLanes signals = model.FunctionLanes(parameters, receptors.Outputs[..2]);
        var solver = new LaneSteadyStateSolver(network, ReceptorLayer.Steady);
        ReceptorLayer? alone = null;
        (_untreated, _statuses, _responses) = (new double[patients.Count][], new SolveStatus[patients.Count], new (double, double)[patients.Count]);
        var y = new double[layout.Species * Side];
        Span<double> values = stackalloc double[2];
        for (int first = 0; first < patients.Count; first += Side)
        {
            int count = Math.Min(Side, patients.Count - first);
            for (int lane = 0; lane < Side; lane++)
            {
                // idle lanes compute the first once more
                int patient = first + (lane < count ? lane : 0);
                double[] state = _untreated[patient] = new double[layout.Species];
                network.Load(lane, patient, state);
                signals.Load(lane, patient);
                foreach (int antibody in layout.Antibodies) state[antibody] = ReceptorLayer.Held(0);
                for (int i = 0; i < state.Length; i++) y[(i * Side) + lane] = state[i];
            }

            int found = solver.Solve(y, (1 << count) - 1, cancellation);
            for (int lane = 0; lane < count; lane++)
            {
                double[] state = _untreated[first + lane];
                for (int i = 0; i < state.Length; i++) state[i] = y[(i * Side) + lane];
                if ((found >> lane & 1) == 0 || !model.IsPossible(state, ReceptorLayer.LeastMolecules))
                {
                    VirtualPatient patient = patients[first + lane];
                    alone ??= new ReceptorLayer(receptors);
                    alone.Begin(patient.Her2PerCell, patient.Her3PerCell, patient.HeregulinNanomolar);
                    _statuses[first + lane] = alone.Solve(0, 0, out _, cancellation);
                    alone.State.CopyTo(state);
                }

                signals.Evaluate(lane, state, values);
                _responses[first + lane] = (ReceptorResponse.LogOdds(values[0]), ReceptorResponse.LogOdds(values[1]));
            }
        }
    }

    public override SolveStatus Status(int patient) => _statuses[patient];

    public override (double Akt, double Erk) Untreated(int patient) => _responses[patient];

    public override AntibodyLanes Lanes(IReadOnlyList<TreatedPatient> members, InterstitiumParameters interstitium, double steady) =>
        new CoupledTransport(_layout, members, [.. members.Select(m => _untreated[m.Index])], interstitium, steady);
}
