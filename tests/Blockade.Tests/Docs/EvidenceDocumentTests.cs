using System.Globalization;
using System.Text;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.Docs;

public class EvidenceDocumentTests
{
    private const string Document = "docs/evidence.md";

    private static readonly (string Prefix, string Title)[] Groups =
    [
        ("receptor.", "Receptors"), ("signal.", "Growth signal"), ("pk.trastuzumab.", "Trastuzumab"), ("pk.pertuzumab.", "Pertuzumab"),
        ("pk.antibody.", "Both antibodies"), ("pk.docetaxel.", "Docetaxel"), ("neutrophils.", "Neutrophils"), ("tumour.", "Tumour"),
    ];

    private static readonly (Grade Grade, string Word)[] Words =
    [
        (Grade.Read, "read"), (Grade.ReadSecondary, "read-2"), (Grade.Derived, "derived"), (Grade.Recall, "recall"),
        (Grade.Assumption, "assumption"), (Grade.Fitted, "fitted"),
    ];

    private readonly ParameterTable _constants = Read(EvidenceReader.ReadParameters, "parameters.csv");
    private readonly ParameterTable _calibrated = Read(EvidenceReader.ReadParameters, "calibrated.csv");
    private readonly PublishedResults _published = Read(EvidenceReader.ReadPublished, "published.csv");

    [Fact]
    [Evidence(EvidenceKind.Analytic, "models/her2/parameters.csv, calibrated.csv, published.csv and the comments of Grade and ResultRole")]
    public void The_tables_are_the_files() => WrittenDocument.Agrees(
        Document, ("grades", Grades()), ("roles", Roles()), ("constants", Constants()), ("results", Results()));

    [Fact]
    [Evidence(EvidenceKind.Analytic, "every constant belongs to one group")]
    public void No_constant_is_left_out()
    {
        SourcedParameter[] all = [.. _constants, .. _calibrated];

        Assert.All(all, p => Assert.Single(Groups, g => p.Id.StartsWith(g.Prefix, StringComparison.Ordinal)));
        Assert.Equal(Words.Length, Enum.GetValues<Grade>().Length);
        Assert.True(all.Length >= 100, $"only {all.Length} constants were seen");
        Assert.True(_published.Rows.Length >= 40, $"only {_published.Rows.Length} results were seen");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a constant is fitted or not: no name stands in both files")]
    public void Fitted_and_filed_constants_do_not_overlap() => Assert.Empty(_calibrated.Where(c => _constants.Contains(c.Id)).Select(c => c.Id));

    private string Grades()
    {
        Dictionary<string, string> comments = DocComments.Of("src/Blockade/Evidence/Grade.cs");
        var text = new StringBuilder("| grade | meaning | constants | published results |\n| --- | --- | ---: | ---: |\n");
        foreach ((Grade grade, string word) in Words)
        {
            int constants = _constants.Count(p => p.Grade == grade) + _calibrated.Count(p => p.Grade == grade);
            Line(text, $"| {word} | {comments[grade.ToString()]} | {constants} | {_published.Rows.Count(r => r.Grade == grade)} |");
        }

        Line(text, $"| all | | {_constants.Count + _calibrated.Count} | {_published.Rows.Length} |");
        return text.ToString();
    }

    private string Roles()
    {
        Dictionary<string, string> comments = DocComments.Of("src/Blockade/Evidence/ResultRole.cs");
        var text = new StringBuilder("| role | meaning | results |\n| --- | --- | ---: |\n");
        foreach (ResultRole role in Enum.GetValues<ResultRole>())
        {
            Line(text, $"| {Word(role)} | {comments[role.ToString()]} | {_published.Rows.Count(r => r.Role == role)} |");
        }

        return text.ToString();
    }

    private string Constants()
    {
        var text = new StringBuilder();
        foreach ((string prefix, string title) in Groups)
        {
            Line(text, $"### {title}\n");
            Line(text, $"| constant | value | unit | varies | grade | source | note |\n| --- | ---: | --- | --- | --- | --- | --- |");
            foreach (SourcedParameter p in _constants.Concat(_calibrated).Where(p => p.Id.StartsWith(prefix, StringComparison.Ordinal)))
            {
                string varies = p.Distribution == "fixed" ? "" : p.Distribution;
                Line(text, $"| `{p.Id}` | {p.Value} | {Unit(p.Unit)} | {varies} | {Words.Single(w => w.Grade == p.Grade).Word} | {Source(p.Source, p.Doi)} | {Cell(p.Note)} |");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private string Results()
    {
        var text = new StringBuilder();
        foreach (ResultRole role in Enum.GetValues<ResultRole>())
        {
            Line(text, $"### {char.ToUpperInvariant(Word(role)[0])}{Word(role)[1..]}\n");
            Line(text, $"| trial | arm | quantity | value | 95 % limits | unit | n | grade | source | note |\n| --- | --- | --- | ---: | --- | --- | ---: | --- | --- | --- |");
            foreach (PublishedResult r in _published.Rows.Where(r => r.Role == role))
            {
                string limits = double.IsNaN(r.Lower) && double.IsNaN(r.Upper) ? ""
                    : string.Create(CultureInfo.InvariantCulture, $"{Limit(r.Lower)} to {Limit(r.Upper)}");
                string patients = r.Patients == 0 ? "" : r.Patients.ToString(CultureInfo.InvariantCulture);
                Line(text, $"| {r.Trial} | {Cell(r.Arm)} | {r.Quantity} | {r.Value} | {limits} | {Unit(r.Unit)} | {patients} | {Words.Single(w => w.Grade == r.Grade).Word} | {Source(r.Source, r.Doi)} | {Cell(r.Note)} |");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Word(ResultRole role) => role == ResultRole.Calibrate ? "calibrate" : "blind";

    private static string Limit(double value) => double.IsNaN(value) ? "not reached" : value.ToString(CultureInfo.InvariantCulture);

    private static string Unit(string unit) => unit == "1" ? "" : Cell(unit);

    private static string Source(string source, string doi) => doi.Length == 0 || source.Contains(doi, StringComparison.Ordinal) ? Cell(source) : $"{Cell(source)}, doi:{doi}";

    private static string Cell(string text) => text.Replace("|", "\\|").Replace("*", "\\*").Replace("<", "&lt;");

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static T Read<T>(Func<SourceText, Checked<T>> read, string file)
        where T : class
    {
        Checked<T> result = read(Her2Files.Read(file));
        Assert.True(result.Value is not null, string.Join('\n', result.Diagnostics.Select(d => d.Render())));
        return result.Value;
    }
}
