using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Blockade.Reporting;

/// <summary>Writes a <see cref="Report"/> as one HTML file that needs nothing else: no network, no script, no other file.</summary>
/// <remarks>
/// XML syntax of HTML, so it parses either way. Landmarks, a skip link, captions, row and column headings, scrollable tables that take the
/// keyboard, figures named by their title and description, and a style for print. The only addresses in it are XML namespaces and DOI links.
/// Same report, same bytes.
/// </remarks>
public static class HtmlReport
{
    /// <summary>Stands on every report.</summary>
    public const string Notice = "A research and teaching tool: not for treatment decisions.";

    private const string Xhtml = "http://www.w3.org/1999/xhtml";

    // No '<' or '&' in here: it stands unescaped in both syntaxes.
    private const string Style = """
        :root { color-scheme: light; }
        body { margin: 0 auto; max-width: 62rem; padding: 0 1.25rem 3rem; background: #fff; color: #1a1a1a;
          font: 1.0625rem/1.55 "DejaVu Sans", Verdana, "Segoe UI", Helvetica, Arial, sans-serif; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 1.6rem 0 .6rem; }
        h2 { font-size: 1.35rem; margin: 2.4rem 0 .6rem; padding-bottom: .2rem; border-bottom: 2px solid #1a1a1a; }
        p { max-width: 46rem; }
        a { color: #00507d; }
        a:focus-visible, [tabindex]:focus-visible { outline: 3px solid #d55e00; outline-offset: 2px; }
        .skip { position: absolute; left: -999rem; }
        .skip:focus { position: static; display: inline-block; padding: .5rem; }
        .notice { font-weight: bold; }
        .warning { max-width: 44rem; border-left: .4rem solid #d55e00; background: #fdf1e8; padding: .6rem .9rem; }
        .scroll { overflow-x: auto; margin: 1.2rem 0; }
        table { border-collapse: collapse; font-size: .9375rem; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: bold; padding-bottom: .4rem; }
        thead th { border-bottom: 2px solid #1a1a1a; vertical-align: bottom; }
        th, td { padding: .3rem .8rem .3rem 0; text-align: left; font-weight: normal; border-bottom: 1px solid #ddd; }
        thead th { font-weight: bold; }
        .n { text-align: right; }
        .unit { font-weight: normal; color: #595959; white-space: nowrap; }
        .note { font-size: .875rem; color: #595959; }
        figure { margin: 1.4rem 0; }
        figure svg { display: block; width: 100%; height: auto; }
        figcaption { font-size: .9375rem; max-width: 46rem; margin-top: .5rem; }
        footer { margin-top: 3rem; border-top: 1px solid #999; font-size: .9375rem; }
        @page { size: A4; margin: 18mm; }
        @media print {
          body { max-width: none; padding: 0; font-size: 10pt; }
          .skip, nav { display: none; }
          h2, caption { break-after: avoid; }
          figure, tr, .warning { break-inside: avoid; }
          thead { display: table-header-group; }
          .scroll { overflow: visible; }
          a { color: inherit; text-decoration: none; }
        }
        """;

