using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Blockade.Reporting.Tests.Figures;
using Blockade.Reporting.Tests.Tables;
using Blockade.Testing;

namespace Blockade.Reporting.Tests.Html;

public sealed partial class HtmlReportTests
{
    private static readonly XNamespace Xhtml = "http://www.w3.org/1999/xhtml", Svg = "http://www.w3.org/2000/svg";

    private static Report Sample => new("Virtual CLEOPATRA <1>", "Two arms & one endpoint.",
    [
        new("Results",
        [
            new ReportBlock.Paragraph("<script>alert('x')</script> & more"),
            new ReportBlock.Warning("3 patients left the table."),
            new ReportBlock.Tabulated(SampleTable.All, MaxRows: 3),
            new ReportBlock.Drawing(FigureRenderer.Draw(SampleFigures.Forest(3), "forest")),
            new ReportBlock.Drawing(FigureRenderer.Draw(SampleFigures.Waterfall(5), "waterfall")),
        ]),
        new("Sources", [new ReportBlock.Sources([new("Baselga et al. (2012), N. Engl. J. Med. 366:109-119", "10.1056/NEJMoa1113216"), new("No identifier")])]),
    ]);

    [Fact, Evidence(EvidenceKind.Analytic, "the XML syntax of HTML")]
    public void The_page_is_well_formed_and_says_what_it_is_not_for()
    {
        XElement html = Parse(Text(Sample));

        Assert.Equal(Xhtml + "html", html.Name);
        Assert.Equal("en", html.Attribute("lang")!.Value);
        Assert.Contains("A research and teaching tool: not for treatment decisions.", html.Descendants(Xhtml + "p").Select(p => p.Value));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "self-contained: no address but namespaces and DOI links, no script")]
    public void The_page_needs_nothing_else()
    {
        string text = Text(Sample);

        Assert.All(Address().Matches(text), m => Assert.True(
            m.Value.StartsWith("http://www.w3.org/", StringComparison.Ordinal) || m.Value.StartsWith("https://doi.org/10.", StringComparison.Ordinal), m.Value));
        Assert.Empty(Parse(text).Descendants(Xhtml + "script"));
        Assert.DoesNotContain("@import", text);
        Assert.DoesNotContain("url(http", text);
        Assert.All(Parse(text).Descendants().Attributes().Where(a => a.Name.LocalName is "src" or "href"),
            a => Assert.True(a.Value.StartsWith('#') || a.Value.StartsWith("https://doi.org/", StringComparison.Ordinal)));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "WCAG 2.2: 1.1.1, 1.3.1, 2.1.1, 2.4.1, 3.1.1")]
    public void The_page_is_open_to_keyboards_and_screen_readers()
    {
        XElement html = Parse(Text(Sample)), body = html.Element(Xhtml + "body")!;
        string[] ids = [.. html.Descendants().Attributes("id").Select(a => a.Value)];

        Assert.Equal("#main", body.Elements().First().Attribute("href")!.Value);   // skip link comes first
        Assert.All(new[] { "header", "nav", "main", "footer" }, landmark => Assert.Single(body.Elements(Xhtml + landmark)));
        Assert.Single(body.Descendants(Xhtml + "h1"));
        Assert.All(body.Descendants(Xhtml + "table"), table => Assert.NotNull(table.Element(Xhtml + "caption")));
        Assert.All(body.Descendants(Xhtml + "th"), th => Assert.Contains(th.Attribute("scope")?.Value, new[] { "col", "row" }));
        Assert.All(body.Descendants(Svg + "svg"), svg => Assert.NotEqual("", svg.Element(Svg + "desc")!.Value));
        Assert.Equal(ids.Length, ids.Distinct().Count());
        Assert.All(
            body.Descendants().Attributes().Where(a => a.Name == "aria-labelledby").SelectMany(a => a.Value.Split(' '))
                .Concat(body.Descendants(Xhtml + "a").Select(a => a.Attribute("href")!.Value).Where(h => h.StartsWith('#')).Select(h => h[1..])),
            id => Assert.Contains(id, ids));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "HTML: only void elements may close themselves")]
    public void An_html_parser_reads_the_same_page() =>
        Assert.All(SelfClosed().Matches(Svgs().Replace(Text(Sample), "")), m => Assert.Contains(m.Groups[1].Value, new[] { "meta", "br", "hr", "img" }));

    [Fact, Evidence(EvidenceKind.Analytic, "text is text")]
    public void Text_is_escaped_and_what_xml_cannot_hold_is_replaced()
    {
        XElement html = Parse(Text(Sample with { Summary = "bell \u0007, half \uD83D pair, whole \U0001F600" }));

        Assert.Contains("<script>alert('x')</script> & more", html.Descendants(Xhtml + "p").Select(p => p.Value));
        Assert.Contains("bell \uFFFD, half \uFFFD pair, whole \U0001F600", html.Descendants(Xhtml + "p").Select(p => p.Value));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of HtmlReport: cells of each kind")]
    public void A_table_shows_units_rounds_numbers_and_says_what_it_left_out()
    {
        XElement table = Parse(Text(Sample)).Descendants(Xhtml + "table").Single();
        string[][] rows = [.. table.Element(Xhtml + "tbody")!.Elements().Select(tr => tr.Elements().Select(td => td.Value).ToArray())];

        string[] headings = [.. table.Descendants(Xhtml + "th").Where(th => th.Attribute("scope")!.Value == "col").Select(th => th.Value)];

        Assert.Equal(["label", "hazard [1/month]", "n", "event"], headings);
        Assert.Equal(["a,b", "\u22120", "\u22121", "no"], rows[1]);
        Assert.Equal(["say \"no\"", "\u2013", "9,223,372,036,854,775,807", "yes"], rows[2]);
        Assert.Contains("The first 3 of 8 rows", Text(Sample));
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "same report, another culture")]
    public void Bytes_do_not_depend_on_culture()
    {
        string expected = Text(Sample);
        using var foreign = new ForeignCulture();

        Assert.Equal(expected, Text(Sample));
        Assert.DoesNotContain('\r', expected);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "identifiers are unique in a page")]
    public void Two_figures_of_one_name_are_refused()
    {
        var drawing = new ReportBlock.Drawing(FigureRenderer.Draw(SampleFigures.Forest(1), "f"));

        Assert.Throws<ArgumentException>(() => Text(new Report("T", "S", [new("A", [drawing, drawing])])));
    }

    private static string Text(Report report)
    {
        using var stream = new MemoryStream();
        HtmlReport.Write(report, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static XElement Parse(string text)
    {
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XElement.Load(reader);
    }

    [GeneratedRegex("""https?://[^\s"'<>)]*""")]
    private static partial Regex Address();

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svgs();

    [GeneratedRegex(@"<(\w+)[^<>]*/>")]
    private static partial Regex SelfClosed();
}
