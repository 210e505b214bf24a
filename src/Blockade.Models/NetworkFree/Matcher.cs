using System.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>Looks for patterns around a molecule. Holds the last match found; one per simulator.</summary>
internal sealed class Matcher(AgentPool pool, int largestPattern, int mostSites, int maxSteps)
{
    private readonly List<int> _keys = [];
    private readonly List<int> _members = [];   // of the complex, for patterns that need them all
    private MatchPlan _plan = null!;
    private int _root;
    private int _wanted;
    private int _found;
    private int _steps;

    /// <summary>The agent of each molecule of the pattern.</summary>
    public int[] Molecules { get; } = new int[Math.Max(1, largestPattern)];

    /// <summary>The site of each site of the pattern.</summary>
    public int[] Sites { get; } = new int[Math.Max(1, mostSites)];

    /// <summary>How many matches a root has, twins in one order.</summary>
    /// <exception cref="SearchLimitException">There are too many to be counted.</exception>
    public int Count(MatchPlan plan, int root)
    {
        if (plan.IsWalk) return Walk(plan, root) ? 1 : 0;
        Search(plan, root, plan.MatchesOnce ? 0 : int.MaxValue);
        return _found;
    }

    /// <summary>Leaves the match of this number, counted from zero, in <see cref="Molecules"/> and <see cref="Sites"/>.</summary>
    public void Find(MatchPlan plan, int root, int number)
    {
        if (plan.IsWalk ? !Walk(plan, root) : !Search(plan, root, number)) throw new UnreachableException("a match was counted and is not there");
    }

    private bool Walk(MatchPlan plan, int root)
    {
        int[] molecules = Molecules;
        int[] sites = Sites;
        int[] cells = pool.Cells;
        molecules[plan.Root] = root;
        foreach (ref readonly MatchPlan.Check check in plan.Checks.AsSpan())
        {
            int s;
            if (check.Molecule < 0)
            {
                s = molecules[check.From] + check.Offset;
                if ((cells[s] & check.Mask) != check.Cell) return false;
                int bond = cells[s + AgentPool.Bond];
                bool fits = check.Bond switch
                {
                    BondKind.Free => bond < 0,
                    BondKind.Any => true,
                    BondKind.Bound => bond >= 0,
                    _ => bond >= 0 && (check.Partner < 0 || bond == sites[check.Partner]),
                };
                if (!fits) return false;
            }
            else
            {
                s = cells[sites[check.From] + AgentPool.Bond];
                int agent = s - check.Offset;
                if ((cells[s] & check.Mask) != check.Cell || (cells[agent] & pool.TypeMask) != check.Type) return false;
                molecules[check.Molecule] = agent;
            }

            sites[check.Site] = s;
        }

        return !plan.IsGuarded || Holds(plan, root);
    }

    // What few patterns ask for beyond their sites: compartments, two molecules of one type that are two, components that count their bonds.
    private bool Holds(MatchPlan plan, int root)
    {
        if (!IsInPlace(plan, root)) return false;
        for (int k = 1; k < plan.Steps.Length; k++)
        {
            ref readonly MatchPlan.Step step = ref plan.Steps[k];
            if (step.Slots > 0 && !FitsSlots(in step, Sites[step.Site])) return false;
            if (step.Kind == MatchPlan.StepKind.Follow && (!IsIn(in step, Molecules[step.Molecule]) || IsUsed(plan, k, Molecules[step.Molecule]))) return false;
        }

        return true;
    }

    private bool IsInPlace(MatchPlan plan, int root) => (plan.Place < 0 || pool.PlaceOf(root) == plan.Place) && IsIn(in plan.Steps[0], root);

    private bool IsIn(in MatchPlan.Step step, int agent) => step.Compartment < 0 || pool.CompartmentOf(agent) == step.Compartment;

    private bool Search(MatchPlan plan, int root, int wanted)
    {
        _plan = plan;
        _root = root;
        _wanted = wanted;
        _found = 0;
        _steps = 0;
        _keys.Clear();
        if (!IsInPlace(plan, root)) return false;
        if (plan.IsScattered) pool.Collect(root, _members);
        return Advance(0);
    }

