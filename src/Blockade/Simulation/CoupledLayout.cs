using Blockade.Models.Compilation;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Simulation;

/// <summary>
/// Where the slopes of a receptor network and of what surrounds it stand in <see cref="CoupledTransport"/>'s Jacobian: made once for all patients.
/// Immutable, shared by threads.
/// </summary>
internal sealed class CoupledLayout
{
    private const int Plasma = AntibodyLanes.PlasmaStates;

    private readonly int[] _targets, _antibodies;
    private readonly int[][] _uptakeTargets = new int[2][], _drugTargets = new int[2][];

    public CoupledLayout(ReceptorModel receptors)
    {
        Receptors = receptors;
        CompiledModel model = receptors.Lumped;
        Species = model.SpeciesNames.Length;
        _antibodies = [.. receptors.Antibodies.Select(model.SpeciesIndex)];
        double[][] any = [model.Parameters()];
        SparsityPattern network = model.Lanes(any).JacobianPattern;
        FunctionLanes uptake = model.FunctionLanes(any, receptors.Outputs[3..]);
        var entries = new List<(int Row, int Column)>();
        for (int j = 0; j < Species; j++)
        {
            for (int e = network.ColumnStarts[j]; e < network.ColumnStarts[j + 1]; e++) entries.Add((Plasma + network.Rows[e], Plasma + j));
        }

        int own = entries.Count;
        var drugs = new (int Row, int Column)[2][];
        for (int drug = 0; drug < 2; drug++)
        {
            int row = Plasma + _antibodies[drug], a = 2 * drug;
            foreach (int species in uptake.Species(drug)) entries.Add((row, Plasma + species));
            drugs[drug] = [(row, row), (row, a), (a, a), (a, a + 1), (a + 1, a), (a + 1, a + 1)];
            entries.AddRange(drugs[drug]);
        }

        Pattern = SparsityPattern.FromEntries(Plasma + Species, entries);
        _targets = [.. entries.Take(own).Select(e => Pattern.IndexOf(e.Row, e.Column))];
        for (int drug = 0; drug < 2; drug++)
        {
            int row = Plasma + _antibodies[drug];
            _uptakeTargets[drug] = [.. uptake.Species(drug).ToArray().Select(s => Pattern.IndexOf(row, Plasma + s))];
            _drugTargets[drug] = [.. drugs[drug].Select(e => Pattern.IndexOf(e.Row, e.Column))];
        }
    }

    public ReceptorModel Receptors { get; }

    /// <summary>How many the network has.</summary>
    public int Species { get; }

    /// <summary>The Jacobian's pattern.</summary>
    public SparsityPattern Pattern { get; }

    /// <summary>The free antibodies among the species.</summary>
    public ReadOnlySpan<int> Antibodies => _antibodies;

    /// <summary>The place of each entry of the network's own Jacobian.</summary>
    public ReadOnlySpan<int> Targets => _targets;

    /// <summary>The places of an antibody's uptake by the species it depends on.</summary>
    public ReadOnlySpan<int> UptakeTargets(int drug) => _uptakeTargets[drug];

    /// <summary>The places of an antibody's own slopes: interstitium by itself and by plasma, then plasma's four.</summary>
    public ReadOnlySpan<int> DrugTargets(int drug) => _drugTargets[drug];
}
