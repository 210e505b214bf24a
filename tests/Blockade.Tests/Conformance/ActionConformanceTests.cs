using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.Conformance;

/// <summary>Models of two corpora run with their own actions; every file that they write against the one that BioNetGen wrote.</summary>
public class ActionConformanceTests(ITestOutputHelper output)
{
    private const string Document = "docs/conformance.md";

    // the tables are written only where everything was compared
    private static readonly bool Everything = Environment.GetEnvironmentVariable("BLOCKADE_EVERYTHING") == "1";

    // models that take seconds each
    private static readonly string[] Slow =
        ["Fceri", "fceri", "blbr_dembo1978_with_rings", "egfr_oligomerization_mitra2019", "beta_catenin_destruction_complex_barua2013"];

    // what differs, and why: found by hand, and each one looked into
    private static readonly (string Part, string Reason)[] Known =
    [
        ("analytical/step_input_first_order/generated/step_input_first_order_ode.gdat", "at an output time a function jumps, and has two values; amounts are the same"),
        ("validate/michment_cont/", "the network that the model reads was overwritten by the run that made the references"),
        ("validate/nfkb_illustrating_protocols/reference/", "a scan is called `_R.scan` since BioNetGen 2.3; that file is the same"),
        ("validate/test_expression_xml_escaping/", "a rate jumps: the reference and ours are 9e-6 and 5e-6 from run_network at 1e-12"),
        ("validate/test_time/", "BioNetGen's `time()` is that of one step before"),
        ("validate/toy-jim/reference/", "made by an older BioNetGen, with actions that the file no longer has"),
        ("validate/test_sbml_flat/", "BioNetGen's translator calls species by their names, here they are called by their ids; amounts are the same"),
        ("validate/test_sbml_structured/", "`atomize`: molecules with sites are not guessed from names"),
        ("/mek_isoform_erk_feedback_miller2026", "the reference prints a function that is now a parameter"),
        ("/beta_catenin_destruction_complex_barua2013", "the reference's own error: run_network itself, on our network at 1e-12, is within 1e-7 of ours"),
    ];

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3 and earlier: the files of its validation suite and ones made with it")]
    public void Actions_of_the_validation_suite_write_the_files_that_BioNetGen_wrote()
    {
        CorpusArchive corpus = CorpusArchive.Open("bng-validate-open.tar.gz");
        var byFeature = new SortedDictionary<string, (int Files, int Same)>(StringComparer.Ordinal);
        var differences = new List<string>();
        foreach (Dictionary<string, string> row in corpus.Table("cases.tsv"))
        {
            string id = row["id"];
            string[] references = [.. corpus.Names.Where(n => (n.StartsWith(id + "/reference/", StringComparison.Ordinal) || n.StartsWith(id + "/generated/", StringComparison.Ordinal)) && IsOutput(corpus, n))];
            if (references.Length == 0 || (!Everything && Slow.Any(s => id.Contains(s, StringComparison.Ordinal)))) continue;
            var run = new CaseRun(corpus, id, row["model_file"], TestContext.Current.CancellationToken);
            (int files, int same) = Compare(run, references, 1e-6, differences);
            foreach (string feature in row["features"].Split(' ', StringSplitOptions.RemoveEmptyEntries).Append("all"))
            {
                (int allFiles, int allSame) = byFeature.GetValueOrDefault(feature);
                byFeature[feature] = (allFiles + files, allSame + same);
            }
        }

        output.WriteLine(string.Join('\n', differences));
        string[] unknown = [.. differences.Where(d => Reason(d) is null)];
        Assert.True(unknown.Length == 0, string.Join('\n', unknown));
        Assert.InRange(byFeature["all"].Same, 150, int.MaxValue);
        if (!Everything) return;
        WrittenDocument.Agrees(
            Document,
            ("actions", "| feature, as the suite names it | files | the same |\n|---|---:|---:|\n" + string.Join('\n', byFeature.Where(f => f.Value.Files > 0).Select(f => $"| {f.Key.Replace('_', ' ')} | {f.Value.Files} | {f.Value.Same} |"))),
            ("differences", string.Join('\n', differences.Select(d => $"- `{d.Split(": ")[0]}`: {Reason(d)}"))));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3 with run_network: the outputs beside published models")]
    public void Published_models_give_the_courses_that_BioNetGen_gave()
    {
        CorpusArchive corpus = CorpusArchive.Open("bngl-published-open.tar.gz");
        var differences = new List<string>();
        var rows = new List<string>();
        int compared = 0, number = 0;
        foreach (string id in corpus.Table("cases.tsv").Select(r => r["id"]))
        {
            int files = 0, same = 0;
            foreach (string model in corpus.Names.Where(n => n.StartsWith(id + "/", StringComparison.Ordinal) && n.EndsWith(".bngl", StringComparison.Ordinal)))
            {
                // a third of the quick ones, or all but one, whose network takes minutes
                if (model.Contains(Slow[2], StringComparison.Ordinal) || (!Everything && (number++ % 3 > 0 || Slow.Any(s => model.Contains(s, StringComparison.Ordinal))))) continue;
                var run = new CaseRun(corpus, id, model[(id.Length + 1)..], TestContext.Current.CancellationToken);
                string[] references = [.. corpus.Names.Where(n => n.StartsWith(id + "/reference/", StringComparison.Ordinal) && IsOutput(corpus, n) && run.Writes(n))];
                (int f, int s) = Compare(run, references, 1e-5, differences);
                (files, same) = (files + f, same + s);
            }

            compared += files;
            if (files > 0) rows.Add($"| {id["published/".Length..].Replace('_', ' ')} | {files} | {same} | {string.Join("; ", differences.Where(d => d.StartsWith(id + "/", StringComparison.Ordinal)).Select(Reason).Distinct())} |");
        }

        output.WriteLine(string.Join('\n', differences));
        string[] unknown = [.. differences.Where(d => Reason(d) is null)];
        Assert.True(unknown.Length == 0, string.Join('\n', unknown));
        Assert.InRange(compared, 30, int.MaxValue);
        if (Everything) WrittenDocument.Agrees(Document, ("published", "| model | files | the same | what differs |\n|---|---:|---:|---|\n" + string.Join('\n', rows)));
    }

    private (int Files, int Same) Compare(CaseRun run, string[] references, double tolerance, List<string> differences)
    {
        int files = 0, same = 0;
        foreach (string reference in references)
        {
            if (run.Compare(reference, tolerance) is not { } verdict) continue;
            files++;
            if (verdict.Length == 0) same++;
            else differences.Add($"{reference}: {verdict}{string.Concat(run.Diagnostics.Where(d => d.Severity == Severity.Error).Take(1).Select(d => $" ({d.Code} {d.Message})"))}");
        }

        output.WriteLine(FormattableString.Invariant($"{(references.Length > 0 ? references[0] : "")}: {same} of {files}, worst error {run.Worst.ToString("E1", CultureInfo.InvariantCulture)}"));
        return (files, same);
    }

    private static bool IsOutput(CorpusArchive corpus, string name) =>
        Path.GetExtension(name) is ".net" or ".gdat" or ".cdat" or ".scan" || (Path.GetExtension(name) == ".xml" && BngXmlFile.IsOne(corpus[name]));

    private static string? Reason(string difference) => Known.FirstOrDefault(k => difference.Contains(k.Part, StringComparison.Ordinal)).Reason;
}
