using System.CommandLine;
using Blockade.Models.Networks;

namespace Blockade.Cli;

/// <summary>Options that raise the limits of network expansion, for one command.</summary>
internal sealed class LimitOptions
{
    private readonly Option<int> _species = Limit("--max-species", "Most species of a network.", ExpansionLimits.Default.MaxSpecies);
    private readonly Option<int> _reactions = Limit("--max-reactions", "Most reactions of a network.", ExpansionLimits.Default.MaxReactions);
    private readonly Option<int> _iterations = Limit("--max-iterations", "Most rounds of rule application.", ExpansionLimits.Default.MaxIterations);
    private readonly Option<int> _molecules = Limit("--max-molecules", "Most molecules in one species.", ExpansionLimits.Default.MaxMolecules);

    private readonly Option<int> _megabytes = Limit("--max-memory", "Most memory for a network, MB.", ExpansionLimits.Default.MaxMegabytes);

    public void AddTo(Command command)
    {
        foreach (Option<int> option in new[] { _species, _reactions, _iterations, _molecules, _megabytes }) command.Add(option);
    }

    public ExpansionLimits Of(ParseResult parse) =>
        new(parse.GetValue(_species), parse.GetValue(_reactions), parse.GetValue(_iterations), parse.GetValue(_molecules), parse.GetValue(_megabytes));

    private static Option<int> Limit(string name, string description, int otherwise)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise, HelpName = "N" };
        option.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() < 1) r.AddError($"{name} is 1 or more.");
        });
        return option;
    }
}
