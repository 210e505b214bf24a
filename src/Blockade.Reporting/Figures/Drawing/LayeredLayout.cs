namespace Blockade.Reporting;

/// <summary>
/// Places boxes in layers so that links run downwards, cross little and are short: cycles broken, layers by longest path, order by
/// barycentres, places by least squares in that order. A link over several layers gets a lane of its own in each, so that it meets no box.
/// </summary>
/// <remarks>
/// Sugiyama, Tagawa and Toda (1981), IEEE Trans. Syst. Man Cybern. 11:109-125, doi:10.1109/TSMC.1981.4308636. Deterministic. Cost: sweeps times
/// links, lanes included.
/// </remarks>
internal sealed class LayeredLayout
{
    private const float Between = 26, LaneWidth = 8, LayerGap = 54;
    private const int OrderSweeps = 24, PlaceSweeps = 16;

    private readonly List<(float Width, float Height)> _sizes;
    private readonly List<(int From, float FromPort, int To, float ToPort)> _pieces = [];   // between neighbouring layers
    private readonly List<int>[] _chains;             // per link: boxes and lanes from its upper end to its lower one
    private readonly bool[] _isReversed;
    private readonly int _boxes;
    private readonly int[] _layer;
    private readonly List<int>[] _layers;
    private readonly float[] _x;
    private readonly ILookup<int, (int Other, float Port, float OtherPort)> _above;
    private readonly ILookup<int, (int Other, float Port, float OtherPort)> _below;

    private LayeredLayout((float Width, float Height)[] boxes, (int From, float FromPort, int To, float ToPort)[] links, bool isDirected)
    {
        _sizes = [.. boxes];
        _boxes = boxes.Length;
        _isReversed = isDirected ? LayerAssignment.BackLinks(_boxes, links) : LayerAssignment.AwayFromHub(_boxes, links);
        (int From, float FromPort, int To, float ToPort)[] down = [.. links.Select((l, i) => _isReversed[i] ? (l.To, l.ToPort, l.From, l.FromPort) : l)];
        List<int> layer = [.. LayerAssignment.Layers(_boxes, down)];
        _chains = [.. down.Select(l => Chain(l, layer))];
        _layer = [.. layer];
        _layers = [.. Enumerable.Range(0, _layer.Length == 0 ? 0 : _layer.Max() + 1).Select(_ => new List<int>())];
        for (int b = 0; b < _layer.Length; b++) _layers[_layer[b]].Add(b);
        _above = _pieces.ToLookup(p => p.To, p => (p.From, p.ToPort, p.FromPort));
        _below = _pieces.ToLookup(p => p.From, p => (p.To, p.FromPort, p.ToPort));
        _x = new float[_layer.Length];
    }

    /// <summary>Centre of each box, top of each layer's boxes included.</summary>
    public (float X, float Top)[] Places { get; private set; } = [];

    /// <summary>For each link, from its source to its target: the places it goes through, each with the layer's top and bottom there.</summary>
    public (float X, float Top, float Bottom)[][] Routes { get; private set; } = [];

    public float Width { get; private set; }

    public float Height { get; private set; }

    /// <summary>Lays out one connected graph.</summary>
    /// <param name="boxes">Sizes.</param>
    /// <param name="links">Boxes with the place on each where the link is fastened, from its middle. No link joins a box to itself.</param>
    /// <param name="isDirected">Whether links should run down from source to target; else they run away from the box with most links.</param>
    public static LayeredLayout Of((float Width, float Height)[] boxes, (int From, float FromPort, int To, float ToPort)[] links, bool isDirected)
    {
        var layout = new LayeredLayout(boxes, links, isDirected);
        layout.Order();
        layout.Place();
        layout.Finish(links);
        return layout;
    }

    private List<int> Chain((int From, float FromPort, int To, float ToPort) link, List<int> layer)
    {
        var chain = new List<int> { link.From };
        float port = link.FromPort;
        for (int l = layer[link.From] + 1; l < layer[link.To]; l++)
        {
            int lane = layer.Count;
            layer.Add(l);
            _sizes.Add((LaneWidth, 0));
            _pieces.Add((chain[^1], port, lane, 0));
            chain.Add(lane);
            port = 0;
        }

        _pieces.Add((chain[^1], port, link.To, link.ToPort));
        chain.Add(link.To);
        return chain;
    }

    private void Order()
    {
        var position = new float[_layer.Length];
        Number(position);
        int[][] best = Copy();
        long fewest = Crossings(position);
        for (int sweep = 0; sweep < OrderSweeps && fewest > 0; sweep++)
        {
            bool down = sweep % 2 == 0;
            for (int i = 1; i < _layers.Length; i++)
            {
                List<int> layer = _layers[down ? i : _layers.Length - 1 - i];
                ILookup<int, (int Other, float Port, float OtherPort)> near = down ? _above : _below;
                Dictionary<int, float> wanted = layer.ToDictionary(b => b, b => near[b].Any() ? near[b].Average(n => At(n.Other, n.OtherPort, position) - Within(b, n.Port)) : position[b]);
                int[] sorted = [.. layer.OrderBy(b => wanted[b])];   // stable
                layer.Clear();
                layer.AddRange(sorted);
                for (int k = 0; k < sorted.Length; k++) position[sorted[k]] = k;
            }

            long crossings = Crossings(position);
            if (crossings >= fewest) continue;
            (fewest, best) = (crossings, Copy());
        }

        for (int l = 0; l < _layers.Length; l++)
        {
            _layers[l].Clear();
            _layers[l].AddRange(best[l]);
        }

        int[][] Copy() => [.. _layers.Select(l => l.ToArray())];
    }

