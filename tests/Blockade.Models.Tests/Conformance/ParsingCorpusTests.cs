using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Models.Tests.Conformance;

/// <summary>Our verdict on 647 models that people wrote, against BioNetGen's.</summary>
public class ParsingCorpusTests(ITestOutputHelper output)
{
    // raised whenever more agree; never lowered
    private const int Floor = 537;

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: verdict and counts of its XML")]
    public void Models_that_BioNetGen_reads_are_read()
    {
        CorpusArchive corpus = CorpusArchive.Open("bngl-parse.tar.gz");
        int both = 0, onlyBioNetGen = 0, onlyOurs = 0, neither = 0, countsDiffer = 0;
        foreach (Dictionary<string, string> row in corpus.Table("cases.tsv"))
        {
            string file = row["file"];
            var read = BnglReader.Read(new SourceText(file, corpus[$"models/{file}"]));
            bool accepted = read.Value is not null && read.Diagnostics.All(d => d.Severity != Severity.Error);
            string errors = string.Join("; ", read.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => $"{d.Code} {d.Message}").Take(2));
            Assert.Equal(accepted, errors.Length == 0);
            switch (row["bng293_verdict"], accepted)
            {
                case ("accept", true):
                    both++;
                    string ours = Counts(read.Value!);
                    string theirs = $"{row["molecule_types"]} {row["reaction_rules_xml"]} {row["observables"]}";
                    if (ours == theirs) break;
                    countsDiffer++;
                    output.WriteLine($"{file}: counts {ours}, BioNetGen {theirs}");
                    break;
                case ("accept", false):
                    onlyBioNetGen++;
                    output.WriteLine($"{file}: refused: {errors}");
                    break;
                case ("refuse", true):
                    onlyOurs++;
                    output.WriteLine($"{file}: accepted; BioNetGen: {row["bng293_message"]}");
                    break;
                case ("refuse", false):
                    neither++;
                    break;
            }
        }

        output.WriteLine($"both accept {both} (counts differ in {countsDiffer}), BioNetGen only {onlyBioNetGen}, Blockade only {onlyOurs}, both refuse {neither}");
        Assert.InRange(both - countsDiffer + neither, Floor, int.MaxValue);
    }

    private static string Counts(RuleModel model) => $"{model.MoleculeTypes.Length} {model.Rules.Length} {model.Observables.Length}";
}
