using System.Collections.Immutable;
using SkiaSharp;

namespace Blockade.Reporting;

/// <summary>Draws a <see cref="GraphFigure"/>: lays its connected parts out one by one and sets them in rows.</summary>
internal sealed class GraphDrawing
{
    private const float Margin = 40, BetweenParts = 60, LegendHeight = 44;
    private const float CellPadding = 14, CellHeight = 44, MarkHeight = 38, FramePadding = 10, LabelLine = 28;

    private static readonly TextStyle Label = TextStyle.Small;

    private readonly GraphFigure _figure;
    private readonly Part[] _parts;

    private GraphDrawing(GraphFigure figure)
    {
        _figure = figure;
        _parts = [.. PartsOf(figure)];
        float widest = Math.Max(FigureCanvas.Width - (2 * Margin), _parts.Select(p => p.Layout.Width).DefaultIfEmpty().Max());
        float y = figure.Title.Length > 90 ? 140 : 100;
        foreach (List<Part> row in Rows(_parts, widest))
        {
            float x = Margin + ((widest - Length(row)) / 2);
            foreach (Part part in row)
            {
                (part.X, part.Y) = (x, y);
                x += part.Layout.Width + BetweenParts;
            }

            y += row.Max(p => p.Layout.Height) + BetweenParts;
        }

        Width = (int)Math.Ceiling(widest + (2 * Margin));
        Bottom = y - BetweenParts;
        Height = (int)Math.Ceiling(Bottom + Margin + (figure.Legend.Length * LegendHeight));
    }

    public int Width { get; }

    public int Height { get; }

    private float Bottom { get; }

    public static GraphDrawing Plan(GraphFigure figure) => new(figure);

    public void Draw(FigureCanvas canvas)
    {
        canvas.Heading(_figure.Title);
        foreach (Part part in _parts) DrawPart(canvas, part);
        for (int i = 0; i < _figure.Legend.Length; i++)
        {
            (GraphLinkLook look, string meaning) = _figure.Legend[i];
            float y = Bottom + 36 + (i * LegendHeight);
            DrawLine(canvas, [new(Margin, y), new(Margin + 70, y)], look, endsDown: false, horizontal: true);
            canvas.Text(meaning, Margin + 96, y + 8, Label);
        }
    }

    private static void DrawPart(FigureCanvas canvas, Part part)
    {
        for (int b = 0; b < part.Nodes.Count; b++)
        {
            (float x, float top) = part.Layout.Places[b];
            part.Nodes[b].Draw(canvas, part.X + x, part.Y + top);
        }

        for (int i = 0; i < part.Links.Count; i++)
        {
            (float X, float Top, float Bottom)[] route = part.Layout.Routes[i];
            (GraphLinkLook look, bool hasEnd) = part.Links[i];
            bool down = route[0].Top <= route[^1].Top;
            var points = new List<SKPoint>();
            for (int k = 0; k < route.Length; k++)
            {
                // a link leaves its box at the edge, passes each layer straight, and bends between layers
                (float x, float top, float bottom) = route[k];
                float enter = part.Y + (down ? top : bottom), leave = part.Y + (down ? bottom : top);
                if (k == 0) enter = part.Y + Edge(part, part.Ends[i].From, down, isStart: true);
                if (k == route.Length - 1) leave = part.Y + Edge(part, part.Ends[i].To, down, isStart: false);
                points.Add(new SKPoint(part.X + x, enter));
                points.Add(new SKPoint(part.X + x, leave));
            }

            DrawLine(canvas, points, hasEnd ? look : Bare(look), down, horizontal: false);
        }
    }

    // where a link meets its box, or the cell in it: the lower edge where it leaves downwards or arrives from below
    private static float Edge(Part part, int box, bool down, bool isStart)
    {
        float inset = part.Nodes[box].Cells.Length > 0 ? FramePadding : 0;
        return part.Layout.Places[box].Top + (down == isStart ? part.Nodes[box].Height - inset : inset);
    }

