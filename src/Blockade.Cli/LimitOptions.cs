using System.CommandLine;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Cli;

/// <summary>Options that raise the limits of network expansion, for one command.</summary>
internal sealed class LimitOptions
{
    private readonly Option<int> _species = Limit("--max-species", "Most species of a network.", ExpansionLimits.Default.MaxSpecies);
    private readonly Option<int> _reactions = Limit("--max-reactions", "Most reactions of a network.", ExpansionLimits.Default.MaxReactions);
    private readonly Option<int> _iterations = Limit("--max-iterations", "Most rounds of rule application.", ExpansionLimits.Default.MaxIterations);
    private readonly Option<int> _molecules = Limit("--max-molecules", "Most molecules in one species.", ExpansionLimits.Default.MaxMolecules);

    private readonly Option<int> _megabytes = Limit("--max-memory", "Most memory for a network, MB.", ExpansionLimits.Default.MaxMegabytes);

    private readonly Option<int> _steps = Limit("--max-search-steps", "Most steps to find one pattern in one species or at one molecule.", ExpansionLimits.Default.MaxSearchSteps);

    private readonly Option<bool> _whole = new("--whole") { Description = "Leave out the bounds (max_iter, max_agg, max_stoich) that the file's own generate_network sets." };

    public void AddTo(Command command)
    {
        foreach (Option<int> option in new[] { _species, _reactions, _iterations, _molecules, _megabytes, _steps }) command.Add(option);
    }

    public ExpansionLimits Of(ParseResult parse) =>
        new(parse.GetValue(_species), parse.GetValue(_reactions), parse.GetValue(_iterations), parse.GetValue(_molecules), parse.GetValue(_megabytes), parse.GetValue(_steps));

    /// <summary>With the bounds that a command other than <c>bngl run</c> takes from the file's own <c>generate_network</c>.</summary>
    public void AddBoundedTo(Command command)
    {
        AddTo(command);
        command.Add(_whole);
    }

    /// <summary>Limits and bounds for one model; what bounds there are is said.</summary>
    public ExpansionLimits Of(ParseResult parse, RuleModel model, CommandHost host, bool quiet)
    {
        NetworkBounds bounds = parse.GetValue(_whole) ? NetworkBounds.None : NetworkBounds.Of(model);
        string said = bounds.Describe();
        if (said.Length > 0 && !quiet) host.Errors.WriteLine($"blockade: the network of '{model.Source.Name}' is bounded as its generate_network asks: {said}; --whole leaves that out.");
        return Of(parse) with { Bounds = bounds };
    }

    /// <summary>An option for a limit, which is 1 or more.</summary>
    public static Option<T> Limit<T>(string name, string description, T otherwise)
        where T : struct, IComparable<T>
    {
        var option = new Option<T>(name) { Description = description, DefaultValueFactory = _ => otherwise, HelpName = "N" };
        option.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<T>().CompareTo(default) <= 0) r.AddError($"{name} is 1 or more.");
        });
        return option;
    }
}
