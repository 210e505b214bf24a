using System.Collections.Immutable;
using System.CommandLine;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.NetworkFree;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;

namespace Blockade.Cli;

/// <summary><c>blockade check FILE...</c>: reads files and says what is wrong with them, all of it at once, without running anything.</summary>
internal sealed class CheckCommand(CommandHost host)
{
    private readonly Argument<string[]> _files = new("files")
    {
        Description = "Models (.bngl, .net, SBML .xml), regimens, populations and trials (.toml), constants and results (.csv), PEtab problems (.yaml).",
        Arity = ArgumentArity.OneOrMore,
        HelpName = "FILE",
    };

    private readonly LimitOptions _limits = new();
    private readonly SbmlOptions _sbml = new();
    private readonly Option<bool> _balance = new("--balance") { Description = "Models: warn of constants that break detailed balance around a cycle, as driven reactions do on purpose." };
    private readonly Option<bool> _quiet = CommonOptions.Quiet();

    public Command Build()
    {
        var command = new Command("check", "Validate files without running them.") { _files, _balance, _quiet };
        _limits.AddBoundedTo(command);
        _sbml.AddTo(command);
        command.SetAction((parse, cancellation) => Task.FromResult(Run(parse, cancellation)));
        return command;
    }

    private int Run(ParseResult parse, CancellationToken cancellation)
    {
        var all = new List<Diagnostic>();
        bool missing = false;
        var summaries = new List<string>();
        foreach (string path in parse.GetRequiredValue(_files))
        {
            bool isName = Path.GetExtension(path).Length == 0 && !Directory.Exists(Path.Combine(host.WorkingFolder, path));
            SourceText? source = isName ? Inputs.OpenOrNamed(host, path, "", ".bngl") : Inputs.Open(host, path);
            if (source is null)
            {
                missing = true;
                continue;
            }

            (ImmutableArray<Diagnostic> diagnostics, string summary) = SbmlReader.IsSbml(source.Name)
                ? Read(SbmlReader.Read(source, _sbml.Of(parse)), Describe)
                : PetabInputs.IsPetab(source.Name) ? Read(PetabInputs.Read(host, source, _sbml.Of(parse)), PetabInputs.Describe)
                : Check(source, parse, cancellation);
            all.AddRange(diagnostics);
            int errors = diagnostics.Count(d => d.Severity == Severity.Error);
            int warnings = diagnostics.Count(d => d.Severity == Severity.Warning);
            summaries.Add(errors > 0 ? $"{path}: {Plural(errors, "error")}, {Plural(warnings, "warning")}{(summary.Length > 0 ? $"; {summary}" : "")}" : $"{path}: {summary}{(warnings > 0 ? $", {Plural(warnings, "warning")}" : "")}");
        }

        Inputs.Report(host, all, parse.GetValue(_quiet));
        foreach (string summary in summaries) host.Out.WriteLine(summary);
        return missing ? ExitCode.Usage : Inputs.Code(all);
    }

    private (ImmutableArray<Diagnostic> Diagnostics, string Summary) Check(SourceText source, ParseResult parse, CancellationToken cancellation)
    {
        switch (Path.GetExtension(source.Name).ToLowerInvariant())
        {
            case ".toml":
                (ImmutableArray<Diagnostic> found, string what) = StudyFiles.Check(source);
                return (found, what);
            case ".csv":
                if (source.Text.Split('\n').FirstOrDefault(l => !l.StartsWith('#'))?.StartsWith("draw,", StringComparison.Ordinal) == true)
                {
                    ParameterTable known = Her2Evidence.Parameters().Value!.With(EvidenceReader.ReadParameters(Her2Files.Read("calibrated.csv")).Value!);
                    return Read(EvidenceReader.ReadPosterior(source, known), d => $"{Plural(d.Values.Length, "draw")} of {Plural(d.Names.Length, "constant")}");
                }

                return source.Text.Contains(",role,", StringComparison.Ordinal)
                    ? Read(EvidenceReader.ReadPublished(source), r => $"{r.Rows.Length} published results")
                    : Read(EvidenceReader.ReadParameters(source), r => $"{r.Count} constants");
            default:
                Checked<ReactionNetwork> network = Inputs.Network(host, source, _limits, parse, parse.GetValue(_quiet), cancellation);
                if (network.Diagnostics.Any(d => d.Code == "NET1101")) return WithoutNetwork(source, network.Diagnostics);
                ImmutableArray<Diagnostic> balance = network.Value is null || !parse.GetValue(_balance) ? [] : Balance(CompiledModel.Compile(network.Value));
                return ([.. network.Diagnostics, .. balance], network.Value is null ? "" : $"a model of {network.Value.Species.Length} species and {Plural(network.Value.Reactions.Length, "reaction")}");
        }
    }

    private static string Describe(SbmlDocument document) => FormattableString.Invariant(
        $"a model in SBML Level {document.Edition.Level} Version {document.Edition.Version} of {document.Size.Species} species, {Plural(document.Size.Reactions, "reaction")}, {Plural(document.Size.Rules, "rule")} and {Plural(document.Size.Events, "event")}");

    // a network that passes a limit is no fault of the rules: what can be said without one is
    private static (ImmutableArray<Diagnostic>, string) WithoutNetwork(SourceText source, ImmutableArray<Diagnostic> diagnostics)
    {
        RuleModel model = BnglReader.Read(source, BnglReader.FilesBeside(source.Name)).Value!;
        Checked<NetworkFreeModel> free = NetworkFreeModel.Compile(model);
        ImmutableArray<Diagnostic> idle = NetworkForecast.Of(model)?.Warnings ?? [];
        string size = $"{Plural(model.Rules.Length, "rule")}, {Plural(model.MoleculeTypes.Length, "molecule type")} and {Plural(model.Observables.Length, "observable")} are sound";
        return free.Value is null
            ? ([.. diagnostics, .. free.Diagnostics], "")
            : ([.. diagnostics, .. idle.Except(diagnostics)], $"{size}; 'blockade simulate {source.Name} --method nf' needs no network");
    }

    // a matter of the file's own values
    private static ImmutableArray<Diagnostic> Balance(CompiledModel model) => DetailedBalance.Check(model, model.Parameters());

    private static (ImmutableArray<Diagnostic>, string) Read<T>(Checked<T> read, Func<T, string> summary)
        where T : class => (read.Diagnostics, read.Value is null ? "" : summary(read.Value));

    private static string Plural(int n, string what) => $"{n} {what}{(n == 1 ? "" : "s")}";
}
