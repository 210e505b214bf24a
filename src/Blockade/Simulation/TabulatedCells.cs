using Blockade.Populations;

namespace Blockade.Simulation;

/// <summary>Cells whose receptors are at the steady state that a table has for their antibodies.</summary>
internal sealed class TabulatedCells(ReceptorSurface receptors, IReadOnlyList<VirtualPatient> patients) : TumourCells
{
    private readonly CellSurface[] _cells = [.. patients.Select(p => receptors.ForCell(p.Her2PerCell, p.Her3PerCell, p.HeregulinNanomolar))];

    public override (double Akt, double Erk) Untreated(int patient)
    {
        ReceptorResponse response = _cells[patient].At(0, 0);
        return (ReceptorResponse.LogOdds(response.Akt), ReceptorResponse.LogOdds(response.Erk));
    }

    public override AntibodyLanes Lanes(IReadOnlyList<TreatedPatient> members, InterstitiumParameters interstitium, double steady) =>
        new AntibodyTransport(members, [.. members.Select(m => _cells[m.Index])], interstitium, steady);
}
