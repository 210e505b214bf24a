using System.Globalization;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Models.Tests.Conformance;

/// <summary>Our verdict on 647 models that people wrote, against BioNetGen's.</summary>
public class ParsingCorpusTests(ITestOutputHelper output)
{
    // raised whenever more agree; never lowered
    private const int Floor = 637;

    private const int SizeFloor = 379;

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

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: species and reactions of generate_network")]
    public void Models_that_BioNetGen_expands_have_its_size()
    {
        CorpusArchive corpus = CorpusArchive.Open("bngl-parse.tar.gz");
        int same = 0, refused = 0;
        var wrong = new List<string>();
        foreach (Dictionary<string, string> row in corpus.Table("cases.tsv"))
        {
            // the largest would take most of the time
            if (row["network_exit"] != "0" || !int.TryParse(row["net_species"], out int species) || int.Parse(row["net_reactions"], CultureInfo.InvariantCulture) is var reactions && reactions > 3000) continue;
            string file = row["file"];
            var read = BnglReader.Read(new SourceText(file, corpus[$"models/{file}"]));
            if (read.Value is null)
            {
                refused++;
                continue;
            }

            var network = ReactionNetwork.Expand(read.Value, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken);
            if (network.Value is null)
            {
                refused++;
                output.WriteLine($"{file}: {string.Join("; ", network.Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => $"{d.Code} {d.Message}").Take(2))}");
            }
            else if ((network.Value.Species.Length, network.Value.Reactions.Length) == (species, reactions))
            {
                same++;
            }
            else
            {
                wrong.Add($"{file}: {network.Value.Species.Length} species and {network.Value.Reactions.Length} reactions, BioNetGen {species} and {reactions}");
            }
        }

        output.WriteLine($"{same} networks of the same size, {refused} refused, {wrong.Count} of another size\n{string.Join('\n', wrong)}");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(same, SizeFloor, int.MaxValue);
    }

    private static string Counts(RuleModel model) => $"{model.MoleculeTypes.Length} {model.Rules.Length} {model.Observables.Length}";
}
