using Blockade.Models.Rules;

namespace Blockade.Models.Networks;

/// <summary>
/// Which bond can follow which through a molecule. Without a circle every complex is a tree of bounded size, and the trees can be counted
/// without being built.
/// </summary>
internal sealed class BondGraph
{
    private readonly Vocabulary _vocabulary;
    private readonly LocalViews _views;
    private readonly Dictionary<(int From, int To), List<int[]>> _entered = [];   // views of To's type that are bound there to From
    private readonly Dictionary<(int From, int To), double> _subtrees = [];
    private List<(int From, int To)> _order = [];   // each after those that follow it

    public BondGraph(Vocabulary vocabulary, LocalViews views)
    {
        _vocabulary = vocabulary;
        _views = views;
        for (int t = 0; t < vocabulary.Types.Length; t++)
        {
            foreach (int[] view in views.Of(t))
            {
                foreach ((int port, int partner) in Bonds(t, view).Distinct())
                {
                    if (!_entered.TryGetValue((partner, port), out List<int[]>? list)) _entered.Add((partner, port), list = []);
                    list.Add(view);
                }
            }
        }
    }

    /// <summary>The bonds of a circle, as text; null where there is none.</summary>
    public string? Chain() => BondCircle.Find(_entered.Keys, Next, out _order) is { } circle ? string.Join(", ", circle.Select(b => $"{_views.NameOf(b.From)}-{_views.NameOf(b.To)}")) : null;

    /// <summary>
    /// The number of trees in which every molecule is a view and every bond is one of both its ends. Trees with a marked molecule less trees
    /// with a marked bond, where a bond between equal halves is not counted (Otter 1948, doi:10.2307/1969046).
    /// </summary>
    public double CountTrees()
    {
        foreach ((int, int) bond in _order) Subtrees(bond);   // what hangs on it is known by then: no deep recursion
        double trees = 0;
        for (int t = 0; t < _vocabulary.Types.Length; t++)
        {
            foreach (int[] view in _views.Of(t)) trees += Branches(t, view, null);
        }

        foreach ((int from, int to) in _entered.Keys)
        {
            double n = Subtrees((from, to));
            if (from == to) trees -= n * (n - 1) / 2;
            else if (from < to) trees -= n * Subtrees((to, from));
        }

        return trees;
    }

    private IEnumerable<(int Port, int Partner)> Bonds(int type, int[] view)
    {
        int[] classes = _vocabulary.SiteClass[type];
        for (int i = 0; i < view.Length; i++)
        {
            int bond = view[i] % _views.Radix;
            if (bond > 0) yield return (_views.Port(type, classes[i]), bond - 1);
        }
    }

    // Bonds by which a molecule can be left that was entered by this one.
    private IEnumerable<(int, int)> Next((int From, int To) bond)
    {
        var seen = new HashSet<(int, int)>();
        foreach (int[] view in _entered.GetValueOrDefault(bond, []))
        {
            bool entered = false;
            foreach ((int port, int partner) in Bonds(_views.OfPort(bond.To).Type, view))
            {
                if (!entered && (partner, port) == bond) entered = true;
                else if (seen.Add((port, partner))) yield return (port, partner);
            }
        }
    }

    private double Subtrees((int From, int To) bond)
    {
        if (_subtrees.TryGetValue(bond, out double known)) return known;
        int type = _views.OfPort(bond.To).Type;
        double sum = 0;
        foreach (int[] view in _entered.GetValueOrDefault(bond, []))
        {
            // bound twins in another state are another way in
            int siteClass = _views.OfPort(bond.To).Class;
            int[] classes = _vocabulary.SiteClass[type];
            foreach (int value in view.Where((v, i) => classes[i] == siteClass && v % _views.Radix == bond.From + 1).Distinct()) sum += Branches(type, view, (siteClass, value));
        }

        return _subtrees[bond] = sum;
    }

    // How many ways there are to fill a view's bonds, but for one site that is the way in. Twins that look the same are not told apart.
    private double Branches(int type, int[] view, (int Class, int Value)? wayIn)
    {
        double ways = 1;
        int[] classes = _vocabulary.SiteClass[type];
        foreach (IGrouping<(int Class, int Value), int> group in Enumerable.Range(0, view.Length).GroupBy(i => (classes[i], view[i])))
        {
            int bond = group.Key.Value % _views.Radix;
            int count = group.Count() - (group.Key == wayIn ? 1 : 0);
            if (bond == 0 || count == 0) continue;
            double n = Subtrees((_views.Port(type, group.Key.Class), bond - 1));
            for (int k = 0; k < count; k++) ways *= (n + k) / (k + 1);
        }

        return ways;
    }
}