    // From step k on. True: the wanted match is found, and is left where it stands.
    private bool Advance(int k)
    {
        if (k == _plan.Steps.Length) return IsNew() && _found++ == _wanted;
        ref readonly MatchPlan.Step step = ref _plan.Steps[k];
        switch (step.Kind)
        {
            case MatchPlan.StepKind.Start:
                Molecules[step.Molecule] = _root;
                return Advance(k + 1);

            case MatchPlan.StepKind.Pick:
                foreach (int place in step.Places)
                {
                    int s = AgentPool.SiteOf(Molecules[step.Molecule], place);
                    if ((step.Before >= 0 && s <= Sites[step.Before]) || !Belongs(in step, s) || !Fits(in step, s) || IsTaken(k, s)) continue;
                    if (++_steps > maxSteps) throw new SearchLimitException(_plan.Pattern);
                    Sites[step.Site] = s;
                    if (Advance(k + 1)) return true;
                }

                return false;

            case MatchPlan.StepKind.Follow:
                int partner = pool.BondOf(Sites[step.Via]);
                int agent = pool.OwnerOf(partner);
                if (pool.TypeOf(agent) != step.Type || (step.State >= 0 && pool.StateOf(partner) != step.State) || !IsIn(in step, agent)
                    || Array.IndexOf(step.Places, pool.NumberOf(partner)) < 0 || IsUsed(_plan, k, agent)) return false;
                Molecules[step.Molecule] = agent;
                Sites[step.Site] = partner;
                return Advance(k + 1);

            default:
                foreach (int other in _members)
                {
                    if (pool.TypeOf(other) != step.Type || !IsIn(in step, other) || IsUsed(_plan, k, other)) continue;
                    if (++_steps > maxSteps) throw new SearchLimitException(_plan.Pattern);
                    Molecules[step.Molecule] = other;
                    if (Advance(k + 1)) return true;
                }

                return false;
        }
    }

    private bool Fits(in MatchPlan.Step step, int site)
    {
        int[] cells = pool.Cells;
        if (step.State >= 0 && (cells[site] & AgentPool.StateMask) != step.State + 1) return false;
        if (step.Slots > 0) return FitsSlots(in step, site);
        int bond = cells[site + AgentPool.Bond];
        return step.Bond switch
        {
            BondKind.Free => bond < 0,
            BondKind.Any => true,
            BondKind.Bound => bond >= 0,
            _ => bond >= 0 && (step.Partner < 0 || bond == Sites[step.Partner]),
        };
    }

    // of equal components with several bonds each has slots of its own
    private bool Belongs(in MatchPlan.Step step, int site) =>
        (step.Hub < 0 || (site > Sites[step.Hub] && site <= Sites[step.Hub] + (step.HubSlots * AgentPool.SiteCells)))
        && (step.Slot < 0 || (Sites[step.Slot] > site && Sites[step.Slot] <= site + (step.Slots * AgentPool.SiteCells)));

    private bool FitsSlots(in MatchPlan.Step step, int site)
    {
        int bonds = 0;
        for (int slot = 1; slot <= step.Slots; slot++) bonds += pool.BondOf(site + (slot * AgentPool.SiteCells)) < 0 ? 0 : 1;
        return step.Bond switch
        {
            BondKind.Any => true,
            BondKind.Bound => bonds > 0,
            _ => bonds == step.Bonds,
        };
    }

    private bool IsUsed(MatchPlan plan, int k, int agent)
    {
        if (!plan.RepeatsTypes) return false;
        for (int i = 0; i < k; i++)
        {
            if (plan.Steps[i].Kind != MatchPlan.StepKind.Pick && Molecules[plan.Steps[i].Molecule] == agent) return true;
        }

        return false;
    }

    private bool IsTaken(int k, int site)
    {
        for (int i = k - 1; i >= 0; i--)
        {
            if (_plan.Steps[i].Site >= 0 && Sites[_plan.Steps[i].Site] == site) return true;
        }

        return false;
    }

    private bool IsNew()
    {
        if (!_plan.NeedsKeys) return true;
        int width = _plan.KeyMolecules.Length + _plan.KeySites.Length;
        for (int at = 0; at < _keys.Count; at += width)
        {
            bool same = true;
            int i = at;
            foreach (int m in _plan.KeyMolecules) same &= _keys[i++] == Molecules[m];
            foreach (int s in _plan.KeySites) same &= _keys[i++] == Sites[s];
            if (same) return false;
        }

        foreach (int m in _plan.KeyMolecules) _keys.Add(Molecules[m]);
        foreach (int s in _plan.KeySites) _keys.Add(Sites[s]);
        return true;
    }
}
