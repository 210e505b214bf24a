using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;

namespace Blockade.Cli;

/// <summary><c>--cell-line NAME</c>: a model's receptors as counted on a cell line. Says where each count comes from, and which was not found.</summary>
internal sealed class CellLineOptions(CommandHost host)
{
    public Option<string?> Line { get; } = new("--cell-line") { Description = "Model: receptors per cell as counted on a cell line; 'blockade show cell-lines' lists them.", HelpName = "NAME" };

    /// <summary>The settings of a model's parameters; none without the option, null where the line or the model has none, which is told.</summary>
    public string[]? Settings(ParseResult parse, ImmutableArray<string> parameters, bool quiet)
    {
        if (parse.GetValue(Line) is not string name) return [];
        ImmutableArray<CellLine> lines = CellLine.All();
        string[] names = [.. lines.Select(l => l.Name)];
        if (lines.FirstOrDefault(l => l.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } line)
        {
            host.Errors.WriteLine($"blockade: there is no cell line '{name}'; {(NearestName.Hint(name, names) is { } hint ? $"{hint} " : "")}there are: {string.Join(", ", names)}.");
            return null;
        }

        (string Parameter, string Receptor)[] receptors = [.. CellLine.Receptors.Where(r => parameters.Contains(r.Parameter))];
        if (receptors.Length == 0)
        {
            host.Errors.WriteLine($"blockade: the model has none of the parameters that a cell line sets: {string.Join(", ", CellLine.Receptors.Select(r => r.Parameter))}.");
            return null;
        }

        var settings = new List<string>();
        foreach ((string parameter, string receptor) in receptors)
        {
            if (line.Count(parameter) is not { } count)
            {
                host.Errors.WriteLine($"blockade: no count of {receptor} on {line.Name} was found: {parameter} stays as the model has it; --set {parameter}=N brings yours.");
                continue;
            }

            settings.Add(string.Create(CultureInfo.InvariantCulture, $"{parameter}={count.Value:R}"));
            if (!quiet || count.Grade == Grade.Recall)
                host.Errors.WriteLine(string.Create(CultureInfo.InvariantCulture, $"blockade: {receptor} on {line.Name}: {count.Value:g4} a cell ({count.Source}; {(count.Grade == Grade.Recall ? "from memory, unverified" : count.Grade.ToString().ToLowerInvariant())})."));
        }

        return [.. settings];
    }
}