    // a label stands in the middle of its link, which ends once only
    private static GraphLinkLook Bare(GraphLinkLook look) => look == GraphLinkLook.Arrow ? GraphLinkLook.Plain : look;

    private static void DrawLine(FigureCanvas canvas, List<SKPoint> points, GraphLinkLook look, bool endsDown, bool horizontal)
    {
        (string hex, float width, ImmutableArray<float> dashes) = look switch
        {
            GraphLinkLook.Positive => (Ink.OfArm(0).Hex, 2.2f, []),
            GraphLinkLook.Negative => (Ink.OfArm(1).Hex, 2.2f, (ImmutableArray<float>)[12, 7]),
            GraphLinkLook.Faint => (Ink.Grey, 1.8f, [2, 6]),
            _ => (Ink.Black, 2.2f, []),
        };
        SKPoint end = points[^1];
        canvas.Curve([.. points], hex, width, dashes);
        float d = endsDown ? -1 : 1;
        SKPoint Back(float along, float across) => horizontal ? new(end.X - along, end.Y + across) : new(end.X + across, end.Y + (d * along));
        switch (look)
        {
            case GraphLinkLook.Arrow or GraphLinkLook.Positive:
                canvas.Fill([end, Back(15, 7), Back(15, -7)], hex);
                break;
            case GraphLinkLook.Negative:
                canvas.Line([Back(2, 9), Back(2, -9)], hex, 4);
                break;
            case GraphLinkLook.Faint:
                canvas.Ring(Back(5, 0).X, Back(5, 0).Y, 5, hex, 2);
                break;
        }
    }

    private static List<List<Part>> Rows(Part[] parts, float widest)
    {
        var rows = new List<List<Part>>();
        foreach (Part part in parts)
        {
            if (rows.Count == 0 || Length(rows[^1]) + BetweenParts + part.Layout.Width > widest) rows.Add([]);
            rows[^1].Add(part);
        }

        return rows;
    }

    private static float Length(List<Part> row) => row.Sum(p => p.Layout.Width) + (BetweenParts * (row.Count - 1));

    // Where several links are fastened at one place, they are spread there in the order in which they arrive, which one layout tells the next.
    private static LayeredLayout Fanned(List<Node> nodes, (int From, float FromPort, int To, float ToPort)[] links, bool isDirected)
    {
        (float, float)[] sizes = [.. nodes.Select(n => (n.Width, n.Height))];
        LayeredLayout first = LayeredLayout.Of(sizes, links, isDirected);
        var ends = links.SelectMany((l, i) =>
        {
            (float X, float Top, float Bottom)[] route = first.Routes[i];
            bool down = route[0].Top <= route[^1].Top;
            return new[] { (Box: l.From, Port: l.FromPort, Below: down, Link: i, IsStart: true, Next: route[1].X), (Box: l.To, Port: l.ToPort, Below: !down, Link: i, IsStart: false, Next: route[^2].X) };
        });
        foreach (var place in ends.Where(e => nodes[e.Box].Look is not null).GroupBy(e => (e.Box, e.Port, e.Below)).Where(g => g.Count() > 1))
        {
            var sorted = place.OrderBy(e => e.Next).ToArray();
            float width = nodes[place.Key.Box].Cells.FirstOrDefault(c => Math.Abs(c.Left + (c.Width / 2) - (nodes[place.Key.Box].Width / 2) - place.Key.Port) < 1).Width;
            if (width == 0) width = nodes[place.Key.Box].Width;
            float step = Math.Min(width * 0.7f / (sorted.Length - 1), 18);
            for (int k = 0; k < sorted.Length; k++)
            {
                float port = place.Key.Port + (step * (k - ((sorted.Length - 1) / 2f)));
                ref (int From, float FromPort, int To, float ToPort) link = ref links[sorted[k].Link];
                if (sorted[k].IsStart) link.FromPort = port;
                else link.ToPort = port;
            }
        }

        return LayeredLayout.Of(sizes, links, isDirected);
    }

