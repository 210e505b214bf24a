using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Blockade.Testing;

namespace Blockade.Reporting.Tests.Figures;

public sealed class FigureRendererTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static TheoryData<string> Names => [.. SampleFigures.All.Select(f => f.Name)];

    public static TheoryData<string> AllNames => [.. SampleFigures.All.Concat(SampleFigures.Extremes).Select(f => f.Name)];

    [Theory, MemberData(nameof(Names)), Evidence(EvidenceKind.Analytic, "contract of FigureRenderer")]
    public void A_figure_is_four_files(string name)
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = OutputFolder.Create(temporary.Path);

        RenderedFigure rendered = FigureRenderer.Render(Named(name), folder, name);

        Assert.Equal([$"{name}.csv", $"{name}.png", $"{name}.svg", $"{name}.txt"], folder.Files.Select(f => f.Name));
        Assert.Equal(rendered.Description + "\n", File.ReadAllText(temporary[$"{name}.txt"]));
        Assert.Equal("svg", XDocument.Load(temporary[$"{name}.svg"]).Root!.Name.LocalName);
        Assert.True(File.ReadLines(temporary[$"{name}.csv"]).Count() > 1);
    }

    [Theory, MemberData(nameof(Names)), Evidence(EvidenceKind.Analytic, "PNG specification, IHDR: width and height follow at byte 16; a survival figure is as much higher as two blocks of 120 and a heading of 34 are than the 108 pixels that are in the 1000")]
    public void A_picture_is_1600_by_1000_pixels_unless_a_table_stands_below_it(string name)
    {
        ReadOnlySpan<byte> png = FigureRenderer.Png(Named(name));

        Assert.Equal((1600, name == "survival" ? 1000 - 108 + 34 + (2 * 120) : 1000), (BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..])));
    }

    [Theory, MemberData(nameof(Names)), Evidence(EvidenceKind.Analytic, "SVG 2 section 5.8 and WAI-ARIA graphics: an image named by title and desc")]
    public void A_drawing_names_and_describes_itself(string name)
    {
        Figure figure = Named(name);
        XElement svg = XElement.Parse(FigureRenderer.Draw(figure, name).Svg);

        Assert.Equal(figure.Title, svg.Element(Svg + "title")!.Value);
        Assert.Equal(figure.Description, svg.Element(Svg + "desc")!.Value);
        Assert.Equal("img", svg.Attribute("role")!.Value);
        string[] ids = [.. svg.Descendants().Attributes("id").Select(a => a.Value)];
        Assert.All(svg.Attribute("aria-labelledby")!.Value.Split(' '), id => Assert.Contains(id, ids));
        Assert.All(ids, id => Assert.StartsWith($"{name}-", id));
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    [Theory, MemberData(nameof(Names)), Evidence(EvidenceKind.Analytic, "every reference within the drawing has a target")]
    public void Clip_paths_still_find_their_targets(string name)
    {
        XElement svg = XElement.Parse(FigureRenderer.Draw(Named(name), name).Svg);
        var ids = svg.Descendants().Attributes("id").Select(a => $"url(#{a.Value})").ToHashSet();

        Assert.All(svg.Descendants().Attributes("clip-path"), a => Assert.Contains(a.Value, ids));
    }

    [Theory, MemberData(nameof(AllNames)), Evidence(EvidenceKind.Analytic, "requirement: no text below 22 pixels, all of it on the sheet")]
    public void Text_is_legible_and_not_clipped(string name)
    {
        XElement svg = XElement.Parse(FigureRenderer.Draw(Named(name), name).Svg);
        (double width, double height) = (Number(svg.Attribute("width")!.Value), Number(svg.Attribute("height")!.Value));

        Assert.All(svg.Descendants(Svg + "text"), text =>
        {
            Assert.InRange(Number(text.Attribute("font-size")!.Value), 22, 40);
            (double left, double top, double right, double bottom) = Box(text);
            Assert.True(left >= 0 && right <= width && top >= 0 && bottom <= height, $"'{text.Value}' leaves the sheet: {left} {top} {right} {bottom}");
        });
    }

    [Theory, MemberData(nameof(AllNames)), Evidence(EvidenceKind.Analytic, "requirement: no two texts overlap")]
    public void Texts_keep_apart(string name)
    {
        (string Text, (double Left, double Top, double Right, double Bottom) Box)[] texts =
            [.. XElement.Parse(FigureRenderer.Draw(Named(name), name).Svg).Descendants(Svg + "text").Select(t => (t.Value, Box(t)))];

        for (int i = 0; i < texts.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                var (a, b) = (texts[i].Box, texts[j].Box);
                bool apart = a.Right <= b.Left || b.Right <= a.Left || a.Bottom <= b.Top || b.Bottom <= a.Top;
                Assert.True(apart, $"'{texts[i].Text}' overlaps '{texts[j].Text}'");
            }
        }
    }

    [Theory, MemberData(nameof(Names)), Evidence(EvidenceKind.Analytic, "an axis title names quantity and unit")]
    public void Axes_carry_their_units(string name)
    {
        string[] texts = [.. XElement.Parse(FigureRenderer.Draw(Named(name), name).Svg).Descendants(Svg + "text").Select(t => t.Value)];
        string[] expected = name switch
        {
            "survival" => ["Time since randomisation (months)", "Progression-free survival (%)", "at risk"],
            "waterfall" => ["Best change in sum of target lesions (%)", "+20 %", "\u221230 %"],
            "heat-map" => ["Pertuzumab (nM)", "Trastuzumab (nM)", "Excess (points)"],
            "trajectory" => ["Time since first dose (weeks)", "Concentration (mg/L)"],
            "replicates" => ["Hazard ratio", "Share of replicates (%)", "Look", "Replicates (%)", "200 replicates"],
            "power" => ["Events at the last look", "Assurance (%)", "wanted: 90 %"],
            _ => ["Hazard ratio", "Predicted", "Published", "calibrate", "blind"],
        };

        Assert.All(expected, text => Assert.Contains(text, texts));
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "ScottPlot issue 4436: attempts at a layout must not stay in the drawing")]
    public void Each_grid_is_drawn_once()
    {
        XElement svg = XElement.Parse(FigureRenderer.Draw(SampleFigures.Survival(), "s").Svg);

        Assert.Single(svg.Descendants(Svg + "path"), p => p.Attribute("stroke")?.Value == "#E3E3E3");
    }

    [Theory, InlineData(1), InlineData(2), InlineData(7)]
    [Evidence(EvidenceKind.Metamorphic, "same figures on any number of threads, and in another culture")]
    public void Bytes_do_not_depend_on_threads_or_culture(int threads)
    {
        string[] expected = [.. SampleFigures.All.Select(f => Fingerprint(f.Name, f.Figure))];

        var actual = new string[threads * expected.Length];
        Parallel.For(0, actual.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            using var foreign = new ForeignCulture();
            (string name, Figure figure) = SampleFigures.All[i % expected.Length];
            actual[i] = Fingerprint(name, figure);
        });

        for (int i = 0; i < actual.Length; i++) Assert.Equal(expected[i % expected.Length], actual[i]);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "data that span nothing, and a curve without event")]
    public void Flat_data_can_be_drawn()
    {
        var flat = new TrajectoryFigure
        {
            Title = "Flat", Description = "Flat.", Time = new FigureAxis("Time", "h"),
            Panels =
            [
                new("Nothing", new FigureAxis("Zero", "1"), [new("a", [new(0, 0), new(1, 0)])]),
                new("Log of nothing", new FigureAxis("Zero", "1") { Logarithmic = true }, [new("a", [new(0, 0), new(1, 0)])]),
            ],
        };
        SurvivalFigure survival = SampleFigures.Survival(30);
        var still = new SurvivalArm("A", [new SurvivalStep(0, 1)], [40], [.. survival.RiskTimes.Select(_ => new RiskCount(3, 0, 0))]);
        var nobodyDies = survival with { Arms = [still], Published = [] };

        Assert.All(new Figure[] { flat, nobodyDies }, figure => Assert.NotEmpty(FigureRenderer.Draw(figure, "x").Svg));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "Morris et al. (2019): at risk, censored and with event below the curve, each below its time; those of one time add up to the arm")]
    public void The_table_below_a_curve_says_what_became_of_everybody()
    {
        SurvivalFigure figure = SampleFigures.Survival();
        XElement[] texts = [.. XElement.Parse(FigureRenderer.Draw(figure, "x").Svg).Descendants(Svg + "text")];
        Table data = figure.Data("x");

        int arms = figure.Arms.Length, times = figure.RiskTimes.Length;
        foreach (string row in new[] { "at risk", "censored", "events" }) Assert.Equal(arms, texts.Count(t => t.Value == row));
        foreach (SurvivalArm arm in figure.Arms)
        {
            Assert.All(arm.Risk, c => Assert.Equal(arm.Risk[0].AtRisk, c.AtRisk + c.Censored + c.Events));
            Assert.Contains(texts, t => t.Value == arm.Risk[^2].Events.ToString(CultureInfo.InvariantCulture));
        }

        Column.Number[] columns = [.. new[] { "at_risk", "censored", "events" }.Select(n => data.Columns.OfType<Column.Number>().Single(c => c.Name == n))];
        Assert.Equal(arms * times, columns[0].Values.Count(double.IsFinite));
        Assert.Equal(figure.Arms.SelectMany(a => a.Risk.Select(c => (double)c.Events)), columns[2].Values.Where(double.IsFinite));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of SurvivalFigure: a published curve belongs to an arm")]
    public void Parts_that_do_not_fit_are_named()
    {
        SurvivalFigure figure = SampleFigures.Survival() with { Published = [new("P", "no such arm", PublishedShape.Steps, [])] };

        Assert.Contains("no such arm", Assert.Throws<ArgumentException>(() => FigureRenderer.Draw(figure, "x")).Message);
    }

    [Theory, InlineData(""), InlineData("1a"), InlineData("a b"), InlineData("../a"), InlineData("\u00E4")]
    [Evidence(EvidenceKind.Analytic, "contract of FigureRenderer: names are identifiers")]
    public void A_name_is_an_identifier(string name) => Assert.Throws<ArgumentException>(() => FigureRenderer.Draw(SampleFigures.Forest(), name));

    [Fact, Evidence(EvidenceKind.Analytic, "a title is text, not markup")]
    public void Markup_in_a_title_is_text()
    {
        Figure figure = SampleFigures.Forest(2) with { Title = "A < B & \"C\"", Description = "<script>alert(1)</script>" };
        XElement svg = XElement.Parse(FigureRenderer.Draw(figure, "x").Svg);

        Assert.Equal("A < B & \"C\"", svg.Element(Svg + "title")!.Value);
        Assert.Empty(svg.Descendants(Svg + "script"));
    }

    private static Figure Named(string name) => SampleFigures.All.Concat(SampleFigures.Extremes).Single(f => f.Name == name).Figure;

    private static string Fingerprint(string name, Figure figure) => Convert.ToHexString(SHA256.HashData(
        [.. Encoding.UTF8.GetBytes(FigureRenderer.Draw(figure, name).Svg), .. FigureRenderer.Png(figure)]));

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double[] Numbers(string list) => [.. list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries).Select(Number)];

    /// <summary>The ink of a text: from the first letter to the last, capitals above the line and a little below it.</summary>
    private static (double Left, double Top, double Right, double Bottom) Box(XElement text)
    {
        double size = Number(text.Attribute("font-size")!.Value);
        double[] at = Numbers(text.Attribute("x")!.Value);
        double baseline = Numbers(text.Attribute("y")!.Value)[0], right = at[^1] + 0.6 * size;   // a letter is about 0.6 of its size wide
        (double ax, double ay) = Moved(text, at[0], baseline - 0.75 * size);
        (double bx, double by) = Moved(text, right, baseline + 0.2 * size);
        return (Math.Min(ax, bx), Math.Min(ay, by), Math.Max(ax, bx), Math.Max(ay, by));
    }

    private static (double X, double Y) Moved(XElement text, double x, double y)
    {
        string transform = text.Attribute("transform")?.Value ?? "translate(0 0)";
        double[] m = Numbers(transform[(transform.IndexOf('(', StringComparison.Ordinal) + 1)..transform.IndexOf(')', StringComparison.Ordinal)]);
        return transform.Split('(')[0] switch
        {
            "translate" when !transform.Contains("rotate", StringComparison.Ordinal) => (x + m[0], y + m.ElementAtOrDefault(1)),
            "matrix" => (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]),
            _ => throw new NotSupportedException(transform),
        };
    }
}
