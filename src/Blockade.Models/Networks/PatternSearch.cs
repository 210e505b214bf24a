using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>
/// Finds a pattern's embeddings in a species: molecules and sites map one to one, states, bonds and compartments as asked. Of embeddings
/// that only exchange twins it finds the first. Holds scratch: one thread.
/// </summary>
internal sealed class PatternSearch(Vocabulary vocabulary, int maxSteps = ExpansionLimits.DefaultMaxSearchSteps)
{
    private CompiledPattern _pattern = null!;
    private SpeciesGraph _graph = null!;
    private Action? _found;
    private bool[] _moleculeUsed = [];
    private bool[] _siteUsed = [];
    private int _root;
    private bool _once;
    private bool _stop;
    private int _steps;

    /// <summary>The species' molecule of each pattern molecule.</summary>
    public int[] Molecules { get; private set; } = [];

    /// <summary>The species' site of each pattern site, -1 until placed.</summary>
    public int[] Sites { get; private set; } = [];

    /// <summary>How many embeddings there are, as far as the last search went.</summary>
    public double Count { get; private set; }

    /// <summary>Whether there is an embedding.</summary>
    public bool Matches(CompiledPattern pattern, SpeciesGraph graph, int compartment) => Run(pattern, graph, compartment, -1, null, once: true) > 0;

    /// <summary>
    /// Counts embeddings, twins exchanged, and calls <paramref name="found"/> for each that is found, while <see cref="Molecules"/> and
    /// <see cref="Sites"/> hold it. With a root, only those that put the pattern's first molecule there. Once: the count is 0 or 1.
    /// </summary>
    /// <exception cref="SearchLimitException">The search takes more steps than are allowed.</exception>
    public double Run(CompiledPattern pattern, SpeciesGraph graph, int compartment, int root = -1, Action? found = null, bool once = false)
    {
        Count = 0;
        if (pattern.Types.Length > graph.MoleculeCount || (pattern.Compartment >= 0 && pattern.Compartment != compartment)) return 0;
        if (pattern.Types.Length == 0) return Count = 1;
        (_pattern, _graph, _found, _root, _once, _stop) = (pattern, graph, found, root, once || pattern.MatchOnce, false);
        if (Molecules.Length < pattern.Types.Length) Molecules = new int[pattern.Types.Length * 2];
        if (Sites.Length < pattern.Sites.Length) Sites = new int[pattern.Sites.Length * 2];
        if (_moleculeUsed.Length < graph.MoleculeCount) _moleculeUsed = new bool[graph.MoleculeCount * 2];
        if (_siteUsed.Length < graph.SiteCount) _siteUsed = new bool[graph.SiteCount * 2];
        Array.Fill(Sites, -1, 0, pattern.Sites.Length);
        _steps = 0;
        Place(0);
        return Count;
    }

    private void Place(int k)
    {
        if (k == _pattern.Order.Length)
        {
            Count += _once ? 1 : _pattern.Multiplicity;
            _found?.Invoke();
            _stop = _once;
            return;
        }

        (int molecule, int via) = _pattern.Order[k];
        if (via >= 0)
        {
            int bond = _graph.Bonds[Sites[via]];
            if (bond >= 0) Try(k, molecule, _graph.Owners[bond]);
        }
        else if (k == 0 && _root >= 0)
        {
            Try(k, molecule, _root);
        }
        else
        {
            for (int target = 0; target < _graph.MoleculeCount && !_stop; target++) Try(k, molecule, target);
        }
    }

    private void Try(int k, int molecule, int target)
    {
        if (_graph.Types[target] != _pattern.Types[molecule] || _moleculeUsed[target]
            || (_pattern.Compartments[molecule] >= 0 && _pattern.Compartments[molecule] != _graph.Compartments[target]))
        {
            return;
        }

        if (++_steps > maxSteps) Abandon();
        _moleculeUsed[target] = true;
        Molecules[molecule] = target;
        PlaceSite(k, molecule, target, _pattern.SiteStart[molecule]);
        _moleculeUsed[target] = false;
    }

    private void PlaceSite(int k, int molecule, int target, int p)
    {
        if (p == _pattern.SiteStart[molecule + 1])
        {
            Place(k + 1);
            return;
        }

        ref readonly CompiledPattern.Site wanted = ref _pattern.Sites[p];
        int type = _pattern.Types[molecule];
        int[] classes = vocabulary.SiteClass[type];
        int start = _graph.SiteStart[target];
        bool twins = vocabulary.HasTwins[type];
        if (++_steps > maxSteps) Abandon();
        int from = wanted.Before < 0 ? wanted.Class : Sites[wanted.Before] - start + 1, to = classes.Length;
        if (wanted.Component != p)
        {
            // a slot is one of its component's
            from = Sites[wanted.Component] - start + 1;
            to = from + _pattern.Sites[wanted.Component].Slots;
        }

        for (int i = from; i < to && !_stop; i++)
        {
            int s = start + i;
            if (classes[i] == wanted.Class && !_siteUsed[s] && (wanted.State < 0 || _graph.States[s] == wanted.State) && (wanted.Slots > 0 ? FitsSlots(wanted, s) : Fits(wanted, _graph.Bonds[s])))
            {
                _siteUsed[s] = true;
                Sites[p] = s;
                PlaceSite(k, molecule, target, p + 1);
                Sites[p] = -1;
                _siteUsed[s] = false;
            }

            if (!twins) return;
        }
    }

    // the scratch is left as a search that ends leaves it
    private void Abandon()
    {
        Array.Clear(_moleculeUsed);
        Array.Clear(_siteUsed);
        throw new SearchLimitException(_pattern.Source);
    }

    private bool Fits(in CompiledPattern.Site wanted, int bond) => wanted.Bond switch
    {
        BondKind.Free => bond < 0,
        BondKind.Any => true,
        BondKind.Bound => bond >= 0,
        _ => bond >= 0 && (Sites[wanted.Partner] < 0 ? FitsPartner(bond, wanted.Partner) : Sites[wanted.Partner] == bond),
    };

    private bool FitsSlots(in CompiledPattern.Site wanted, int site)
    {
        int bonds = 0;
        for (int s = site + 1; s <= site + wanted.Slots; s++) bonds += _graph.Bonds[s] < 0 ? 0 : 1;
        return wanted.Bond switch
        {
            BondKind.Any => true,
            BondKind.Bound => bonds > 0,
            _ => bonds == wanted.Bonds,
        };
    }

    private bool FitsPartner(int bond, int partner)
    {
        int m = _graph.Owners[bond];
        ref readonly CompiledPattern.Site other = ref _pattern.Sites[partner];
        return _graph.Types[m] == _pattern.Types[other.Molecule] && vocabulary.SiteClass[_graph.Types[m]][bond - _graph.SiteStart[m]] == other.Class;
    }
}
