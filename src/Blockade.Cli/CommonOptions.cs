using System.CommandLine;
using Blockade.Models.NetworkFree;

namespace Blockade.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static Option<ulong> Seed() => new("--seed") { Description = "Seed of every draw; the same seed gives the same bytes.", DefaultValueFactory = _ => 1UL, HelpName = "N" };

    public static Option<int> Threads()
    {
        var option = new Option<int>("--threads") { Description = "Threads; the result does not depend on them.", DefaultValueFactory = _ => Environment.ProcessorCount, HelpName = "N" };
        option.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() is < 1 or > 1024) r.AddError("--threads is from 1 to 1024.");
        });
        return option;
    }

    public static Option<int> MaxAgents()
    {
        var option = new Option<int>("--max-agents") { Description = "Most molecules kept one by one in a run without a network.", DefaultValueFactory = _ => NetworkFreeLimits.Default.MaxMolecules, HelpName = "N" };
        option.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() < 1) r.AddError("--max-agents is 1 or more.");
        });
        return option;
    }

    public static Option<string?> Out(string description) => new("--out") { Description = description, HelpName = "FOLDER" };

    public static Option<bool> Force() => new("--force") { Description = "Replace the files of an earlier run in the output folder." };

    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON instead of tables." };

    public static Option<bool> Quiet() => new("--quiet") { Description = "No progress and no hints; results and problems only." };

    public static Option<string?> File(string name, string description) => new(name) { Description = description, HelpName = "FILE" };
}
