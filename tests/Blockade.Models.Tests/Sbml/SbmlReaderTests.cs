using System.Text;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;
using Blockade.Testing;

namespace Blockade.Models.Tests.Sbml;

public class SbmlReaderTests(ITestOutputHelper output)
{
    private const string Semantic = "sbml-semantic-open.tar.gz";
    private const string SemanticLevel2 = "sbml-semantic-l2v4-open.tar.gz";

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the flagship from BNGL to SBML and back has the network's own derivative")]
    public void The_flagship_comes_back_from_its_own_SBML()
    {
        var network = Expand(BnglReader.Read(new SourceText("her2.bngl", File.ReadAllText(Path.Combine(Repository.Root, "models", "her2", "her2.bngl")))).Value!);
        CompiledModel model = CompiledModel.Compile(network);
        using var stream = new MemoryStream();
        SbmlWriter.Write(network, stream);
        SbmlDocument document = Read("her2.xml", Encoding.UTF8.GetString(stream.ToArray()));
        double[] parameters = model.Parameters();
        var y = new double[network.Species.Length];
        model.InitialState(parameters, y);

        var state = new DynamicState(document.Compiled);
        state.Start(0);
        for (int s = 0; s < y.Length; s++) Assert.Equal(y[s], state.Values[state.Model.IndexOf(document.AmountOf($"S{s + 1}"))], 1e-12 * Math.Abs(y[s]));

        double[] left = Derivative(model.Ode(parameters), y, s => network.Species[s].IsClamped ? y[s] : s + 1.0);
        double[] right = Derivative(state, n => double.Parse(document.NameOfSpecies(n)![1..], System.Globalization.CultureInfo.InvariantCulture));
        for (int s = 0; s < y.Length; s++)
        {
            int place = state.Model.StateNames.IndexOf(document.AmountOf($"S{s + 1}"));
            Assert.Equal(left[s], place < 0 ? 0 : right[place], 1e-9 * Math.Max(1, Math.Abs(left[s])));   // sums in another order, some cancelling
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the exact slopes against central differences, in every case of the suite that is read")]
    public void Slopes_are_those_of_the_equations()
    {
        CorpusArchive corpus = CorpusArchive.Open(Semantic);
        int compared = 0;
        foreach ((string name, SbmlDocument document) in Documents(corpus, every: 3))
        {
            DynamicState state = Started(document);
            var ode = new DynamicOde(state);
            int n = state.Model.StateNames.Length;
            if (n == 0) continue;
            double[] y = [.. Enumerable.Range(0, n).Select(s => 0.3 + (0.17 * s))];
            var slopes = new double[ode.JacobianPattern.EntryCount];
            ode.Jacobian(0.5, y, slopes);
            double[] below = new double[n], above = new double[n];
            for (int column = 0; column < n; column++)
            {
                double h = 1e-5 * y[column];   // of second order: the error is 1e-10 of third derivatives, and the rounding 1e-11 of the values
                ode.Derivative(0.5, [.. y.Select((v, i) => i == column ? v - h : v)], below);
                ode.Derivative(0.5, [.. y.Select((v, i) => i == column ? v + h : v)], above);
                for (int row = 0; row < n; row++)
                {
                    double difference = (above[row] - below[row]) / (2 * h);
                    if (!double.IsFinite(difference)) continue;
                    int entry = ode.JacobianPattern.IndexOf(row, column);
                    double size = Math.Abs(difference) + Math.Abs(above[row]) + 1;
                    Assert.True(Math.Abs((entry < 0 ? 0 : slopes[entry]) - difference) < 1e-5 * size, $"{name}: d {state.Model.StateNames[row]} / d {state.Model.StateNames[column]} is {(entry < 0 ? 0 : slopes[entry])}, by differences {difference}");
                }
            }

            compared++;
        }

        Assert.InRange(compared, 100, int.MaxValue);
    }

    [Theory]
    [InlineData(Semantic)]
    [InlineData(SemanticLevel2)]
    [Evidence(EvidenceKind.Metamorphic, "written as Level 3 Version 2 and read again, a model of any edition starts and moves as before")]
    public void What_was_read_and_written_is_the_same_model(string archive)
    {
        CorpusArchive corpus = CorpusArchive.Open(archive);
        int compared = 0;
        var codes = new SortedDictionary<uint, string>();
        foreach ((string name, SbmlDocument document) in Documents(corpus, every: 4))
        {
            string text = Export(document);
            SbmlDocument again = Read(name, text);
            (DynamicState left, DynamicState right) = (Started(document), Started(again));
            Assert.Equal((3, 2), again.Edition);
            foreach (string quantity in document.System.Quantities.Select(q => q.Name).Where(n => !n.StartsWith('#'))) Assert.Equal(left.Values[left.Model.IndexOf(quantity)], right.Values[right.Model.IndexOf(quantity)]);
            Assert.Equal(Derivative(left, _ => 0.7), Derivative(right, _ => 0.7));
            compared++;
            if (SbmlLibrary.IsPresent && compared % 8 == 0)
            {
                foreach ((uint severity, uint code, string message) in SbmlLibrary.Check(text).Where(f => f.Severity >= 2)) codes[code] = $"{name} {severity} {message}";
            }
        }

        output.WriteLine(string.Join('\n', codes.Select(c => $"{c.Key} {c.Value}")));
        Assert.Empty(codes);
        Assert.InRange(compared, 100, int.MaxValue);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a model as rules has the derivative that it has as equations, in every case of the suite that is a network")]
    public void A_document_that_is_a_network_has_its_equations_as_rules_too()
    {
        CorpusArchive corpus = CorpusArchive.Open(Semantic);
        int compared = 0;
        foreach ((string name, SbmlDocument document) in Documents(corpus, every: 3))
        {
            Checked<RuleModel> rules = SbmlRules.Of(document);
            if (rules.Value is not { } model || model.Seeds.IsEmpty) continue;
            var network = ReactionNetwork.Expand(model, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken);
            Assert.True(network.Value is not null, $"{name}: {string.Join("; ", network.Diagnostics.Select(d => d.Message))}");
            CompiledModel compiled = CompiledModel.Compile(network.Value);
            double[] parameters = compiled.Parameters();
            DynamicState state = Started(document);
            double[] right = Derivative(state, n => Amount(document, n));
            double[] left = Derivative(compiled.Ode(parameters), new double[compiled.SpeciesNames.Length], s => Value(compiled.SpeciesNames[s]));
            for (int s = 0; s < left.Length; s++)
            {
                string species = compiled.SpeciesNames[s][..^2];
                int place = state.Model.StateNames.IndexOf(document.AmountOf(species));
                double expected = place < 0 ? 0 : right[place];
                if (!double.IsFinite(expected)) continue;
                Assert.True(Math.Abs(expected - left[s]) <= 1e-12 * (1 + Math.Abs(expected)), $"{name}: {species} changes by {left[s]} as rules and by {expected} as equations");
            }

            compared++;

            // what no reaction changes stays as it starts
            double Value(string text) => state.Model.StateNames.Contains(document.AmountOf(text[..^2])) ? Amount(document, document.AmountOf(text[..^2])) : state.Values[state.Model.IndexOf(document.AmountOf(text[..^2]))];
        }

        output.WriteLine($"{compared} models");
        Assert.InRange(compared, 40, int.MaxValue);

        static double Amount(SbmlDocument document, string state) => 1 + (0.1 * document.NameOfSpecies(state)!.Sum(c => c));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what is written is what was read")]
    public void Notes_annotations_and_terms_survive()
    {
        const string text = """
            <sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4">
              <model id="m" metaid="_m" sboTerm="SBO:0000062">
                <notes><p xmlns="http://www.w3.org/1999/xhtml">Some <b>words</b> &amp; more.</p></notes>
                <annotation><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:li rdf:resource="urn:miriam:pubmed:1"/></rdf:RDF></annotation>
                <listOfUnitDefinitions><unitDefinition id="substance"><listOfUnits><unit kind="mole" scale="-9"/></listOfUnits></unitDefinition></listOfUnitDefinitions>
                <listOfCompartments><compartment id="c" size="1" sboTerm="SBO:0000290"/></listOfCompartments>
                <listOfSpecies><species id="s" compartment="c" initialAmount="1" sboTerm="SBO:0000247"/></listOfSpecies>
              </model>
            </sbml>
            """;

        string written = Export(Read("notes.xml", text));

        foreach (string kept in new[] { "Some <b>words</b> &amp; more.", "resource=\"urn:miriam:pubmed:1\"", "SBO:0000062", "SBO:0000290", "SBO:0000247", "substanceUnits=\"substance\"", "metaid=\"_m\"", "scale=\"-9\" exponent=\"1\"" })
        {
            Assert.Contains(kept, written, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<(string Name, SbmlDocument Document)> Documents(CorpusArchive corpus, int every)
    {
        string[] names = [.. corpus.Names.Where(n => n.EndsWith(".xml", StringComparison.Ordinal) && n.Contains("-sbml-l", StringComparison.Ordinal))];
        foreach (string name in names.Where((_, i) => i % every == 0))
        {
            if (SbmlReader.Read(new SourceText(name, corpus[name]), SbmlLimits.Default).Value is { } document) yield return (name, document);
        }
    }

    private static SbmlDocument Read(string name, string text)
    {
        Checked<SbmlDocument> read = SbmlReader.Read(new SourceText(name, text), SbmlLimits.Default);
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));
        return read.Value;
    }

    private static string Export(SbmlDocument document)
    {
        using var stream = new MemoryStream();
        SbmlExport.Write(document, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static DynamicState Started(SbmlDocument document)
    {
        var state = new DynamicState(document.Compiled);
        state.Start(0);
        return state;
    }

    private static double[] Derivative(DynamicState state, Func<string, double> amountOf)
    {
        var ode = new DynamicOde(state) { ConditionsFollow = true };
        var derivative = new double[ode.Dimension];
        ode.Derivative(0, [.. state.Model.StateNames.Select(amountOf).DefaultIfEmpty()], derivative);
        return derivative;
    }

    private static double[] Derivative(NetworkOde ode, double[] y, Func<int, double> amountOf)
    {
        var derivative = new double[y.Length];
        ode.Derivative(0, [.. y.Select((_, s) => amountOf(s))], derivative);
        return derivative;
    }

    private static ReactionNetwork Expand(RuleModel model) => ReactionNetwork.Expand(model, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken).Value!;
}
