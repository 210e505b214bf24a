namespace Blockade.Models.Networks;

/// <summary>
/// Which bond can follow which where each site is looked at by itself: what is left to say where molecules have too many looks to list. A circle found here
/// need not be one, none found is none; and the count is never too small.
/// </summary>
internal sealed class SiteGraph
{
    private readonly Vocabulary _vocabulary;
    private readonly LocalViews _views;
    private readonly Dictionary<int, HashSet<int>> _partners = [];
    private readonly Dictionary<(int From, int To), double> _subtrees = [];
    private List<(int From, int To)> _order = [];   // each after those that follow it

    public SiteGraph(Vocabulary vocabulary, LocalViews views)
    {
        (_vocabulary, _views) = (vocabulary, views);
        foreach ((int a, int b) in views.PossibleBonds())
        {
            foreach ((int from, int to) in new[] { (a, b), (b, a) })
            {
                if (!_partners.TryGetValue(from, out HashSet<int>? partners)) _partners.Add(from, partners = []);
                partners.Add(to);
            }
        }
    }

    private IEnumerable<(int From, int To)> Bonds => _partners.SelectMany(p => p.Value.Select(to => (p.Key, to)));

    /// <summary>The bonds of a circle, as text; null where there is none.</summary>
    public string? Chain() => BondCircle.Find(Bonds, Next, out _order) is { } circle ? string.Join(", ", circle.Select(b => $"{_views.NameOf(b.From)}-{_views.NameOf(b.To)}")) : null;

    /// <summary>How many trees there are at most: those with a marked molecule less those with a marked bond, as in <see cref="BondGraph.CountTrees"/>.</summary>
    public double CountTrees()
    {
        foreach ((int, int) bond in _order) Subtrees(bond);   // what hangs on it is known by then: no deep recursion
        double trees = Enumerable.Range(0, _vocabulary.Types.Length).Sum(t => Looks(t, null));
        foreach ((int from, int to) in Bonds)
        {
            double n = Subtrees((from, to));
            if (from == to) trees -= n * (n - 1) / 2;
            else if (from < to) trees -= n * Subtrees((to, from));
        }

        return trees;
    }

    private IEnumerable<(int, int)> Next((int From, int To) bond)
    {
        (int type, int entered) = _views.OfPort(bond.To);
        foreach (IGrouping<int, int> sites in _vocabulary.SiteClass[type].GroupBy(c => c))
        {
            int port = _views.Port(type, sites.Key);
            if (sites.Key == entered && sites.Count() == 1) continue;
            foreach (int partner in _partners.GetValueOrDefault(port, [])) yield return (port, partner);
        }
    }

    private double Subtrees((int From, int To) bond)
    {
        if (_subtrees.TryGetValue(bond, out double known)) return known;
        (int type, int entered) = _views.OfPort(bond.To);
        return _subtrees[bond] = States(type, entered) * Looks(type, entered);
    }

    // how a molecule can look and what can hang on it, but for one site that is the way in
    private double Looks(int type, int? wayIn)
    {
        double looks = 1;
        foreach (IGrouping<int, int> sites in _vocabulary.SiteClass[type].GroupBy(c => c))
        {
            int count = sites.Count() - (sites.Key == wayIn ? 1 : 0), port = _views.Port(type, sites.Key);
            if (count == 0) continue;
            double one = States(type, sites.Key) * (1 + _partners.GetValueOrDefault(port, []).Sum(partner => Subtrees((port, partner))));
            for (int k = 0; k < count; k++) looks *= (one + k) / (k + 1);   // equal sites are not told apart
        }

        return looks;
    }

    // a slot for a bond has no states of its own
    private int States(int type, int site) =>
        site > 0 && _vocabulary.Slots[type][site - 1] > 0 ? 1 : Math.Max(1, _vocabulary.ComponentOf(type, site).States.Length);
}
