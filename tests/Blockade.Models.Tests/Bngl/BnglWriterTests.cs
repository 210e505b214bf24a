using System.Globalization;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Tests.Conformance;
using Blockade.Testing;

namespace Blockade.Models.Tests.Bngl;

public class BnglWriterTests(ITestOutputHelper output)
{
    private const string Everything =
        """
        setOption("NumberPerQuantityUnit",6.02e23)
        begin model
        begin parameters
          k 0.5e-3 # [1/s]
          k2 k*2+(k-1)^2/3
          v 1e-12 # [L]
          E -2
        end parameters
        begin compartments
          EC 3 v
          PM 2 v/10 EC
          CP 3 2*v PM
        end compartments
        begin molecule types
          L(r,r)
          R(l,y~u~p)
          P() population
          X(a~?)
          DNA(p)
        end molecule types
        begin seed species
          L(r,r)@EC 10
          @PM:$R(l!1,y~u).R(l!1,y~p) k2
          P()@EC 0
        end seed species
        begin observables
          Molecules Lig L(), L(r!1).R(l!1,y~p)
          Species Big R()>=2, %x@PM:{MatchOnce}R(y~p!?)
        end observables
        begin energy patterns
          R(l!1).L(r!1) E
        end energy patterns
        begin functions
          f() = k*Lig/(1+Lig)+time()
          g(x) = if((Lig(x)>1)&&(k<2),f(),0)
          h() = tfun([0,1,2.5],[1,3,-2],Lig,method=>"step")
        end functions
        begin reaction rules
          bind: L(r)@EC + R(l)@PM <-> L(r!1)@EC.R(l!1)@PM k, k2 exclude_reactants(1,L(r!1).R(l!1,y~p)) include_products(1,R(),L(r!+)) MoveConnected
          %y:R%a(l,y~u) -> %y:R%a(l,y~p) g(y) priority=-2
          R(l%z,y~u) -> R(l%z,y~p) f()*2 TotalRate
          s: R(y~u) + R(y~p) -> R(y~p) + R(y~p) Sat(k,3,4)
          m: R(y~u) + R(y~p) -> R(y~p) + R(y~p) MM(k,k2)
          hill: R(y~u) -> R(y~p) Hill(k,3,2)
          e: R(y~u) <-> R(y~p) Arrhenius(0.5,E)
          two: DNA(p!1).L(r!1) + L(r) -> DNA(p!1!2).L(r!1).L(r!2) k
          del: R(l!1).L(r!1) -> L(r) k DeleteMolecules
          syn: 0 -> P()@EC h()
        end reaction rules
        begin population maps
          L(r,r)@EC -> P()@EC k
        end population maps
        end model
        generate_network({overwrite=>1,max_stoich=>{R=>5}})
        simulate({method=>"ode",t_end=>10,n_steps=>20,print_functions=>1})
        setParameter("k",3)
        """;

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "reading what was written gives the model again, property by property")]
    public void A_model_with_everything_in_it_reads_back_as_itself()
    {
        RuleModel model = Read("everything.bngl", Everything);
        string written = BnglWriter.Write(model);

        Assert.Equal(ModelText.Of(model), ModelText.Of(Read("written.bngl", written)));
        Assert.Contains("k 0.0005 # [1/s]\n", written, StringComparison.Ordinal);
        Assert.Contains("bind: L(r)@EC + R(l)@PM <-> L(r!1)@EC.R(l!1)@PM k, k2 exclude_reactants(1,", written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bngl-parse.tar.gz", 480)]
    [InlineData("bng-validate-open.tar.gz", 85)]
    [Evidence(EvidenceKind.Metamorphic, "reading what was written gives the model again, for every model of a corpus that is read")]
    public void Models_that_people_wrote_read_back_as_themselves(string archive, int least)
    {
        CorpusArchive corpus = CorpusArchive.Open(archive);
        int same = 0;
        var wrong = new List<string>();
        foreach (string name in corpus.Names.Where(n => n.EndsWith(".bngl", StringComparison.Ordinal)))
        {
            string folder = name[..(name.LastIndexOf('/') + 1)];
            var read = BnglReader.Read(new SourceText(name, corpus[name]), file => corpus.Names.Contains(folder + file) ? corpus[folder + file] : null);
            if (read.Value is not { } model) continue;
            var again = BnglReader.Read(new SourceText("written.bngl", BnglWriter.Write(model)));
            if (again.Value is null) wrong.Add($"{name}: {string.Join("; ", again.Diagnostics.Select(d => d.Render()).Take(2))}");
            else if (ModelText.Of(Ordered(model)) != ModelText.Of(Ordered(again.Value))) wrong.Add($"{name}: another model");
            else same++;
        }

        output.WriteLine($"{same} models read back");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(same, least, int.MaxValue);

        // options are written first
        static RuleModel Ordered(RuleModel m) => m with { Actions = [.. m.Actions.OrderBy(a => a.Name != "setOption")] };
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the network of a model is that of the model as written: species, reactions, factors and rate laws")]
    public void What_is_written_expands_to_the_same_network()
    {
        CorpusArchive corpus = CorpusArchive.Open("bngl-parse.tar.gz");
        int compared = 0;
        foreach (Dictionary<string, string> row in corpus.Table("cases.tsv").Where(r => int.TryParse(r["net_reactions"], NumberStyles.None, CultureInfo.InvariantCulture, out int n) && n <= 200))
        {
            if (BnglReader.Read(new SourceText(row["file"], corpus[$"models/{row["file"]}"])).Value is not { } model || Expand(model) is not { } network) continue;
            ReactionNetwork again = Expand(Read(row["file"], BnglWriter.Write(model)))!;
            Assert.Equal(ModelText.Of((network.Species, network.Reactions, network.Rates, network.Observables).ToTuple()), ModelText.Of((again.Species, again.Reactions, again.Rates, again.Observables).ToTuple()));
            compared++;
        }

        output.WriteLine($"{compared} networks compared");
        Assert.InRange(compared, 200, int.MaxValue);
    }

    private static ReactionNetwork? Expand(RuleModel model) =>
        ReactionNetwork.Expand(model, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken).Value;

    private static RuleModel Read(string name, string text)
    {
        var read = BnglReader.Read(new SourceText(name, text));
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));
        return read.Value;
    }
}
