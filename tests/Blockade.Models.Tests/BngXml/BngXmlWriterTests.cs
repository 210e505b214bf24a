using System.Xml.Linq;
using Blockade.Models.Bngl;
using Blockade.Models.BngXml;
using Blockade.Models.Diagnostics;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Models.Tests.BngXml;

/// <summary>How whole files agree with BioNetGen's is compared where its suite is; here is what each word means.</summary>
public class BngXmlWriterTests
{
    private const string Model = """
        begin parameters
          k 1
          K 5
        end parameters
        begin compartments
          EC 3 1
          PM 2 2 EC
          CP 3 1.5*K PM
        end compartments
        begin molecule types
          A(a,b~u~p)
          B(b,b)
          C()
        end molecule types
        begin seed species
          A(a,b~u)@EC 100
          $B(b,b)@CP 2*K
        end seed species
        begin observables
          Molecules Atot A()
          Molecules BB B(b!1).B(b!1)
          Species Q A()>2,A(b~u)
        end observables
        begin functions
          g() = if(time()>3,2*Atot,Q)&&(K!=3)
          f() = k*Atot/(1+g())
          h(x) = 2*Atot(x)
        end functions
        begin reaction rules
          bind: A(a)@EC + B(b)@CP -> A(a!1)@EC.B(b!1)@CP f()
          pair: B(b) + B(b) <-> B(b!1).B(b!1) k, 2*k
          flip: A(b~u) -> A(b~p) k TotalRate
          gone: A() -> 0 2 DeleteMolecules
          made: 0 -> C()@EC k
          move: %x:A(b~u)@EC -> %x:A(b~u)@CP h(x) MoveConnected
          lose: B(b!1).B(b!1) -> B(b) k exclude_reactants(1,A())
          ring: B(b!1,b!2).B(b!1,b!2) -> B(b!1,b).B(b!1,b) k
        end reaction rules
        """;

    private static readonly XElement Written = Write(Model);

    [Theory]
    [InlineData("bind", "1", "AddBond _RP1_M1_C1 _RP2_M1_C1", "Function f")]
    [InlineData("pair", "0.5", "AddBond _RP1_M1_C1 _RP2_M1_C1", "Ele k")]
    [InlineData("_reverse_pair", "0.5", "DeleteBond _RP1_M1_C1 _RP1_M2_C1", "Ele _rateLaw1")]
    [InlineData("flip", "1", "StateChange _RP1_M1_C1 p", "Function _rateLaw2 total")]
    [InlineData("gone", "1", "Delete _RP1_M1 1", "Ele _rateLaw3")]
    [InlineData("made", "1", "Add _PP1_M1", "Ele k")]
    [InlineData("move", "1", "ChangeCompartment _RP1_M1 EC CP 0 1", "Function _rateLaw4 x=_RP1")]
    [InlineData("lose", "1", "Delete _RP1_M2 0", "Ele k")]
    [InlineData("ring", "0.5", "DeleteBond _RP1_M1_C2 _RP1_M2_C2 1", "Ele k")]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3, writeXML of the same model")]
    public void A_rule_is_what_it_does_to_a_match_and_how_often_a_match_is_counted(string name, string factor, string operations, string rate)
    {
        XElement rule = Elements("ReactionRule").Single(r => (string?)r.Attribute("name") == name);
        string id = (string)rule.Attribute("id")!;
        XElement law = rule.Elements().Single(e => e.Name.LocalName == "RateLaw");
        IEnumerable<string> arguments = law.Descendants().Where(d => d.Name.LocalName == "Argument").Select(a => $"{(string?)a.Attribute("id")}={(string?)a.Attribute("value")}");
        string[] said =
        [
            (string)law.Attribute("type")!, (string?)law.Attribute("name") ?? string.Join(' ', law.Descendants().Where(d => d.Name.LocalName == "RateConstant").Select(c => (string)c.Attribute("value")!)),
            .. arguments, .. (string?)law.Attribute("totalrate") == "1" ? new[] { "total" } : [],
        ];

        Assert.Equal(factor, (string?)rule.Attribute("symmetry_factor"));
        Assert.Equal(operations, string.Join("; ", rule.Elements().Single(e => e.Name.LocalName == "ListOfOperations").Elements().Select(o => $"{o.Name.LocalName} {string.Join(' ', o.Attributes().Select(a => a.Value))}")).Replace(id, "", StringComparison.Ordinal));
        Assert.Equal(rate, string.Join(' ', said).Replace(id, "", StringComparison.Ordinal));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3, writeXML of the same model")]
    public void Species_lie_in_one_compartment_and_symmetric_patterns_say_how_often_they_fit_themselves()
    {
        Assert.Equal(["100 EC ", "_InitialConc1 CP 1"], Elements("Species").Select(s => $"{(string?)s.Attribute("concentration")} {(string?)s.Attribute("compartment")} {(string?)s.Attribute("Fixed")}"));
        Assert.Equal(
            ["1   ", "2   ", "1  > 2", "1 1  "],
            Elements("Observable").SelectMany(o => o.Descendants()).Where(p => p.Name.LocalName == "Pattern")
                .Select(p => $"{(string?)p.Attribute("automorphisms")} {(string?)p.Attribute("matchOnce")} {(string?)p.Attribute("relation")} {(string?)p.Attribute("quantity")}"));
        Assert.Equal("7.5", (string?)Elements("compartment").Last().Attribute("size"));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3, writeXML of the same model; NFsim 1.14 wants a function after those that it calls")]
    public void Functions_stand_after_those_that_they_call_and_say_what_they_refer_to()
    {
        XElement[] functions = [.. Elements("Function")];

        Assert.Equal(["g", "f", "h", "_rateLaw2", "_rateLaw4"], functions.Select(f => (string?)f.Attribute("id")));
        Assert.Equal("K Constant, Atot Observable, Q Observable", References(functions[0]));
        Assert.Equal("k Constant, g Function, Atot Observable", References(functions[1]));
        Assert.Equal("x Local, Atot Observable", References(functions[2]));
        Assert.Contains(" and ", functions[0].Value, StringComparison.Ordinal);
        Assert.Contains("g()", functions[1].Value, StringComparison.Ordinal);

        static string References(XElement function) =>
            string.Join(", ", function.Descendants().Where(d => d.Name.LocalName == "Reference").Select(r => $"{(string?)r.Attribute("name")} {(string?)r.Attribute("type")}"));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a rule that is no rule is named with its place")]
    public void A_model_whose_rules_cannot_be_is_not_written()
    {
        RuleModel model = Read(Model.Replace("A(b~u) -> A(b~p) k TotalRate", "B(b!+) -> B(b) k", StringComparison.Ordinal));

        Diagnostic problem = Assert.Single(BngXmlWriter.Check(model));
        Assert.Equal("NET1001", problem.Code);
        Assert.Throws<ArgumentException>(() => BngXmlWriter.Write(model, "m", new MemoryStream()));
    }

    private static IEnumerable<XElement> Elements(string name) => Written.Descendants().Where(d => d.Name.LocalName == name);

    private static RuleModel Read(string text)
    {
        Checked<RuleModel> read = BnglReader.Read(new SourceText("model.bngl", text));
        Assert.DoesNotContain(read.Diagnostics, d => d.Severity == Severity.Error);
        return read.Value!;
    }

    private static XElement Write(string text)
    {
        using var stream = new MemoryStream();
        BngXmlWriter.Write(Read(text), "model", stream);
        stream.Position = 0;
        return XDocument.Load(stream).Root!;
    }
}
