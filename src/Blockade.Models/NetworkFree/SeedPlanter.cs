using System.Runtime.InteropServices;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>Sets out the seeds, and keeps clamped species at their number ever after.</summary>
internal sealed class SeedPlanter(NetworkFreeModel model, AgentPool pool, MatchCounts counts)
{
    private readonly List<(int[] Code, SeedTemplate Template)> _clamps = [];
    private readonly ComplexGraph _graph = new(pool, model.Vocabulary);
    private readonly List<int> _members = [];

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
            if (pool.IsCounted(template.Type))
            {
                if (!(amount <= long.MaxValue / 2)) return false;
                MakeCounted(template.Type, (long)Math.Max(0, amount));
                if (seed.IsClamped) pool.Hold(template.Type);
                continue;
            }

            if (seed.IsClamped) Clamp(template);
            if (!(pool.Alive + (amount * template.MoleculeCount) <= maxMolecules)) return false;
            for (long i = 0; i < amount; i++) Make(template);
        }

        return true;
    }

    /// <summary>The clamped species that a complex is, or -1.</summary>
    public int ClampOf(int agent)
    {
        int size = pool.SizeOf(agent);
        int[]? code = null;
        for (int c = 0; c < _clamps.Count; c++)
        {
            // most complexes are told by size and type; the canonical form is dear
            if (_clamps[c].Template.MoleculeCount != size || !_clamps[c].Template.HasType(pool.TypeOf(agent))) continue;
            code ??= _graph.Code(agent);
            if (code.AsSpan().SequenceEqual(_clamps[c].Code)) return c;
        }

        return -1;
    }

    public void MakeClamped(int clamp) => Make(_clamps[clamp].Template);

    /// <summary>A complex is new, and is to be counted.</summary>
    public void CountComplex(int agent)
    {
        if (pool.IsCounted(pool.TypeOf(agent)))
        {
            counts.Recount(agent);
            return;
        }

        pool.Collect(agent, _members);
        Count(CollectionsMarshal.AsSpan(_members));
    }

    /// <summary>Takes a whole complex away.</summary>
    public void RemoveComplex(int agent)
    {
        pool.Collect(agent, _members);
        foreach (int at in _members) counts.Clear(at);
        pool.RemoveComplex(_members);
        if (pool.IsCounted(pool.TypeOf(agent))) counts.Recount(agent);
    }

    private void Make(SeedTemplate template)
    {
        ReadOnlySpan<int> agents = template.Make(pool);
        Count(agents);
    }

    private void Count(ReadOnlySpan<int> agents)
    {
        foreach (int agent in agents) counts.Refresh(agent, model.AffectedByType[pool.TypeOf(agent)]);
        foreach (int set in model.ScatteredSets) counts.RefreshComplex(set, agents[0]);
    }

    private void MakeCounted(int type, long amount)
    {
        int agent = pool.Add(type, compartment: -1);   // the first one, or one too many that is taken away
        pool.Remove(agent);
        pool.Amount[type] += amount;
        counts.Recount(agent);
    }

    // Its code is taken from one that is made for that and removed.
    private void Clamp(SeedTemplate template)
    {
        int agent = template.Make(pool)[0];
        _clamps.Add((_graph.Code(agent), template));
        RemoveComplex(agent);
    }
}
