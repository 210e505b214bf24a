namespace Blockade.Reporting;

/// <summary>Which way links run and in which layer each box stands, the first two steps of <see cref="LayeredLayout"/>.</summary>
internal static class LayerAssignment
{
    /// <summary>The links to turn round so that no cycle is left: those that lead back to a box on the way, depth first in the order given.</summary>
    public static bool[] BackLinks(int boxes, (int From, float FromPort, int To, float ToPort)[] links)
    {
        ILookup<int, int> from = Enumerable.Range(0, links.Length).ToLookup(i => links[i].From);
        var back = new bool[links.Length];
        var state = new int[boxes];   // 1 on the way, 2 done
        for (int start = 0; start < boxes; start++)
        {
            if (state[start] != 0) continue;
            var stack = new Stack<(int Box, IEnumerator<int> Next)>();
            Enter(start);
            while (stack.TryPeek(out (int Box, IEnumerator<int> Next) top))
            {
                if (!top.Next.MoveNext())
                {
                    state[top.Box] = 2;
                    stack.Pop();
                    continue;
                }

                int link = top.Next.Current, to = links[link].To;
                if (state[to] == 1) back[link] = true;
                else if (state[to] == 0) Enter(to);
            }

            void Enter(int box)
            {
                state[box] = 1;
                stack.Push((box, from[box].GetEnumerator()));
            }
        }

        return back;
    }

    /// <summary>The links to turn round so that all run away from the box with most links, breadth first.</summary>
    public static bool[] AwayFromHub(int boxes, (int From, float FromPort, int To, float ToPort)[] links)
    {
        ILookup<int, int> near = links.SelectMany(l => new[] { (l.From, l.To), (l.To, l.From) }).ToLookup(l => l.Item1, l => l.Item2);
        var rank = new int[boxes];
        Array.Fill(rank, -1);
        int next = 0;
        foreach (int hub in Enumerable.Range(0, boxes).OrderByDescending(b => near[b].Count()))
        {
            if (rank[hub] >= 0) continue;
            var queue = new Queue<int>([hub]);
            rank[hub] = next++;
            while (queue.TryDequeue(out int box))
            {
                foreach (int other in near[box])
                {
                    if (rank[other] >= 0) continue;
                    rank[other] = next++;
                    queue.Enqueue(other);
                }
            }
        }

        return [.. links.Select(l => rank[l.From] > rank[l.To])];
    }

    /// <summary>The layer of each box: below all that lead to it, and as near as may be above what it leads to.</summary>
    public static int[] Layers(int boxes, (int From, float FromPort, int To, float ToPort)[] down)
    {
        ILookup<int, int> below = down.ToLookup(l => l.From, l => l.To), above = down.ToLookup(l => l.To, l => l.From);
        var waiting = new int[boxes];
        foreach ((_, _, int to, _) in down) waiting[to]++;
        var ready = new Queue<int>(Enumerable.Range(0, boxes).Where(b => waiting[b] == 0));
        var layer = new int[boxes];
        var order = new List<int>(boxes);
        while (ready.TryDequeue(out int box))
        {
            order.Add(box);
            foreach (int to in below[box])
            {
                layer[to] = Math.Max(layer[to], layer[box] + 1);
                if (--waiting[to] == 0) ready.Enqueue(to);
            }
        }

        // a box that nothing leads to comes down to what it leads to
        for (int k = order.Count - 1; k >= 0; k--)
        {
            int box = order[k];
            if (!above[box].Any() && below[box].Any()) layer[box] = below[box].Min(b => layer[b]) - 1;
        }

        return layer;
    }
}