    private void Number(float[] position)
    {
        foreach (List<int> layer in _layers)
        {
            for (int k = 0; k < layer.Count; k++) position[layer[k]] = k;
        }
    }

    // a fastening's share of its box's width, so that ports of one box keep their order
    private float Within(int box, float port) => port / (_sizes[box].Width + 1) * 0.9f;

    private float At(int box, float port, float[] position) => position[box] + Within(box, port);

    private long Crossings(float[] position)
    {
        long count = 0;
        foreach (var between in _pieces.GroupBy(p => _layer[p.From]))
        {
            // inversions of the lower ends, the upper ones sorted
            float[] lower = [.. between.OrderBy(p => At(p.From, p.FromPort, position)).ThenBy(p => At(p.To, p.ToPort, position)).Select(p => At(p.To, p.ToPort, position))];
            count += Inversions(lower);
        }

        return count;
    }

    private static long Inversions(float[] values)
    {
        if (values.Length < 2) return 0;
        float[] left = values[..(values.Length / 2)], right = values[(values.Length / 2)..];
        long count = Inversions(left) + Inversions(right);
        for (int k = 0, i = 0, j = 0; k < values.Length; k++)
        {
            bool takeLeft = j == right.Length || (i < left.Length && left[i] <= right[j]);
            if (!takeLeft) count += left.Length - i;
            values[k] = takeLeft ? left[i++] : right[j++];
        }

        return count;
    }

    private void Place()
    {
        foreach (List<int> layer in _layers) Spread(layer, _ => null);
        for (int sweep = 0; sweep < PlaceSweeps; sweep++)
        {
            bool down = sweep % 2 == 0;
            for (int i = 0; i < _layers.Length; i++)
            {
                List<int> layer = _layers[down ? i : _layers.Length - 1 - i];
                bool both = sweep >= PlaceSweeps - 2;
                Spread(layer, b =>
                {
                    (int Other, float Port, float OtherPort)[] near = [.. both || down ? _above[b] : [], .. both || !down ? _below[b] : []];
                    return near.Length == 0 ? null : near.Average(n => _x[n.Other] + n.OtherPort - n.Port);
                });
            }
        }
    }

    // The places nearest to the wanted ones, by squares, in this order and apart: neighbours that want to overlap move as one block.
    private void Spread(List<int> layer, Func<int, float?> wanted)
    {
        var offset = new float[layer.Count];
        for (int k = 1; k < layer.Count; k++)
        {
            float gap = layer[k - 1] >= _boxes && layer[k] >= _boxes ? LaneWidth : Between;
            offset[k] = offset[k - 1] + ((_sizes[layer[k - 1]].Width + _sizes[layer[k]].Width) / 2) + gap;
        }

        var blocks = new Stack<(double Sum, double Weight, int Count)>();
        for (int k = 0; k < layer.Count; k++)
        {
            // a lane holds its course; a box without links on this side yields
            float? want = wanted(layer[k]);
            double weight = want is null ? 0.05 : layer[k] >= _boxes ? 4 : 1;
            (double Sum, double Weight, int Count) block = (weight * ((want ?? _x[layer[k]]) - offset[k]), weight, 1);
            while (blocks.TryPeek(out (double Sum, double Weight, int Count) before) && before.Sum / before.Weight >= block.Sum / block.Weight)
            {
                blocks.Pop();
                block = (before.Sum + block.Sum, before.Weight + block.Weight, before.Count + block.Count);
            }

            blocks.Push(block);
        }

        int at = layer.Count;
        foreach ((double sum, double weight, int count) in blocks)
        {
            for (int k = 0; k < count; k++)
            {
                at--;
                _x[layer[at]] = (float)(sum / weight) + offset[at];
            }
        }
    }

    private void Finish((int From, float FromPort, int To, float ToPort)[] links)
    {
        float left = _x.Select((x, b) => x - (_sizes[b].Width / 2)).DefaultIfEmpty().Min();
        for (int b = 0; b < _x.Length; b++) _x[b] -= left;
        var tops = new float[_layers.Length];
        var heights = new float[_layers.Length];
        float y = 0;
        for (int l = 0; l < _layers.Length; l++)
        {
            tops[l] = y;
            heights[l] = _layers[l].Max(b => _sizes[b].Height);

            // where many links shift sideways between two layers, they need room to tell apart
            int shifts = _pieces.Count(p => _layer[p.From] == l && Math.Abs(_x[p.From] + p.FromPort - _x[p.To] - p.ToPort) > 60);
            y += heights[l] + LayerGap + Math.Min(120, 3 * shifts);
        }

        Places = [.. Enumerable.Range(0, _boxes).Select(b => (_x[b], tops[_layer[b]] + ((heights[_layer[b]] - _sizes[b].Height) / 2)))];
        Width = _x.Select((x, b) => x + (_sizes[b].Width / 2)).DefaultIfEmpty().Max();
        Height = _layers.Length == 0 ? 0 : tops[^1] + heights[^1];
        Routes = [.. links.Select((link, i) =>
        {
            List<int> chain = _chains[i];
            (float Upper, float Lower) port = _isReversed[i] ? (link.ToPort, link.FromPort) : (link.FromPort, link.ToPort);
            (float X, float Top, float Bottom)[] route = [.. chain.Select((b, k) =>
            {
                float x = _x[b] + (k == 0 ? port.Upper : k == chain.Count - 1 ? port.Lower : 0);
                (float top, float bottom) = (tops[_layer[b]], tops[_layer[b]] + heights[_layer[b]]);
                return (x, top, bottom);
            })];
            if (_isReversed[i]) Array.Reverse(route);
            return route;
        })];
    }
}
