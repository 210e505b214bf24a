using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Trials;

namespace Blockade.Cli;

/// <summary><c>--off KEY</c>: what a run does without. What is wrong is told, and null returned.</summary>
internal sealed class MechanismOptions(CommandHost host)
{
    public Option<string[]> Off { get; } = new("--off") { Description = "Switch a mechanism off; 'blockade show mechanisms' lists them. May be repeated.", HelpName = "KEY" };

    /// <summary>The mechanisms that patients are to do without.</summary>
    public ImmutableArray<Mechanism>? Patients(ParseResult parse) => Resting(Named(parse));

    private ImmutableArray<Mechanism>? Resting(ImmutableArray<Mechanism>? off)
    {
        if (off?.FirstOrDefault(m => !m.ComesToRest) is not { } restless) return off;
        host.Errors.WriteLine($"blockade: '{restless.Key}': a cell of which this is off has no steady state of its own; 'simulate MODEL' and 'synergy MODEL --at T' show it over time.");
        return null;
    }

    private ImmutableArray<Mechanism>? Named(ParseResult parse)
    {
        string[] keys = [.. Mechanism.All.Select(m => m.Key)], given = [.. (parse.GetValue(Off) ?? []).Distinct()];
        string[] unknown = [.. given.Where(k => !keys.Contains(k))];
        foreach (string key in unknown) host.Errors.WriteLine($"blockade: there is no mechanism '{key}'; {NearestName.Hint(key, keys) ?? $"there are: {string.Join(", ", keys)}."}");
        return unknown.Length > 0 ? null : [.. Mechanism.All.Where(m => given.Contains(m.Key))];
    }

    /// <summary>The mechanisms that a cell alone is to do without, as settings <c>NAME=VALUE</c> of its model.</summary>
    public string[]? CellOverTime(ParseResult parse) => Settings(Named(parse));

    /// <summary>The same for a cell at rest.</summary>
    public string[]? CellAtRest(ParseResult parse) => Settings(Resting(Named(parse)));

    private string[]? Settings(ImmutableArray<Mechanism>? named)
    {
        if (named is not ImmutableArray<Mechanism> off) return null;
        Mechanism[] beyond = [.. off.Where(m => !m.IsOfCell)];
        foreach (Mechanism m in beyond) host.Errors.WriteLine($"blockade: '{m.Key}' ({m.Name}) is of patients, and a cell has none.");
        return beyond.Length > 0 ? null : [.. off.SelectMany(m => m.CellParameters).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name}={p.Value:R}"))];
    }
}
