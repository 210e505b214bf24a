using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>Sets out the seeds, and keeps clamped species at their number ever after.</summary>
internal sealed class SeedPlanter(NetworkFreeModel model, AgentPool pool, MatchCounts counts)
{
    private readonly List<(int[] Code, SeedTemplate Template)> _clamps = [];
    private readonly ComplexGraph _graph = new(pool, model.Vocabulary);
    private readonly List<int> _doomed = [];

    /// <summary>Whether there is anything to keep.</summary>
    public bool HasClamps => _clamps.Count > 0;

    public int ClampCount => _clamps.Count;

    /// <summary>Makes every seed in whole molecules. False: that would be more than the limit.</summary>
    public bool Plant(ReadOnlySpan<double> slots, int maxMolecules)
    {
        foreach (SeedSpecies seed in model.Model.Seeds)
        {

            // fractions are dropped, as NFsim does; a whole number that a formula missed by rounding is meant
            double amount = Math.Floor(CompiledExpression.Compile(seed.Amount, model.Slot).Evaluate(slots) * (1 + 1e-12));
            var template = new SeedTemplate(seed.Species, model.Vocabulary);
            if (seed.IsClamped) Clamp(template);
            if (!(pool.Alive + (amount * template.MoleculeCount) <= maxMolecules)) return false;
            for (long i = 0; i < amount; i++) Make(template);
        }

        return true;
    }

    /// <summary>The clamped species that a complex is, or -1.</summary>
    public int ClampOf(int agent)
    {
        int size = pool.SizeOf(pool.Label[agent]);
        int[]? code = null;
        for (int c = 0; c < _clamps.Count; c++)
        {
            // most complexes are told by size and type; the canonical form is dear
            if (_clamps[c].Template.MoleculeCount != size || !_clamps[c].Template.HasType(pool.Type[agent])) continue;
            code ??= _graph.Code(agent);
            if (code.AsSpan().SequenceEqual(_clamps[c].Code)) return c;
        }

        return -1;
    }

    public void MakeClamped(int clamp) => Make(_clamps[clamp].Template);

    /// <summary>Takes a whole complex away.</summary>
    public void RemoveComplex(int agent)
    {
        _doomed.Clear();
        int at = agent;
        do
        {
            _doomed.Add(at);
            counts.Clear(at);
            at = pool.Next(at);
        }
        while (at != agent);
        pool.RemoveComplex(_doomed);
    }

    private void Make(SeedTemplate template)
    {
        ReadOnlySpan<int> agents = template.Make(pool);
        foreach (int agent in agents) counts.Refresh(agent, model.AffectedByType[pool.Type[agent]]);
        foreach (int set in model.ScatteredSets) counts.RefreshComplex(set, agents[0]);
    }

    // Its code is taken from one that is made for that and removed.
    private void Clamp(SeedTemplate template)
    {
        int agent = template.Make(pool)[0];
        _clamps.Add((_graph.Code(agent), template));
        RemoveComplex(agent);
    }
}
