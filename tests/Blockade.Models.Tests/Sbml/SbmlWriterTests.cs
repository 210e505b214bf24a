using System.Globalization;
using System.Text;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;
using Blockade.Models.Tests.Conformance;
using Blockade.Testing;

namespace Blockade.Models.Tests.Sbml;

public class SbmlWriterTests(ITestOutputHelper output)
{
    private const string Laws =
        """
        begin parameters
          k 0.5e-3
          S1 2*k+1
          n 2
        end parameters
        begin molecule types
          A(y~u~p,b)
          B(a)
          C()
        end molecule types
        begin seed species
          A(y~u,b) 100/S1
          B(a) 30
          $C() 7
        end seed species
        begin observables
          Molecules Ap A(y~p)
          Molecules AB A(b!1).B(a!1)
          Species Two A()>=2
        end observables
        begin functions
          f() = if((Ap>3)&&!(time()>1e3)||AB!=0,k*Ap^n,min(k,S1,2)+max(Ap,1)*1e-3)
          g() = exp(-Ap/50)+ln(Ap+2)+log10(Ap+2)+log2(Ap+2)+sqrt(Ap)+abs(-Ap)+rint(Ap/3)+sign(Ap-1)+avg(k,n,3)+sum(k,n)
          t() = sin(Ap)+cos(Ap)+tan(k)+asin(k)+acos(k)+atan(k)+sinh(k)+cosh(k)+tanh(k)+asinh(k)+acosh(n)+atanh(k)+(Ap>1)*2+!Ap
          table() = tfun([0,10,25.5],[1,3,-2.5],Ap)+tfun([0,10,25.5],[1,3,-2.5],Ap*2,method=>"step")
        end functions
        begin reaction rules
          bind: A(b) + B(a) <-> A(b!1).B(a!1) k, 0.1
          functional: A(y~u) -> A(y~p) f()
          total: A(y~p) -> A(y~u) g() TotalRate
          sat: A(y~u) + B(a) -> A(y~p) + B(a) Sat(k,3,4)
          mm: A(y~u) + C() -> A(y~p) + C() MM(k,2)
          hill: A(y~p) -> A(y~u) Hill(k,3,n)
          pair: A(b,y~p) + A(b,y~p) -> A(b,y~u) + A(b,y~p) k
          made: 0 -> B(a) abs(t()+table())
          gone: B(a) -> 0 k
        end reaction rules
        """;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the same equations: derivatives, observables and functions by an evaluator of the XML that shares no code")]
    public void A_written_model_has_the_equations_of_the_network()
    {
        ReactionNetwork network = Expand("laws.bngl", Laws);
        var file = new SbmlFile(Text(network));

        AssertSameEquations(network, file, 1e-12);
        Assert.Equal(network.Species.Select(s => s.Name), file.SpeciesNames);
        Assert.Equal(network.Species.Select(s => s.IsClamped), file.IsBoundary);
        Assert.Equal("S_1", file.SpeciesIds[0]);   // S1 is a parameter here
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "initial amounts and derived parameters follow a parameter that is set again")]
    public void Formulas_follow_their_parameters()
    {
        ReactionNetwork network = Expand("laws.bngl", Laws);
        var file = new SbmlFile(Text(network));
        CompiledModel model = CompiledModel.Compile(network);
        double[] parameters = model.Parameters(("k", 3));
        var y = new double[network.Species.Length];
        model.InitialState(parameters, y);

        file.Set("k", 3);
        Assert.Equal(parameters[model.ParameterIndex("S1")], file.InitialValue("S1"));
        file.Set("S1", file.InitialValue("S1"));
        Assert.Equal(y[0], file.InitialValue("S_1"));
        Assert.Equal([100 / 1.001, 30, 7], file.Initial[..3]);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "libSBML 5.19.7 (Debian libsbml5): all checks of consistency")]
    public void LibSbml_finds_no_error()
    {
        Assert.SkipUnless(SbmlLibrary.IsPresent, "libSBML is not installed (Debian package libsbml5)");
        foreach ((string name, string text) in (IEnumerable<(string, string)>)[("laws.bngl", Laws), ("compartments.bngl", Compartments), ("empty.bngl", "begin parameters\nk 1\nend parameters\n")])
        {
            List<(uint Severity, uint Code, string Message)> found = SbmlLibrary.Check(Text(Expand(name, text)!));
            foreach (var f in found.DistinctBy(f => f.Code)) output.WriteLine($"{name}: {f.Severity} {f.Code} {f.Message}");
            Assert.DoesNotContain(found, f => f.Severity >= 2);
        }
    }

    [Theory]
    [InlineData("molecules", "1/s", "1/(nM*s)", "item")]
    [InlineData("nM", "1/h", "1/(nM*h)", "unit1")]
    [InlineData("nmol", "1/d", "1/(nM*d)", "unit1")]
    [Evidence(EvidenceKind.OtherProgram, "libSBML 5.19.7 (Debian libsbml5): every formula's units agree, where each number has one")]
    public void Units_are_consistent_where_the_file_has_them(string amount, string rate, string binding, string substance)
    {
        Assert.SkipUnless(SbmlLibrary.IsPresent, "libSBML is not installed (Debian package libsbml5)");
        string text = Text(Expand("units.bngl", $"""
            begin parameters
              A0 10 # [{amount}]
              L0 2 # [nM]
              kon 1e-3 # [{binding}]
              koff 0.1 # [{rate}]
            end parameters
            begin molecule types
              A(l)
              L(a)
            end molecule types
            begin seed species
              A(l) A0
              $L(a) L0
            end seed species
            begin reaction rules
              A(l) + L(a) <-> A(l!1).L(a!1) kon, koff
            end reaction rules
            """));

        Assert.Contains($"substanceUnits=\"{substance}\"", text, StringComparison.Ordinal);
        Assert.Empty(SbmlLibrary.Check(text).Select(f => $"{f.Code} {f.Message}"));
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "libSBML 5.19.7, and the network's own equations")]
    public void The_flagship_is_written_without_a_warning_on_units()
    {
        string path = Path.Combine(Repository.Root, "models", "her2", "her2.bngl");
        ReactionNetwork network = Expand("her2.bngl", File.ReadAllText(path));
        string text = Text(network);

        AssertSameEquations(network, new SbmlFile(text), 1e-12);
        Assert.Equal(text, Text(network));
        Assert.SkipUnless(SbmlLibrary.IsPresent, "libSBML is not installed (Debian package libsbml5)");
        List<(uint Severity, uint Code, string Message)> found = SbmlLibrary.Check(text);
        foreach (var f in found.GroupBy(f => f.Code)) output.WriteLine($"{f.Count()} times {f.First().Severity} {f.Key} {f.First().Message}");
        Assert.Empty(found);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9: the SBML that it wrote of the same models, reaction by reaction at a state where no two species are equal")]
    public void Written_models_are_those_that_BioNetGen_wrote()
    {
        CorpusArchive corpus = CorpusArchive.Open("bng-validate-open.tar.gz");
        int compared = 0;
        foreach (string reference in corpus.Names.Where(n => n.EndsWith("_sbml.xml", StringComparison.Ordinal)))
        {
            string id = reference[..reference.LastIndexOf('/', reference.LastIndexOf('/') - 1)];
            string bngl = corpus.Names.First(n => n.StartsWith(id + "/", StringComparison.Ordinal) && n.EndsWith(".bngl", StringComparison.Ordinal));
            if (BnglReader.Read(new SourceText(bngl, corpus[bngl])).Value is null) continue;   // not supported
            ReactionNetwork network = Expand(bngl, corpus[bngl]);
            var theirs = new SbmlFile(corpus[reference]);
            var ours = new SbmlFile(Text(network));
            int[] same = Matched(network, theirs);

            double[] y = [.. ours.SpeciesIds.Select((_, i) => 1 + 0.37 * i)];
            double[] left = ours.Derivative(1.7, y);
            double[] right = theirs.Derivative(1.7, [.. same.Select(i => y[i])]);
            Assert.Equal(ours.Reactions.Length, theirs.Reactions.Length);
            double scale = left.Max(Math.Abs);
            for (int s = 0; s < same.Length; s++) Assert.Equal(left[same[s]], right[s], 1e-5 * scale);   // their parameters have six digits or more
            output.WriteLine($"{id}: {y.Length} species, {ours.Reactions.Length} reactions");
            compared++;
        }

        Assert.InRange(compared, 5, int.MaxValue);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "libSBML 5.19.7 on models that people wrote, and the network's own equations")]
    public void Models_of_the_corpus_are_written_without_error()
    {
        CorpusArchive corpus = CorpusArchive.Open("bng-validate-open.tar.gz");
        int written = 0;
        var codes = new SortedDictionary<uint, (int Count, string Message)>();
        foreach (Dictionary<string, string> row in corpus.Table("cases.tsv"))
        {
            string folder = $"{row["id"]}/";
            var read = BnglReader.Read(new SourceText(row["model_file"], corpus[folder + row["model_file"]]), n => corpus.Names.Contains(folder + n) ? corpus[folder + n] : null);
            if (read.Value is null || ReactionNetwork.Expand(read.Value, new ExpansionLimits(MaxSpecies: 400, MaxReactions: 1500), cancellation: TestContext.Current.CancellationToken).Value is not { } network) continue;
            if (SbmlWriter.Check(network).Length > 0) continue;
            string text = Text(network);
            AssertSameEquations(network, new SbmlFile(text), 1e-12);
            written++;
            if (!SbmlLibrary.IsPresent || network.Reactions.Length > 300) continue;
            foreach ((uint severity, uint code, string message) in SbmlLibrary.Check(text))
            {
                Assert.True(severity < 2, $"{row["id"]}: {code} {message}");
                codes[code] = (codes.GetValueOrDefault(code).Count + 1, message);
            }
        }

        foreach (var c in codes) output.WriteLine($"{c.Value.Count} times {c.Key}: {c.Value.Message}");
        output.WriteLine($"{written} models written");
        Assert.InRange(written, 60, int.MaxValue);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "mratio, a ratio of confluent hypergeometric functions, is in no version of MathML")]
    public void What_SBML_has_no_word_for_is_refused_by_name()
    {
        ReactionNetwork network = Expand("ratio.bngl", "begin parameters\nk 1\nend parameters\nbegin functions\nf() = mratio(1,2,k)\nend functions\nbegin seed species\nA() 1\nend seed species\nbegin reaction rules\nA() -> 0 f()\nend reaction rules\n");

        Diagnostic found = Assert.Single(SbmlWriter.Check(network));
        Assert.Equal(("NET1401", "SBML has no function 'mratio'"), (found.Code, found.Message));
        Assert.Throws<ArgumentException>(() => Text(network));
    }

    private const string Compartments =
        """
        begin parameters
          v 2 # [L]
        end parameters
        begin compartments
          EC 3 v
          PM 2 0.1 EC
          v 3 1 PM
        end compartments
        begin molecule types
          L(r)
          R(l)
        end molecule types
        begin seed species
          L(r)@EC 10
          R(l)@PM 5
        end seed species
        begin reaction rules
          L(r)@EC + R(l)@PM <-> L(r!1)@EC.R(l!1)@PM 0.1, 0.2
        end reaction rules
        """;

    // Both sides add products of the same factors in another order at most: a few rounding errors of 1e-16 of the largest term each.
    private static void AssertSameEquations(ReactionNetwork network, SbmlFile file, double tolerance)
    {
        CompiledModel model = CompiledModel.Compile(network);
        NetworkOde ode = model.Ode(model.Parameters());
        int n = network.Species.Length;
        var derivative = new double[n];
        var fluxes = new double[network.Reactions.Length];
        var observables = new double[model.ObservableNames.Length];
        var functions = new double[model.FunctionNames.Length];
        for (int trial = 0; trial < 3; trial++)
        {
            double t = 0.7 * trial;
            double[] y = [.. Enumerable.Range(0, n).Select(s => 0.5 + (3 * s * (trial + 1) % 17))];
            ode.Fluxes(t, y, fluxes);
            ode.Derivative(t, y, derivative);
            ode.Observables(y, observables);
            ode.Functions(t, y, functions);
            double[] speeds = file.Speeds(t, y);
            for (int r = 0; r < fluxes.Length; r++) AssertClose(fluxes[r], speeds[r], Math.Abs(fluxes[r]), file.Reactions[r].Name);
            double[] change = file.Derivative(t, y);
            double scale = fluxes.Select(Math.Abs).DefaultIfEmpty().Max();
            for (int s = 0; s < n; s++) AssertClose(derivative[s], change[s], scale, network.Species[s].Name);
            for (int o = 0; o < observables.Length; o++) AssertClose(observables[o], file.Rule(model.ObservableNames[o], t, y), observables[o], model.ObservableNames[o]);
            for (int f = 0; f < functions.Length; f++) AssertClose(functions[f], file.Rule(model.FunctionNames[f], t, y), functions[f], model.FunctionNames[f]);
        }

        void AssertClose(double expected, double actual, double scale, string what) =>
            Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= tolerance * Math.Abs(scale), string.Create(CultureInfo.InvariantCulture, $"{what}: {expected:R} in the network, {actual:R} in SBML"));
    }

    // the number of each of their species in our network, by structure
    private static int[] Matched(ReactionNetwork network, SbmlFile theirs)
    {
        string[] ours = CanonicalSpecies.Names(network.Model, network.Species.Select(s => s.Name));
        return [.. CanonicalSpecies.Names(network.Model, theirs.SpeciesNames).Select(n => Array.IndexOf(ours, n))];
    }

    private static string Text(ReactionNetwork network)
    {
        using var stream = new MemoryStream();
        SbmlWriter.Write(network, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static ReactionNetwork Expand(string name, string text)
    {
        var read = BnglReader.Read(new SourceText(name, text));
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));
        var network = ReactionNetwork.Expand(read.Value, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken);
        Assert.True(network.Value is not null, string.Join('\n', network.Diagnostics.Select(d => d.Render())));
        return network.Value;
    }
}
