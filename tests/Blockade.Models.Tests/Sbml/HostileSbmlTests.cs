using System.Diagnostics;
using System.Text;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;
using Blockade.Models.Sbml;
using Blockade.Numerics.Ode;
using Blockade.Testing;
using CsCheck;

namespace Blockade.Models.Tests.Sbml;

/// <summary>Whatever the text, the reader answers in time, opens nothing, and points into the text.</summary>
public class HostileSbmlTests(ITestOutputHelper output)
{
    private const string Math = "xmlns=\"http://www.w3.org/1998/Math/MathML\"";

    // every kind of element that is read
    private const string Model = $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">
          <model id="m" substanceUnits="mole" timeUnits="second" extentUnits="mole" conversionFactor="one">
            <listOfFunctionDefinitions>
              <functionDefinition id="f"><math {Math}><lambda><bvar><ci>x</ci></bvar><bvar><ci>y</ci></bvar><apply><plus/><ci>x</ci><apply><power/><ci>y</ci><cn type="integer">2</cn></apply></apply></lambda></math></functionDefinition>
            </listOfFunctionDefinitions>
            <listOfUnitDefinitions><unitDefinition id="u"><listOfUnits><unit kind="litre" exponent="-1" scale="0" multiplier="1"/></listOfUnits></unitDefinition></listOfUnitDefinitions>
            <listOfCompartments><compartment id="c" size="2" spatialDimensions="3" units="litre" constant="false"/></listOfCompartments>
            <listOfSpecies>
              <species id="s1" compartment="c" initialAmount="3" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>
              <species id="s2" compartment="c" initialConcentration="1e-3" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>
              <species id="s3" compartment="c" initialAmount="0" hasOnlySubstanceUnits="true" boundaryCondition="true" constant="false"/>
            </listOfSpecies>
            <listOfParameters>
              <parameter id="one" value="1" constant="true"/><parameter id="k" value="0.5" units="u" constant="false"/><parameter id="p" constant="false"/><parameter id="z" value="1" constant="false"/>
            </listOfParameters>
            <listOfInitialAssignments><initialAssignment symbol="k"><math {Math}><apply><root/><cn type="rational">1<sep/>4</cn></apply></math></initialAssignment></listOfInitialAssignments>
            <listOfRules>
              <assignmentRule variable="p"><math {Math}><piecewise><piece><cn type="e-notation">2<sep/>-1</cn><apply><lt/><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol><cn>3</cn></apply></piece><otherwise><ci>k</ci></otherwise></piecewise></math></assignmentRule>
              <rateRule variable="c"><math {Math}><apply><times/><cn>0.01</cn><ci>c</ci></apply></math></rateRule>
              <algebraicRule><math {Math}><apply><minus/><apply><ci>f</ci><ci>s1</ci><ci>z</ci></apply><cn>5</cn></apply></math></algebraicRule>
            </listOfRules>
            <listOfReactions>
              <reaction id="r" reversible="true" fast="false">
                <listOfReactants><speciesReference id="n" species="s1" stoichiometry="1" constant="false"/></listOfReactants>
                <listOfProducts><speciesReference species="s2" stoichiometry="2" constant="true"/></listOfProducts>
                <listOfModifiers><modifierSpeciesReference species="s3"/></listOfModifiers>
                <kineticLaw><math {Math}><apply><times/><ci>k1</ci><ci>s1</ci><ci>p</ci></apply></math><listOfLocalParameters><localParameter id="k1" value="0.3"/></listOfLocalParameters></kineticLaw>
              </reaction>
            </listOfReactions>
            <listOfEvents>
              <event id="e" useValuesFromTriggerTime="true">
                <trigger initialValue="false" persistent="false"><math {Math}><apply><geq/><ci>s2</ci><cn>1</cn></apply></math></trigger>
                <delay><math {Math}><cn>1</cn></math></delay><priority><math {Math}><cn>3</cn></math></priority>
                <listOfEventAssignments><eventAssignment variable="s2"><math {Math}><cn>0</cn></math></eventAssignment></listOfEventAssignments>
              </event>
            </listOfEvents>
          </model>
        </sbml>
        """;

    private static readonly string[] Words = ["s1", "s2", "k", "c", "f", "r", "e", "NaN", "-INF", "1e999", "true", "", "9", "apply", "ci", "cn", "lambda", "piecewise", "plus", "divide", "algebraicRule", "rateRule", "species", "sbml"];

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a model with every kind of element, cut, doubled, swapped and with words replaced: no crash, every place inside the text; what is read can be compiled and evaluated")]
    public void Broken_models_get_an_answer()
    {
        Assert.NotNull(SbmlReader.Read(new SourceText("whole.xml", Model), SbmlLimits.Default).Value);
        Gen<string> broken = Gen.Select(Gen.Int[0, Model.Length - 1], Gen.Int[0, 60], Gen.Int[0, Model.Length - 1], Gen.Int[0, 7], Gen.Int[0, Words.Length - 1]).Select((at, length, to, kind, word) =>
        {
            length = System.Math.Min(length, Model.Length - at);
            string piece = Model.Substring(at, length);
            return kind switch
            {
                0 => Model.Remove(at, length),
                1 => Model.Insert(to, piece),
                2 => Model[..at],
                3 => Model.Remove(at, length).Insert(System.Math.Min(to, Model.Length - length), piece),
                4 => WithWord(at, '"', '"', Words[word]),
                5 => WithWord(at, '>', '<', Words[word]),
                6 => WithWord(at, '<', '/', Words[word]),
                _ => WithoutElement(at),
            };
        });

        broken.Sample(Answer, iter: 2000, seed: "0N0XIzNsQ0O2");
    }

    [Theory]
    [InlineData("<species ")]
    [InlineData("<model ")]
    [Evidence(EvidenceKind.Analytic, "a conversion factor is the name of a parameter: none is no name")]
    public void A_conversion_factor_without_a_name_is_an_error(string element)
    {
        string text = System.Text.RegularExpressions.Regex.Replace(Model, " conversionFactor=\"[^\"]*\"", "").Replace(element, element + "conversionFactor=\"\" ", StringComparison.Ordinal);

        var read = SbmlReader.Read(new SourceText("model.xml", text), SbmlLimits.Default);

        Assert.Null(read.Value);
        Assert.Contains(read.Diagnostics, d => d.Code == "SBM2001" && d.Message.Contains("conversion factor", StringComparison.Ordinal));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "XML Schema 1.0 part 2: blanks around an identifier, a number or a truth value are no part of it")]
    public void Blanks_around_an_attribute_are_no_part_of_it()
    {
        string spaced = System.Text.RegularExpressions.Regex.Replace(Model, "(?<= (?:id|species|compartment|symbol|variable|conversionFactor|units|value|constant|size)=\")[^\"]*", m => $" {m.Value}\n ");

        SbmlDocument plain = SbmlReader.Read(new SourceText("m.xml", Model), SbmlLimits.Default).Value!, read = SbmlReader.Read(new SourceText("m.xml", spaced), SbmlLimits.Default).Value!;

        Assert.NotEqual(Model, spaced);
        Assert.Equal(Export(plain), Export(read));

        static byte[] Export(SbmlDocument document)
        {
            using var stream = new MemoryStream();
            SbmlExport.Write(document, stream);
            return stream.ToArray();
        }
    }

    [Theory]
    [InlineData("an external entity", "<!DOCTYPE sbml [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><sbml>&e;</sbml>", "SBM1001")]
    [InlineData("a bomb of entities", "<!DOCTYPE s [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><s>&b;</s>", "SBM1001")]
    [InlineData("an undefined entity", "<sbml>&e;</sbml>", "SBM1001")]
    [InlineData("nothing", "", "SBM1001")]
    [InlineData("no XML", "begin model\nend model\n", "SBM1001")]
    [Evidence(EvidenceKind.Analytic, "the rules of the reader: no document type, no entity of one's own")]
    public void Nothing_outside_the_text_is_opened(string what, string text, string code)
    {
        Checked<SbmlDocument> read = SbmlReader.Read(new SourceText("hostile.xml", text), SbmlLimits.Default);

        output.WriteLine($"{what}: {read.Diagnostics[0].Render()}");
        Assert.Equal(code, Assert.Single(read.Diagnostics).Code);
    }

    [Theory]
    [InlineData("elements a million deep", "--max-xml-depth")]
    [InlineData("a hundred thousand attributes", "--max-xml-attributes")]
    [InlineData("more elements than allowed", "--max-xml-elements")]
    [InlineData("functions that double thirty times", "--max-terms")]
    [Evidence(EvidenceKind.Analytic, "each limit is reached, and named")]
    public void Limits_are_named(string what, string option)
    {
        string text = what switch
        {
            "elements a million deep" => string.Concat(Enumerable.Repeat("<a>", 1_000_000)),
            "a hundred thousand attributes" => $"<a {string.Join(' ', Enumerable.Range(0, 100_000).Select(i => $"a{i}=\"1\""))}/>",
            "more elements than allowed" => $"<a>{string.Concat(Enumerable.Repeat("<b/>", 2000))}</a>",
            _ => Doubling(30),
        };

        Checked<SbmlDocument> read = SbmlReader.Read(new SourceText("large.xml", text), SbmlLimits.Default with { MaxElements = 1000 });

        Assert.Contains(read.Diagnostics, d => d.Code == "SBM1002" && d.Hint!.StartsWith(option, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(12, false)]
    [Evidence(EvidenceKind.Analytic, "x(n) = 2^n x(0) by n rules that each name the one before twice: an algebraic rule of the last determines x(0) = 2^-n where that can be written out")]
    public void Rules_that_double_each_other_are_written_out_only_where_they_are_small(int n, bool isTooLarge)
    {
        string parameters = string.Concat(Enumerable.Range(0, n + 1).Select(i => $"<parameter id=\"x{i}\" constant=\"false\"/>"));
        string rules = string.Concat(Enumerable.Range(1, n).Select(i => $"<assignmentRule variable=\"x{i}\"><math {Math}><apply><plus/><ci>x{i - 1}</ci><ci>x{i - 1}</ci></apply></math></assignmentRule>"));
        string text = Document($"<listOfParameters>{parameters}</listOfParameters><listOfRules>{rules}<algebraicRule><math {Math}><apply><minus/><ci>x{n}</ci><cn>1</cn></apply></math></algebraicRule></listOfRules>");

        Checked<SbmlDocument> read = SbmlReader.Read(new SourceText("doubling.xml", text), SbmlLimits.Default);

        Assert.Equal(isTooLarge, read.Diagnostics.Any(d => d.Code == "SBM1002"));
        if (isTooLarge) return;
        var state = new DynamicState(read.Value!.Compiled);
        state.Start(0);
        Assert.Equal(System.Math.Pow(2, -n), state.Values[state.Model.IndexOf("x0")], 1e-12);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "formulas that would be deeper than a stack are refused, wide ones are not")]
    public void Formulas_may_be_wide_and_not_deep()
    {
        string terms = string.Concat(Enumerable.Repeat("<ci>k</ci>", 100_000));
        Assert.Equal(100_000, Value($"<apply><plus/>{terms}</apply>"));
        Assert.Equal(1, Value($"<apply><times/>{terms}</apply>"));
        Assert.Equal(1, Value($"<apply><and/>{terms}</apply>"));
        string chain = string.Concat(Enumerable.Range(1, 400).Select(i => $"<functionDefinition id=\"f{i}\"><math {Math}><lambda><bvar><ci>x</ci></bvar><apply><plus/>{(i == 1 ? "<ci>x</ci>" : $"<apply><ci>f{i - 1}</ci><apply><sin/><ci>x</ci></apply></apply>")}<cn>1</cn></apply></lambda></math></functionDefinition>"));
        Assert.Contains(SbmlReader.Read(new SourceText("deep.xml", Document($"<listOfFunctionDefinitions>{chain}</listOfFunctionDefinitions>")), SbmlLimits.Default).Diagnostics, d => d.Code is "SBM1002" or "SBM2006");

        static double Value(string formula)
        {
            string text = Document($"<listOfParameters><parameter id=\"k\" value=\"1\" constant=\"true\"/><parameter id=\"x\" constant=\"false\"/></listOfParameters><listOfRules><assignmentRule variable=\"x\"><math {Math}>{formula}</math></assignmentRule></listOfRules>");
            var state = new DynamicState(SbmlReader.Read(new SourceText("wide.xml", text), SbmlLimits.Default).Value!.Compiled);
            state.Start(0);
            return state.Values[state.Model.IndexOf("x")];
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "two thousand species and six thousand reactions in a second: text, checks, equations, slopes")]
    public void A_model_of_two_thousand_species_opens_in_under_a_second()
    {
        const int n = 2000;
        var text = new StringBuilder("<listOfCompartments><compartment id=\"c\" size=\"1\" spatialDimensions=\"3\" constant=\"true\"/></listOfCompartments><listOfSpecies>");
        for (int s = 0; s < n; s++) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"<species id=\"s{s}\" compartment=\"c\" initialConcentration=\"1\" hasOnlySubstanceUnits=\"false\" boundaryCondition=\"false\" constant=\"false\"/>");
        text.Append("</listOfSpecies><listOfParameters><parameter id=\"k\" value=\"0.1\" constant=\"true\"/></listOfParameters><listOfReactions>");
        for (int r = 0; r < 3 * n; r++)
        {
            (int a, int b, int p) = (r % n, (7 * r) % n, ((11 * r) + 1) % n);
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"<reaction id=\"r{r}\" reversible=\"false\"><listOfReactants><speciesReference species=\"s{a}\" stoichiometry=\"1\" constant=\"true\"/><speciesReference species=\"s{b}\" stoichiometry=\"1\" constant=\"true\"/></listOfReactants><listOfProducts><speciesReference species=\"s{p}\" stoichiometry=\"1\" constant=\"true\"/></listOfProducts><kineticLaw><math {Math}><apply><times/><ci>c</ci><ci>k</ci><ci>s{a}</ci><ci>s{b}</ci></apply></math></kineticLaw></reaction>");
        }

        var source = new SourceText("large.xml", Document(text.Append("</listOfReactions>").ToString()));
        double best = double.PositiveInfinity;
        for (int k = 0; k < 5; k++)   // the first also compiles the code, others may be disturbed by the machine
        {
            long start = Stopwatch.GetTimestamp();
            SbmlDocument document = SbmlReader.Read(source, SbmlLimits.Default).Value!;
            var state = new DynamicState(document.Compiled);
            state.Start(0);
            var ode = new DynamicOde(state);
            Assert.Equal(n, ode.JacobianPattern.Dimension);
            best = System.Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        output.WriteLine($"{source.Text.Length / 1e6:0.0} MB in {best:0.00} s");
        Assert.InRange(best, 0, 10);   // a second is the promise on a quiet machine; anything quadratic takes minutes
    }

    private static string Document(string model) => $"<sbml xmlns=\"http://www.sbml.org/sbml/level3/version2/core\" level=\"3\" version=\"2\"><model id=\"m\">{model}</model></sbml>";

    private static string Doubling(int times) => Document($"<listOfFunctionDefinitions>{string.Concat(Enumerable.Range(1, times).Select(i => $"<functionDefinition id=\"f{i}\"><math {Math}><lambda><bvar><ci>x</ci></bvar><apply><plus/>{string.Concat(Enumerable.Repeat(i == 1 ? "<ci>x</ci>" : $"<apply><ci>f{i - 1}</ci><ci>x</ci></apply>", 2))}</apply></lambda></math></functionDefinition>"))}</listOfFunctionDefinitions>");

    private static string WithWord(int at, char open, char close, string word)
    {
        int from = Model.IndexOf(open, at);
        int to = from < 0 ? -1 : Model.IndexOf(close, from + 1);
        return to < 0 ? Model : string.Concat(Model.AsSpan(0, from + 1), word, Model.AsSpan(to));
    }

    private static string WithoutElement(int at)
    {
        int from = Model.IndexOf('<', at);
        int to = from < 0 ? -1 : Model.IndexOf("/>", from, StringComparison.Ordinal);
        return to < 0 ? Model : Model.Remove(from, to + 2 - from);
    }

    private static void Answer(string text)
    {
        long start = Stopwatch.GetTimestamp();
        Checked<SbmlDocument> read = SbmlReader.Read(new SourceText("hostile.xml", text), SbmlLimits.Default);
        Assert.All(read.Diagnostics, d =>
        {
            Assert.InRange(d.Span.Start, 0, text.Length);
            Assert.NotEmpty(d.Render());
        });
        if (read.Value is { } document)
        {
            var state = new DynamicState(document.Compiled);
            state.Start(0);
            _ = new DynamicEvents(state, new Numerics.Random.RandomSource(1).Sequence(1, 0)).Settle(0);
            OdeSystem ode = new DynamicOde(state);
            var y = new double[ode.Dimension];
            state.GiveStates(y);
            ode.Derivative(0, y, new double[y.Length]);
            ode.Jacobian(0, y, new double[ode.JacobianPattern.EntryCount]);
            using var stream = new MemoryStream();
            SbmlExport.Write(document, stream);
            _ = SbmlRules.Of(document);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 20);   // milliseconds
    }
}