    /// <summary>Writes the report and flushes, but leaves the stream open.</summary>
    /// <exception cref="ArgumentException">There is no section, or two figures share a name.</exception>
    /// <exception cref="IOException">The stream could not be written.</exception>
    public static void Write(Report report, Stream stream)
    {
        if (report.Sections.IsDefaultOrEmpty) throw new ArgumentException($"The report '{report.Title}' has no section.", nameof(report));
        string? twice = report.Sections.SelectMany(s => s.Blocks).OfType<ReportBlock.Drawing>().GroupBy(d => d.Figure.Name, StringComparer.Ordinal)
            .FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null)
            throw new ArgumentException($"Two figures of the report are named '{twice}'; their identifiers would collide.", nameof(report));

        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), OmitXmlDeclaration = true,
            Indent = true, IndentChars = "", NewLineChars = "\n",
        };
        using (XmlWriter xml = XmlWriter.Create(stream, settings)) new Page(xml).Write(report);
        stream.Write("\n"u8);
        stream.Flush();
    }

    /// <summary>One page being written, and how many tables and figures it has so far.</summary>
    private sealed class Page(XmlWriter xml)
    {
        private int _tables, _figures;

        public void Write(Report report)
        {
            xml.WriteDocType("html", null, null, null);
            xml.WriteStartElement("html", Xhtml);
            xml.WriteAttributeString("lang", report.Language);
            Element("head", () =>
            {
                Element("meta", null, ("charset", "utf-8"));
                Element("meta", null, ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
                TextElement("title", report.Title);
                Element("style", () => xml.WriteRaw($"\n{Style.ReplaceLineEndings("\n")}\n"));
            });
            Element("body", () => Body(report));
            xml.WriteEndElement();
        }

        private void Body(Report report)
        {
            TextElement("a", "Skip to the results", ("class", "skip"), ("href", "#main"));
            Element("header", () =>
            {
                TextElement("h1", report.Title);
                TextElement("p", Notice, ("class", "notice"));
                TextElement("p", report.Summary);
            });
            Element("nav", () => Element("ol", () =>
            {
                for (int i = 0; i < report.Sections.Length; i++)
                {
                    int section = i;
                    Element("li", () => TextElement("a", report.Sections[section].Heading, ("href", $"#section-{section + 1}")));
                }
            }), ("aria-label", "Contents"));
            Element("main", () =>
            {
                for (int i = 0; i < report.Sections.Length; i++) Section(report.Sections[i], $"section-{i + 1}");
            }, ("id", "main"), ("tabindex", "-1"));
            Element("footer", () => TextElement("p", Notice));
        }

        private void Section(ReportSection section, string id) => Element("section", () =>
        {
            TextElement("h2", section.Heading, ("id", id));
            foreach (ReportBlock block in section.Blocks)
            {
                switch (block)
                {
                    case ReportBlock.Paragraph paragraph: TextElement("p", paragraph.Text); break;
                    case ReportBlock.Warning warning: Warning(warning.Text); break;
                    case ReportBlock.Tabulated tabulated: Tabulated(tabulated); break;
                    case ReportBlock.Drawing drawing: Drawing(drawing.Figure); break;
                    case ReportBlock.Sources sources: Sources(sources); break;
                    default: throw new UnreachableException();
                }
            }
        }, ("aria-labelledby", id));

        private void Warning(string text) => Element("p", () =>
        {
            TextElement("strong", "Warning:");
            Text($" {text}");
        }, ("class", "warning"), ("role", "note"));

        private void Tabulated(ReportBlock.Tabulated block)
        {
            Table table = block.Table;
            string id = $"table-{++_tables}";
            int shown = Math.Min(table.RowCount, block.MaxRows);
            Element("div", () => Element("table", () =>
            {
                TextElement("caption", $"Table {_tables}. {table.Title}", ("id", id));
                Element("thead", () => Element("tr", () =>
                {
                    foreach (Column column in table.Columns) Heading(column);
                }));
                Element("tbody", () =>
                {
                    for (int row = 0; row < shown; row++) Row(table, row, block.SignificantDigits);
                });
            }), ("class", "scroll"), ("role", "region"), ("tabindex", "0"), ("aria-labelledby", id));
            if (shown < table.RowCount)
            {
                TextElement("p", string.Create(
                    CultureInfo.InvariantCulture, $"The first {shown} of {table.RowCount} rows; all are in the file {table.Name}.csv."), ("class", "note"));
            }
        }

        private void Heading(Column column) => Element("th", () =>
        {
            Text(column.Name.Replace('_', ' '));
            if (column.Unit.Length > 0 && column.Unit != "1") TextElement("span", $" [{column.Unit}]", ("class", "unit"));
        }, ("scope", "col"), ("title", column.Description), ("class", IsNumeric(column) ? "n" : ""));

        private void Row(Table table, int row, int digits) => Element("tr", () =>
        {
            for (int c = 0; c < table.Columns.Length; c++)
            {
                Column column = table.Columns[c];
                if (c == 0 && column is Column.Text) TextElement("th", Cell(column, row, digits), ("scope", "row"));
                else TextElement("td", Cell(column, row, digits), ("class", IsNumeric(column) ? "n" : ""));
            }
        });

        private void Drawing(RenderedFigure figure) => Element("figure", () =>
        {
            XElement.Parse(figure.Svg).WriteTo(xml);
            Element("figcaption", () =>
            {
                TextElement("strong", $"Figure {++_figures}. {figure.Title}.");
                Text($" {figure.Description} The numbers are in the file {figure.Name}.csv.");
            });
        });

        private void Sources(ReportBlock.Sources sources) => Element("ol", () =>
        {
            foreach (ReportSource source in sources.Items)
            {
                Element("li", () =>
                {
                    Text(source.Text);
                    if (source.Doi.Length == 0) return;
                    Text(" ");
                    string path = Uri.EscapeDataString(source.Doi).Replace("%2F", "/", StringComparison.Ordinal);
                    TextElement("a", $"doi:{source.Doi}", ("href", $"https://doi.org/{path}"));
                });
            }
        });

        private void TextElement(string name, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
        {
            Open(name, attributes);
            Text(text);
            xml.WriteFullEndElement();
        }

        private void Element(string name, Action? content, params ReadOnlySpan<(string Name, string Value)> attributes)
        {
            Open(name, attributes);
            content?.Invoke();
            // "<p/>" opens a paragraph for an HTML parser; only void elements may be closed that way.
            if (content is null) xml.WriteEndElement();
            else xml.WriteFullEndElement();
        }

        private void Open(string name, ReadOnlySpan<(string Name, string Value)> attributes)
        {
            xml.WriteStartElement(name, Xhtml);
            foreach ((string attribute, string value) in attributes)
            {
                if (value.Length > 0) xml.WriteAttributeString(attribute, Legal(value));
            }
        }

        private void Text(string text) => xml.WriteString(Legal(text));
    }

    private static bool IsNumeric(Column column) => column.Kind is ColumnKind.Number or ColumnKind.Integer;

    private static string Cell(Column column, int row, int digits) => column switch
    {
        Column.Number number => Number(number.Values[row], digits),
        Column.Integer integer => integer.Values[row].ToString("N0", CultureInfo.InvariantCulture).Replace('-', '\u2212'),
        Column.Boolean boolean => boolean.Values[row] ? "yes" : "no",
        _ => CsvTable.Cell(column, row),
    };

    private static string Number(double value, int digits)
    {
        if (double.IsNaN(value)) return "\u2013";
        if (double.IsInfinity(value)) return value > 0 ? "\u221E" : "\u2212\u221E";
        // Large numbers in full: "123,457" reads better than "1.235E+05".
        if (Math.Abs(value) >= Math.Pow(10, digits) && Math.Abs(value) < 1e9)
            return value.ToString("N0", CultureInfo.InvariantCulture).Replace('-', '\u2212');
        string text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text.Replace('-', '\u2212');
    }

    /// <summary>Replaces what XML cannot hold, such as control characters and lone surrogates in a patient's label.</summary>
    private static string Legal(string text)
    {
        var legal = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) legal.Append(text, i++, 2);
            else legal.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '\uFFFD');
        }

        return legal.ToString();
    }
}
