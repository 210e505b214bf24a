using Blockade.Testing;

namespace Blockade.Reporting.Tests.Figures;

public sealed class LayeredLayoutTests
{
    [Theory, InlineData(3, 1), InlineData(10, 2), InlineData(40, 3), InlineData(120, 4), InlineData(120, 5)]
    [Evidence(EvidenceKind.Analytic, "what a layout is for: boxes apart, on the sheet, and no link through a box that it does not join")]
    public void Boxes_keep_apart_and_links_go_round_them(int boxes, uint seed)
    {
        ((float Width, float Height)[] sizes, (int From, float, int To, float)[] links) = Graph(boxes, seed);

        LayeredLayout layout = LayeredLayout.Of(sizes, links, isDirected: seed % 2 == 0);

        (float Left, float Top, float Right, float Bottom)[] placed = [.. layout.Places.Select((p, b) => (p.X - (sizes[b].Width / 2), p.Top, p.X + (sizes[b].Width / 2), p.Top + sizes[b].Height))];
        for (int a = 0; a < boxes; a++)
        {
            Assert.True(placed[a].Left >= -0.01 && placed[a].Right <= layout.Width + 0.01 && placed[a].Top >= 0 && placed[a].Bottom <= layout.Height + 0.01);
            for (int b = 0; b < a; b++)
            {
                Assert.True(placed[a].Right < placed[b].Left || placed[b].Right < placed[a].Left || placed[a].Bottom < placed[b].Top || placed[b].Bottom < placed[a].Top, $"boxes {a} and {b} overlap");
            }
        }

        for (int l = 0; l < links.Length; l++)
        {
            // between layers there are no boxes: a link can meet one only where it passes a layer
            foreach ((float x, float top, float bottom) in layout.Routes[l][1..^1])
            {
                Assert.All(placed, b => Assert.True(x < b.Left || x > b.Right || bottom < b.Top || top > b.Bottom, $"link {l} goes through a box"));
            }

            Assert.Equal(layout.Places[links[l].From].X + links[l].Item2, layout.Routes[l][0].X);
            Assert.Equal(layout.Places[links[l].To].X + links[l].Item4, layout.Routes[l][^1].X);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a tree can be drawn without crossings, its children under their parents")]
    public void A_tree_is_drawn_without_crossings()
    {
        // 1 to 2 and 3, 2 to 4 and 5, 3 to 6 and 7: given in an order that crosses
        (int From, float, int To, float)[] links = [(0, 0, 2, 0), (0, 0, 1, 0), (2, 0, 3, 0), (1, 0, 4, 0), (2, 0, 5, 0), (1, 0, 6, 0)];
        LayeredLayout layout = LayeredLayout.Of([.. Enumerable.Repeat((60f, 30f), 7)], links, isDirected: true);

        for (int a = 0; a < links.Length; a++)
        {
            for (int b = 0; b < a; b++)
            {
                if (layout.Places[links[a].From].Top != layout.Places[links[b].From].Top) continue;
                float above = layout.Places[links[a].From].X - layout.Places[links[b].From].X, below = layout.Places[links[a].To].X - layout.Places[links[b].To].X;
                Assert.True(above * below >= 0, $"links {a} and {b} cross");
            }
        }

        Assert.Equal((layout.Places[1].X + layout.Places[2].X) / 2, layout.Places[0].X, 1f);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same graph is laid out the same")]
    public void A_layout_repeats()
    {
        var (sizes, links) = Graph(60, 9);

        Assert.Equal(LayeredLayout.Of(sizes, links, true).Places, LayeredLayout.Of(sizes, links, true).Places);
    }

    // a connected graph with cycles; numbers of a linear congruence (Numerical Recipes), which repeats everywhere
    private static ((float, float)[], (int, float, int, float)[]) Graph(int boxes, uint seed)
    {
        uint state = seed;
        int Next(int below) => (int)((state = (1664525 * state) + 1013904223) >> 8) % below;
        (float Width, float Height)[] sizes = [.. Enumerable.Range(0, boxes).Select(_ => (30f + Next(150), 20f + Next(60)))];
        var links = new List<(int, float, int, float)>();
        for (int b = 1; b < boxes; b++) links.Add((Next(b), 5, b, -5));
        for (int i = 0; i < boxes; i++)
        {
            (int from, int to) = (Next(boxes), Next(boxes));
            if (from != to) links.Add((from, 0, to, 0));
        }

        return (sizes, [.. links]);
    }
}
