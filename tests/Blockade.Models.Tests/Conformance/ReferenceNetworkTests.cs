using System.Globalization;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Models.Tests.Conformance;

/// <summary>
/// Networks against BioNetGen's: species up to isomorphism, reactions as a multiset with their speed at a state where no two species
/// are equal (so that constants, statistical factors and rate laws are all compared), observables as weighted sets.
/// </summary>
public class ReferenceNetworkTests(ITestOutputHelper output)
{
    private const string Archive = "bng-validate-open.tar.gz";

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3 and earlier: the .net files of its own validation suite and ones made with it")]
    public void Networks_are_BioNetGens_or_refused_by_name()
    {
        CorpusArchive corpus = CorpusArchive.Open(Archive);
        int same = 0, refused = 0, numbered = 0;
        var wrong = new List<string>();
        var byFeature = new SortedDictionary<string, (int Cases, int Same, int Numbered)>(StringComparer.Ordinal);
        foreach (Dictionary<string, string> row in corpus.Table("cases.tsv"))
        {
            string id = row["id"];
            string[] references = [.. corpus.Names.Where(n => IsReference(n, id))];
            if (references.Length == 0 || row["features"].Contains("act:readFile", StringComparison.Ordinal)) continue;
            string verdict = Compare(id, corpus[$"{id}/{row["model_file"]}"], corpus[references[0]], name => corpus.Names.Contains($"{id}/{name}") ? corpus[$"{id}/{name}"] : null, out bool isNumbered);
            if (isNumbered) numbered++;
            if (verdict.Length == 0) same++;
            else if (verdict.StartsWith("refused", StringComparison.Ordinal)) refused++;
            else wrong.Add($"{id}: {verdict}");
            foreach (string feature in row["features"].Split(' ').Where(f => !f.Contains(':', StringComparison.Ordinal) || f.StartsWith("rate:", StringComparison.Ordinal)).Append("all"))
            {
                (int cases, int passed, int alike) = byFeature.GetValueOrDefault(feature);
                byFeature[feature] = (cases + 1, passed + (verdict.Length == 0 ? 1 : 0), alike + (isNumbered ? 1 : 0));
            }

            output.WriteLine($"{id}: {(verdict.Length == 0 ? "same" : verdict)}{(isNumbered ? "" : ", numbered otherwise")}");
        }

        output.WriteLine($"{same} networks the same, {refused} refused by name, {wrong.Count} wrong");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(same, Floor, int.MaxValue);
        Assert.InRange(numbered, NumberedFloor, int.MaxValue);
        WrittenDocument.Agrees("docs/conformance.md", ("networks", Table(byFeature)));
    }

    private static string Table(SortedDictionary<string, (int Cases, int Same, int Numbered)> byFeature) =>
        "| feature, as the suite names it | models | the same | and numbered the same |\n|---|---:|---:|---:|\n"
        + string.Join('\n', byFeature.Select(f => $"| {f.Key.Replace('_', ' ')} | {f.Value.Cases} | {f.Value.Same} | {f.Value.Numbered} |"));

    // raised whenever more pass; never lowered
    private const int Floor = 71;

    private const int NumberedFloor = 69;   // two ask for another labelling of species (HNauty), which lists them otherwise

    // the network of the file's first generate_network: not the ones written after a burn-in or a change of parameters
    private static bool IsReference(string name, string id) =>
        name.StartsWith(id + "/", StringComparison.Ordinal) && name.EndsWith(".net", StringComparison.Ordinal)
        && (name.Contains("/reference/", StringComparison.Ordinal) || name.Contains("/generated/", StringComparison.Ordinal))
        && Path.GetFileNameWithoutExtension(name) == Path.GetFileName(id);

