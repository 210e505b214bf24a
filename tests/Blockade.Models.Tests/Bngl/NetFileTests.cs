using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Tests.Conformance;
using Blockade.Testing;

namespace Blockade.Models.Tests.Bngl;

/// <summary>Networks written as a .net file and read from one.</summary>
public class NetFileTests(ITestOutputHelper output)
{
    private const string Example = """
        begin parameters
          1 kab  2  # Constant
          2 V    4  # Constant
          3 kv   kab/V  # ConstantExpression
          4 Km   3
        end parameters
        begin functions
          1 f() 1+Dimers
        end functions
        begin species
          1 A(b,c~0) 10
          2 $B(a) kab
          3 A(b!1,c~0).B(a!1) 0
          4 A(b,c~1) 5
        end species
        begin reactions
          1 1,2 3 2*kv #_R1
          2 3 1,2 f #_reverse__R1
          3 1,1 4,4 0.5*kab #_R2
          4 1,4 4,4 Sat kab Km #_R3
          5 0 1 kab #_R4
        end reactions
        begin groups
          1 Dimers 3
          2 All 1,2*3,4
        end groups
        """;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "mass action by hand: factor times constant times amounts")]
    public void A_network_is_read_with_its_factors_functions_laws_and_weights()
    {
        ReactionNetwork network = Read(Example);

        CompiledModel model = CompiledModel.Compile(network);
        double[] parameters = model.Parameters();
        var y = new double[4];
        model.InitialState(parameters, y);
        Assert.Equal([10, 2, 0, 5], y);
        Assert.True(network.Species[1].IsClamped);
        y[2] = 7;
        var fluxes = new double[5];
        NetworkOde ode = model.Ode(parameters);
        ode.Fluxes(0, y, fluxes);
        Assert.Equal([2 * 0.5 * 10 * 2, (1 + 7) * 7, 0.5 * 2 * 10 * 10, 2.0 * 10 * 5 / (3 + 10), 2], fluxes);
        var observables = new double[2];
        ode.Observables(y, observables);
        Assert.Equal([7, 10 + 14 + 5], observables);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "each line has its error")]
    public void Every_problem_of_a_network_is_reported_with_its_place()
    {
        string text = Example.Replace("2*kv", "2*kx", StringComparison.Ordinal).Replace("3 1,1 4,4", "3 1,9 4,4", StringComparison.Ordinal)
            .Replace("1,2*3,4", "1,2*33", StringComparison.Ordinal).Replace("0.5*kab", "0.5*kab extra", StringComparison.Ordinal);

        Checked<ReactionNetwork> read = NetReader.Read(new SourceText("bad.net", text));

        Assert.Equal(["BNG2012 17", "BNG1501 19", "BNG1501 25"], read.Diagnostics.Select(d => $"{d.Code} {d.Source.Position(d.Span.Start).Line}"));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a network and what is read from its .net file have the same species, observables and speeds of reactions")]
    public void What_is_written_reads_back_as_the_same_network()
    {
        ReactionNetwork first = Read(Example);

        ReactionNetwork second = Read(Written(first));

        Same("example", first, second);
        Assert.Equal(Written(first), Written(second));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "as above, for the networks of BioNetGen's validation suite")]
    public void Networks_of_the_validation_suite_read_back_as_they_were_written()
    {
        CorpusArchive corpus = CorpusArchive.Open("bng-validate-open.tar.gz");
        int compared = 0;
        foreach (Dictionary<string, string> row in corpus.Table("cases.tsv"))
        {
            string id = row["id"];
            string? Open(string name) => corpus.Names.Contains($"{id}/{name}") ? corpus[$"{id}/{name}"] : null;
            var rules = BnglReader.Read(new SourceText(id, corpus[$"{id}/{row["model_file"]}"]), Open).Value;
            if (rules is null) continue;
            ExpansionLimits limits = new(MaxReactions: 4000) { Bounds = rules.Actions.FirstOrDefault(a => a.Name == "generate_network") is { } g ? NetworkBounds.Of(g) : NetworkBounds.None };
            if (ReactionNetwork.Expand(rules, limits, cancellation: TestContext.Current.CancellationToken).Value is not { } network || network.Rates.Any(r => r is RateLaw.Total)) continue;

            Same(id, network, Read(Written(network)));
            compared++;
        }

        output.WriteLine($"{compared} networks");
        Assert.InRange(compared, 70, int.MaxValue);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3 and earlier: the .net files of its validation suite")]
    public void Networks_that_BioNetGen_wrote_are_read()
    {
        CorpusArchive corpus = CorpusArchive.Open("bng-validate-open.tar.gz");
        string[] names = [.. corpus.Names.Where(n => n.EndsWith(".net", StringComparison.Ordinal) && corpus[n].Length < 2_000_000)];
        var refused = new List<string>();
        foreach (string name in names)
        {
            string folder = string.Join('/', name.Split('/')[..2]);
            var read = NetReader.Read(new SourceText(name, corpus[name]), file => corpus.Names.Contains($"{folder}/{file}") ? corpus[$"{folder}/{file}"] : null);
            if (read.Value is not null) CompiledModel.Compile(read.Value);
            else refused.Add(string.Join('\n', read.Diagnostics.Where(d => d.Severity == Severity.Error).Take(3).Select(d => d.Render())));
        }

        output.WriteLine($"{names.Length} files");
        Assert.True(refused.Count == 0, string.Join('\n', refused));
        Assert.InRange(names.Length, 70, int.MaxValue);
    }

    private static ReactionNetwork Read(string text)
    {
        Checked<ReactionNetwork> read = NetReader.Read(new SourceText("a.net", text));
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));
        return read.Value;
    }

    private static string Written(ReactionNetwork network)
    {
        var text = new StringWriter();
        NetWriter.Write(network, text, new NetWriterOptions());
        return text.ToString();
    }

    private static void Same(string id, ReactionNetwork first, ReactionNetwork second)
    {
        Assert.Equal(first.Species.Length, second.Species.Length);
        Assert.Equal(first.Species.Select(s => s.IsClamped), second.Species.Select(s => s.IsClamped));
        if (first.Model.Compartments.IsEmpty) Assert.Equal(CanonicalSpecies.Names(second.Model, first.Species.Select(s => s.Name)), second.Species.Select(s => s.Name));
        Assert.Equal(first.Observables.Select(o => o.Name), second.Observables.Select(o => o.Name));
        for (int o = 0; o < first.Observables.Length; o++) Assert.Equal(first.Observables[o].Terms, second.Observables[o].Terms);
        (double[] start, double[] fluxes) = Values(first);
        (double[] again, double[] sameFluxes) = Values(second);
        Assert.Equal(start, again);
        SortedDictionary<string, double> before = BySpecies(first, fluxes), after = BySpecies(second, sameFluxes);
        Assert.Equal(before.Keys, after.Keys);
        foreach ((string ends, double flux) in before)
        {
            // formulas keep their order of operations, but for a factor that brackets move and tables that become sums: a few roundings
            Assert.True(Math.Abs(flux - after[ends]) <= 1e-13 * Math.Abs(flux), $"{id}: reaction {ends} runs at {after[ends]:R}, not {flux:R}");
        }
    }

    // reactions of different rules with the same species and constant are written as one
    private static SortedDictionary<string, double> BySpecies(ReactionNetwork network, double[] fluxes)
    {
        var sums = new SortedDictionary<string, double>(StringComparer.Ordinal);
        for (int i = 0; i < fluxes.Length; i++)
        {
            string ends = $"{string.Join(',', network.Reactions[i].Reactants)} > {string.Join(',', network.Reactions[i].Products)}";
            sums[ends] = sums.GetValueOrDefault(ends) + fluxes[i];
        }

        return sums;
    }

    private static (double[] Start, double[] Fluxes) Values(ReactionNetwork network)
    {
        CompiledModel model = CompiledModel.Compile(network);
        double[] parameters = model.Parameters();
        var start = new double[network.Species.Length];
        model.InitialState(parameters, start);
        double[] y = [.. start.Select((_, i) => 1 + (2 * ((i * 0.6180339887498949) % 1)))];   // no two alike
        var fluxes = new double[network.Reactions.Length];
        model.Ode(parameters).Fluxes(1.7, y, fluxes);
        return (start, fluxes);
    }
}
