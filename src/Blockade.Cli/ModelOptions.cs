using System.CommandLine;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Cli;

/// <summary>Reads the model of a command, and expands it where the command needs the network. Says what is wrong with it.</summary>
internal sealed class ModelOptions(CommandHost host)
{
    private readonly LimitOptions _limits = new();

    public void AddTo(Command command) => _limits.AddBoundedTo(command);

    /// <summary>The rules of a file or of a model that ships, or the exit code.</summary>
    public (RuleModel? Model, int Code) Read(string name, bool quiet)
    {
        SourceText? source = Inputs.OpenOrNamed(host, name, "", ".bngl");
        if (source is null) return (null, ExitCode.Usage);
        Checked<RuleModel> rules = Inputs.Rules(source, Path.Combine(host.WorkingFolder, source.Name));
        Inputs.Report(host, rules.Diagnostics, quiet);
        return (rules.Value, Inputs.Code(rules.Diagnostics));
    }

    /// <summary>Its network, or the exit code.</summary>
    public (ReactionNetwork? Network, int Code) Expand(RuleModel model, ParseResult parse, bool quiet, CancellationToken cancellation)
    {
        Checked<ReactionNetwork> network = ReactionNetwork.Expand(model, _limits.Of(parse, model, host, quiet), null, cancellation);
        Inputs.Report(host, network.Diagnostics, quiet);
        return (network.Value, Inputs.Code(network.Diagnostics));
    }
}
