using System.Xml.Linq;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;
using Blockade.Models.SbmlMulti;
using Blockade.Testing;

namespace Blockade.Models.Tests.SbmlMulti;

/// <summary>What is said of species, types and reactions is what BioNetGen says; that every name leads somewhere is the format's own rule, which BioNetGen's file breaks.</summary>
public class SbmlMultiWriterTests
{
    private const string Model = """
        begin parameters
          k 0.01
        end parameters
        begin compartments
          EC 3 10
          PM 2 1 EC
        end compartments
        begin molecule types
          A(b,b,y~u~p,z~0~1)
          B(a~x~y)
          C()
        end molecule types
        begin seed species
          A(b,b,y~u,z~0)@PM 100
          B(a~x)@EC 50
          C()@EC k
        end seed species
        begin observables
          Molecules AB A(b!1).B(a!1)
          Molecules X A(y~p), B(a~y)
          Species AA A().A()
          Species Any A(b!?)
        end observables
        begin reaction rules
          r1: A(b)+B(a) <-> A(b!1).B(a!1) k,k
          r2: A(b,y~u)+A(b) -> A(b!1,y~u).A(b!1) k
          r3: A(b!1).B(a~x!1) -> A(b!1).B(a~y!1) k
          r4: B(a) -> 0 k
          r5: C() -> C() + B(a~x) k
        end reaction rules
        """;

    private static readonly XNamespace Multi = SbmlMultiWriter.Namespace;
    private static readonly XElement Written = Write(Model);

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3, writeSBMLMulti of the same model: its species in its order")]
    public void A_pattern_is_a_species_with_the_sites_that_it_leaves_open_and_the_states_that_it_asks_for() => Assert.Equal(
        [
            "S1 PM 100 unbound unbound u 0", "S2 EC 50 unbound x", "S3 EC 0.01", "S4 either", "S5 either either p", "S6 unbound y", "S7 either either either either", "S8 either either",
            "S9 unbound either", "S10 unbound", "S11 unbound either u", "S12 either either u", "S13 either x", "S14 either y", "S15", "S16 unbound x",
        ],
        Elements("species").Select(s => string.Join(' ', new[] { (string?)s.Attribute("id"), s.Attribute("compartment")?.Value is "anywhere" ? null : s.Attribute("compartment")?.Value, (string?)s.Attribute("initialAmount") }
            .Concat(s.Descendants(Multi + "outwardBindingSite").Select(b => (string?)b.Attribute(Multi + "bindingStatus")))
            .Concat(s.Descendants(Multi + "speciesFeatureValue").Select(v => NameOf((string)v.Attribute(Multi + "value")!))).Where(x => x is not null))));

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3, writeSBMLMulti of the same model: reactants, products and the map between them")]
    public void A_rule_is_a_reaction_that_says_which_molecule_becomes_which() => Assert.Equal(
        [
            "r1: S9 + S10 -> S4(R1>1,R2>2)", "_reverse_r1: S4 -> S9(R1.1>) + S10(R1.2>)", "r2: S11 + S9 -> S12(R1>2,R2>1)", "r3: S13 -> S14(R1.1>1,R1.2>2)", "r4: S10 -> ", "r5: S15 -> S15(R1>) + S16()",
        ],
        Elements("reaction").Select(r =>
        {
            string id = (string)r.Attribute("id")!;
            IEnumerable<string> products = r.Elements().Where(e => e.Name.LocalName == "listOfProducts").Elements().Select(p => $"{(string?)p.Attribute("species")}({string.Join(',', p.Descendants(Multi + "speciesTypeComponentMapInProduct")
                .Select(m => $"{m.Attribute(Multi + "reactant")!.Value[(id.Length + 1)..]}{Number(m.Attribute(Multi + "reactantComponent")!.Value, ".")}>{Number(m.Attribute(Multi + "productComponent")!.Value, "")}"))})");
            return $"{(string?)r.Attribute("name")}: {string.Join(" + ", r.Elements().Where(e => e.Name.LocalName == "listOfReactants").Elements().Select(s => (string?)s.Attribute("species")))} -> {string.Join(" + ", products)}";
        }));

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3, writeSBMLMulti of the same model: three molecules, and three complexes with one bond, none and one")]
    public void Complexes_have_types_of_their_own_with_their_bonds()
    {
        XElement[] types = [.. Elements("speciesType")];

        Assert.Equal(["A", "B", "C", "A.B", "A.A", "A.A"], types.Select(t => (string?)t.Attribute(Multi + "name")));
        Assert.Equal([0, 0, 0, 1, 0, 1], types.Select(t => t.Descendants(Multi + "inSpeciesTypeBond").Count()));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the format's rule for references: each names an element of the document, once declared")]
    public void Every_name_leads_somewhere()
    {
        string[] declared = [.. Written.Descendants().SelectMany(e => new[] { (string?)e.Attribute("id"), (string?)e.Attribute(Multi + "id") }).OfType<string>()];
        string[] references = ["speciesType", "component", "identifyingParent", "bindingSite1", "bindingSite2", "speciesFeatureType", "value", "reactant", "reactantComponent", "productComponent", "compartmentType"];

        Assert.Equal(declared.Length, declared.Distinct().Count());
        Assert.Empty(Written.Descendants().SelectMany(e => references.Select(r => (string?)e.Attribute(Multi + r)).Append((string?)e.Attribute("species")).Append((string?)e.Attribute("compartment"))).OfType<string>().Except(declared));
    }

    [Theory]
    [InlineData("%x:A(y~u) -> %x:A(y~p) AB(x)", "single molecules")]
    [InlineData("A(y~u) -> A(y~p) k TotalRate", "TotalRate")]
    [InlineData("A(y~u) -> A(y~p) k exclude_reactants(1,B())", "condition")]
    [InlineData("A(b)@PM + B(a)@EC -> A(b!1)@PM.B(a!1)@EC k", "across compartments")]
    [Evidence(EvidenceKind.Analytic, "the format has no element for these; BioNetGen writes the file without them")]
    public void What_has_no_word_is_named(string rule, string objection)
    {
        RuleModel model = Read(Model.Replace("r4: B(a) -> 0 k", "r4: " + rule, StringComparison.Ordinal));

        Assert.Contains(objection, SbmlMultiWriter.Objection(model), StringComparison.Ordinal);
    }

    private static IEnumerable<XElement> Elements(string name) => Written.Descendants().Where(d => d.Name.LocalName == name);

    private static string? NameOf(string id) => (string?)Written.Descendants().Single(d => (string?)d.Attribute(Multi + "id") == id).Attribute(Multi + "name");

    // of a component of a complex, which molecule it is
    private static string Number(string component, string before) => component.LastIndexOf("_M", StringComparison.Ordinal) is > 2 and int at ? before + component[(at + 2)..] : "";

    private static RuleModel Read(string text) => BnglReader.Read(new SourceText("m", text)).Value!;

    private static XElement Write(string text)
    {
        using var stream = new MemoryStream();
        SbmlMultiWriter.Write(Read(text), "m", stream);
        stream.Position = 0;
        return XElement.Load(stream);
    }
}
