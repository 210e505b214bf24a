namespace Blockade.Models.Networks;

/// <summary>Looks for bonds that follow each other through molecules in a circle: a complex could go on along them without end.</summary>
internal static class BondCircle
{
    /// <summary>
    /// The bonds of a circle, or null; then <paramref name="order"/> has every bond after those that follow it. Depth first with a stack of its own: a chain may be as
    /// long as the model.
    /// </summary>
    public static List<(int From, int To)>? Find(IEnumerable<(int From, int To)> starts, Func<(int From, int To), IEnumerable<(int, int)>> next, out List<(int From, int To)> order)
    {
        order = [];
        var done = new HashSet<(int, int)>();
        var path = new List<((int From, int To) Bond, IEnumerator<(int, int)> Next)>();
        var open = new HashSet<(int, int)>();
        foreach ((int, int) start in starts)
        {
            Enter(start);
            while (path.Count > 0)
            {
                ((int, int) bond, IEnumerator<(int, int)> following) = path[^1];
                if (!following.MoveNext())
                {
                    done.Add(bond);
                    order.Add(bond);
                    open.Remove(bond);
                    path.RemoveAt(path.Count - 1);
                }
                else if (open.Contains(following.Current))
                {
                    return [.. path.Select(p => p.Bond).SkipWhile(b => b != following.Current)];
                }
                else
                {
                    Enter(following.Current);
                }
            }
        }

        return null;

        void Enter((int, int) bond)
        {
            if (done.Contains(bond)) return;
            path.Add((bond, next(bond).GetEnumerator()));
            open.Add(bond);
        }
    }
}
