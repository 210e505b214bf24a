using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.NetworkFree;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;
using Blockade.Testing;

namespace Blockade.Models.Tests.Diagnostics;

/// <summary>Each code has a bad model, named after it, and what Blockade says of it.</summary>
public partial class DiagnosticSampleTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Blockade.Models.Tests", "Diagnostics", "samples");

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Folder).Where(f => Path.GetExtension(f) is ".bngl" or ".net" or ".xml").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    [Evidence(EvidenceKind.Analytic, "the transcript beside the sample, read by a person when it changes (BLOCKADE_ACCEPT=1 rewrites it)")]
    public void A_bad_model_gets_its_transcript(string sample)
    {
        string path = Path.Combine(Folder, sample);
        var source = new SourceText(sample, File.ReadAllText(path));

        if (sample.EndsWith(".xml", StringComparison.Ordinal))
        {
            Checked<SbmlDocument> document = SbmlReader.Read(source, SbmlLimits.Default);
            ImmutableArray<Diagnostic> found = document.Diagnostics;
            if (document.Value is not null && sample.StartsWith("SBM31", StringComparison.Ordinal)) found = found.AddRange(SbmlRules.Of(document.Value).Diagnostics);
            Assert.Contains(Path.GetFileNameWithoutExtension(sample), found.Select(d => d.Code));
            Transcript.Check(Path.ChangeExtension(path, ".expected"), found.Select(d => d.Render()));
            return;
        }

        Checked<RuleModel>? read = sample.EndsWith(".net", StringComparison.Ordinal) ? null : BnglReader.Read(source);
        ImmutableArray<Diagnostic> diagnostics = read?.Diagnostics ?? NetReader.Read(source).Diagnostics;
        if (sample.StartsWith("BNG40", StringComparison.Ordinal) || sample.StartsWith("NET15", StringComparison.Ordinal))   // about what a file asks to be done
        {
            diagnostics = ActionProgramReader.Read(source).Diagnostics;
        }
        else if (read?.Value is not null && sample.StartsWith("NET13", StringComparison.Ordinal))   // about simulation without a network
        {
            diagnostics = diagnostics.AddRange(NetworkFreeModel.Compile(read.Value).Diagnostics);
        }
        else if (read?.Value is not null)
        {
            ModelAction? generate = read.Value.Actions.FirstOrDefault(a => a.Name == "generate_network");
            ExpansionLimits limits = ExpansionLimits.Default with { Bounds = generate is null ? NetworkBounds.None : NetworkBounds.Of(generate) };
            diagnostics = diagnostics.AddRange(NetworkForecast.Of(read.Value)?.Warnings ?? []);
            var network = ReactionNetwork.Expand(read.Value, limits, cancellation: TestContext.Current.CancellationToken);
            diagnostics = diagnostics.AddRange(network.Diagnostics);
            if (network.Value is not null)
            {
                CompiledModel model = CompiledModel.Compile(network.Value);
                diagnostics = diagnostics.AddRange(DetailedBalance.Check(model, model.Parameters())).AddRange(SbmlWriter.Check(network.Value));
            }
        }

        Assert.Contains(Path.GetFileNameWithoutExtension(sample), diagnostics.Select(d => d.Code));
        Transcript.Check(Path.ChangeExtension(path, ".expected"), diagnostics.Select(d => d.Render()));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the codes in the source")]
    public void Every_code_of_models_and_networks_has_a_sample()
    {
        IEnumerable<string> codes = Directory.GetFiles(Path.Combine(Repository.Root, "src", "Blockade.Models"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(f => Code().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);

        Assert.Empty(codes.Except(Samples.Select(s => Path.GetFileNameWithoutExtension(s.Data))));
    }

    [GeneratedRegex("\"((?:BNG|NET|SBM)[0-9]{4})\"")]
    private static partial Regex Code();
}