    /// <summary>What differs between our network of a file and the .net that BioNetGen wrote; empty where nothing does.</summary>
    /// <param name="isNumbered">Whether every species has the number that it has there.</param>
    internal static string Compare(string id, string text, string net, Func<string, string?> openFile, out bool isNumbered)
    {
        isNumbered = false;
        var read = BnglReader.Read(new SourceText(id, text), openFile);
        if (read.Value is null) return Refusal(read.Diagnostics);
        ModelAction? generate = read.Value.Actions.FirstOrDefault(a => a.Name == "generate_network");
        ExpansionLimits limits = ExpansionLimits.Default with { Bounds = generate is null ? NetworkBounds.None : NetworkBounds.Of(generate) };
        var expanded = ReactionNetwork.Expand(read.Value, limits, cancellation: TestContext.Current.CancellationToken);
        if (expanded.Value is not { } network) return Refusal(expanded.Diagnostics);

        var reference = new NetFile(net, openFile);
        if (reference.Species.Count != network.Species.Length || reference.Reactions.Count != network.Reactions.Length)
        {
            return $"{network.Species.Length} species and {network.Reactions.Length} reactions, not {reference.Species.Count} and {reference.Reactions.Count}";
        }

        var numbers = network.Species.Select((s, i) => (s.Name, i)).ToDictionary(s => s.Name, s => s.i);
        int[] ours = [.. CanonicalSpecies.Names(read.Value, reference.Species.Select(s => s.Text)).Select(n => numbers.GetValueOrDefault(n, -1))];
        if (Array.IndexOf(ours, -1) is >= 0 and int missing) return $"species {reference.Species[missing].Text} is missing";
        if (ours.Distinct().Count() != ours.Length) return "two species of the reference are one";
        isNumbered = ours.Select((n, i) => n == i).All(e => e);

        // no two species alike, so that a reaction cannot hide behind another
        double[] theirState = [.. ours.Select((_, i) => 1 + (2 * ((i * 0.6180339887498949) % 1)))];
        var ourState = new double[ours.Length];
        for (int i = 0; i < ours.Length; i++) ourState[ours[i]] = theirState[i];

        // the .net of a file that changes parameters was written after it had
        CompiledModel model = CompiledModel.Compile(network);
        double[] parameters = model.Parameters([
            .. read.Value.Actions.Where(a => a is { Name: "setParameter", Arguments.Length: 2 })
                .Select(a => (a.Arguments[0], double.Parse(a.Arguments[1], CultureInfo.InvariantCulture)))]);
        NetworkOde ode = model.Ode(parameters);
        var fluxes = new double[network.Reactions.Length];
        ode.Fluxes(1.7, ourState, fluxes);
        double[] theirFluxes = reference.Fluxes(1.7, theirState);
        var left = new List<(string Key, double Flux)>();
        var right = new List<(string Key, double Flux)>();
        for (int i = 0; i < fluxes.Length; i++)
        {
            left.Add(($"{Key(network.Reactions[i].Reactants)}>{Key(network.Reactions[i].Products)}", fluxes[i]));
            (int[] reactants, int[] products, _) = reference.Reactions[i];
            right.Add(($"{Key(reactants.Select(s => ours[s]))}>{Key(products.Select(s => ours[s]))}", theirFluxes[i]));
        }

        left.Sort();
        right.Sort();
        for (int i = 0; i < left.Count; i++)
        {
            // constants of a .net have 15 digits, conversions of units eight
            double tolerance = read.Value.Compartments.Length > 0 ? 5e-8 : 1e-12;
            bool equal = left[i].Key == right[i].Key && Math.Abs(left[i].Flux - right[i].Flux) <= tolerance * Math.Max(1e-300, Math.Abs(right[i].Flux));
            if (!equal) return $"reaction {Text(left[i])} is {Text(right[i])} in the reference";
        }

        // names do not count: some references were written before an observable was renamed
        IEnumerable<string> theirs = reference.Groups
            .Select(g => Set(g.Terms.GroupBy(t => ours[t.Species]).Select(s => (s.Key, s.Sum(t => t.Weight))))).Order(StringComparer.Ordinal);
        IEnumerable<string> mine = network.Observables.Select(o => Set(o.Terms)).Order(StringComparer.Ordinal);
        if (!theirs.SequenceEqual(mine)) return $"observables are {string.Join(" ", mine.Except(theirs))}, not {string.Join(" ", theirs.Except(mine))}";

        return "";

        static string Set(IEnumerable<(int, double)> terms) => string.Join('+', terms.Order());

        static string Key(IEnumerable<int> species) => string.Join(',', species.Order());

        string Text((string Key, double Flux) r) =>
            $"{string.Join(" + ", r.Key.Split('>')[0].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Name))} -> {string.Join(" + ", r.Key.Split('>')[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Name))} at {r.Flux:R}";

        string Name(string s) => network.Species[int.Parse(s, CultureInfo.InvariantCulture)].Name;
    }

    private static string Refusal(IEnumerable<Diagnostic> diagnostics)
    {
        Diagnostic[] errors = [.. diagnostics.Where(d => d.Severity == Severity.Error)];
        bool byName = errors.Length > 0 && errors.All(d => d.Code.StartsWith("BNG3", StringComparison.Ordinal) || d.Code == "NET1101");
        return $"{(byName ? "refused" : "not read")}: {string.Join("; ", errors.Select(d => $"{d.Code} {d.Message}").Distinct().Take(3))}";
    }
}