    private static IEnumerable<Part> PartsOf(GraphFigure figure)
    {
        var boxOf = new Dictionary<string, int>();
        var nodes = new List<Node>();
        bool marks = figure.Boxes.Any(b => b.Cells.Any(c => c.Marks.Length > 0));
        var port = new Dictionary<string, float>();
        foreach (GraphBox box in figure.Boxes)
        {
            foreach (GraphCell cell in box.Cells) boxOf.Add(cell.Id, nodes.Count);
            boxOf.Add(box.Id, nodes.Count);
            nodes.Add(Node.Of(box, marks, port));
        }

        var links = new List<(int From, float FromPort, int To, float ToPort, GraphLinkLook Look, bool HasEnd)>();
        foreach (GraphLink link in figure.Links)
        {
            (int from, int to) = (boxOf[link.Source], boxOf[link.Target]);
            (float fromPort, float toPort) = (port.GetValueOrDefault(link.Source), port.GetValueOrDefault(link.Target));
            if (link.Label.Length == 0 && from != to)
            {
                links.Add((from, fromPort, to, toPort, link.Look, true));
                continue;
            }

            // The label is a box of its own, so that nothing lies over it. A link of a box to itself hangs below it by two threads.
            var label = Node.OfLabel(link.Label);
            int middle = nodes.Count;
            nodes.Add(label);
            float half = from != to ? 0 : Math.Clamp((toPort - fromPort) / 2, -label.Width / 2, label.Width / 2) + (link.Source == link.Target ? 12 : 0);
            links.Add((from, fromPort, middle, -half, link.Look, false));
            links.Add((middle, half, to, toPort, link.Look, true));
        }

        // connected parts, in the order of their first boxes
        int[] group = [.. Enumerable.Range(0, nodes.Count)];
        foreach (var l in links) group[Root(l.From)] = Root(l.To);
        bool isDirected = figure.Links.Any(l => l.Look != GraphLinkLook.Plain);
        foreach (IGrouping<int, int> members in Enumerable.Range(0, nodes.Count).GroupBy(Root))
        {
            Dictionary<int, int> number = members.Select((m, i) => (m, i)).ToDictionary(m => m.m, m => m.i);
            var own = links.Where(l => number.ContainsKey(l.From)).Select(l => (From: number[l.From], l.FromPort, To: number[l.To], l.ToPort, l.Look, l.HasEnd)).ToList();
            List<Node> ownNodes = [.. members.Select(m => nodes[m])];
            LayeredLayout layout = Fanned(ownNodes, [.. own.Select(l => (l.From, l.FromPort, l.To, l.ToPort))], isDirected);
            yield return new Part(layout, ownNodes, [.. own.Select(l => (l.Look, l.HasEnd))], [.. own.Select(l => (l.From, l.To))]);
        }

        int Root(int node)
        {
            while (group[node] != node) node = group[node] = group[group[node]];
            return node;
        }
    }

    private sealed class Part(LayeredLayout layout, List<Node> nodes, List<(GraphLinkLook Look, bool HasEnd)> links, List<(int From, int To)> ends)
    {
        public LayeredLayout Layout => layout;

        public List<Node> Nodes => nodes;

        public List<(GraphLinkLook Look, bool HasEnd)> Links => links;

        public List<(int From, int To)> Ends => ends;

        public float X { get; set; }

        public float Y { get; set; }
    }

    /// <summary>A box or a label with its size.</summary>
    private sealed record Node(ImmutableArray<string> Lines, GraphLook? Look, ImmutableArray<(GraphCell Cell, float Left, float Width)> Cells, float Width, float Height)
    {
        private const string FrameFill = "#E8F1F8", MarkFill = "#EFEFEF", FrameLine = "#0072B2";

        public static Node OfLabel(string text)
        {
            // long lists of names are broken at blanks
            ImmutableArray<string> lines = [.. text.Split('\n').SelectMany(l => Broken(l, 300))];
            return new Node(lines, null, [], lines.Max(l => FigureCanvas.WidthOf(l, Label)) + 12, (lines.Length * LabelLine) + 8);
        }

        public static Node Of(GraphBox box, bool hasMarks, Dictionary<string, float> port)
        {
            ImmutableArray<string> lines = [.. box.Label.Split('\n')];
            TextStyle style = box.Look == GraphLook.Framed ? TextStyle.PanelHeading : Label;
            float text = lines.Max(l => FigureCanvas.WidthOf(l, style)) + (2 * CellPadding);
            if (box.Look != GraphLook.Framed) return new Node(lines, box.Look, [], text + (box.Look == GraphLook.Round ? 16 : 0), (lines.Length * LabelLine) + 18);
            var cells = ImmutableArray.CreateBuilder<(GraphCell, float, float)>();
            float x = text;
            foreach (GraphCell cell in box.Cells)
            {
                float marks = cell.Marks.Sum(m => FigureCanvas.WidthOf(m, Label) + 16) + (6 * Math.Max(0, cell.Marks.Length - 1));
                float width = Math.Max(Math.Max(FigureCanvas.WidthOf(cell.Label, Label), marks) + (2 * CellPadding), 46);
                cells.Add((cell, x, width));
                x += width + FramePadding;
            }

            float all = box.Cells.Length == 0 ? text : x;
            foreach ((GraphCell cell, float left, float width) in cells) port[cell.Id] = left + (width / 2) - (all / 2);
            return new Node(lines, box.Look, cells.ToImmutable(), all, CellHeight + (hasMarks ? MarkHeight : 0) + (2 * FramePadding));
        }

        public void Draw(FigureCanvas canvas, float x, float top)
        {
            float left = x - (Width / 2);
            switch (Look)
            {
                case GraphLook.Framed:
                    canvas.RoundBox(SKRect.Create(left, top, Width, Height), 10, FrameFill, FrameLine, 2);
                    canvas.Text(Lines[0], left + CellPadding, top + (Height / 2) + 9, TextStyle.PanelHeading);
                    foreach ((GraphCell cell, float at, float width) in Cells) DrawCell(canvas, cell, SKRect.Create(left + at, top + FramePadding, width, Height - (2 * FramePadding)));
                    return;
                case { } look:
                    canvas.RoundBox(SKRect.Create(left, top, Width, Height), look == GraphLook.Round ? Height / 2 : 3, look == GraphLook.Round ? "#FFFFFF" : FrameFill, look == GraphLook.Round ? Ink.Grey : FrameLine, 2);
                    break;
            }

            for (int l = 0; l < Lines.Length; l++) canvas.Text(Lines[l], x, top + (Look is null ? 4 : 9) + (l * LabelLine) + 22, Label with { Align = SKTextAlign.Center });
        }

        private static void DrawCell(FigureCanvas canvas, GraphCell cell, SKRect box)
        {
            canvas.RoundBox(box, 6, "#FFFFFF", Ink.Grey, 1.5f);
            canvas.Text(cell.Label, box.MidX, box.Top + (cell.Marks.Length == 0 ? (box.Height / 2) + 8 : 31), Label with { Align = SKTextAlign.Center });
            float x = box.MidX - ((cell.Marks.Sum(m => FigureCanvas.WidthOf(m, Label) + 16) + (6 * (cell.Marks.Length - 1))) / 2);
            foreach (string mark in cell.Marks)
            {
                float width = FigureCanvas.WidthOf(mark, Label) + 16;
                canvas.RoundBox(SKRect.Create(x, box.Bottom - MarkHeight + 1, width, MarkHeight - 8), 13, MarkFill, Ink.Grey, 1);
                canvas.Text(mark, x + (width / 2), box.Bottom - 14, Label with { Align = SKTextAlign.Center });
                x += width + 6;
            }
        }

        private static IEnumerable<string> Broken(string text, float width)
        {
            string line = "";
            foreach (string word in text.Split(' '))
            {
                string longer = line.Length == 0 ? word : $"{line} {word}";
                if (line.Length > 2 && FigureCanvas.WidthOf(longer, Label) > width)
                {
                    yield return line;
                    line = word;
                }
                else
                {
                    line = longer;
                }
            }

            yield return line;
        }
    }
}
