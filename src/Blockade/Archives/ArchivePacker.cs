using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;
using Blockade.Models.Sedml;

namespace Blockade.Archives;

/// <summary>Makes the entries of an archive from a model: its rules, its network as SBML, an experiment for each, and a table of its parameters.</summary>
public static class ArchivePacker
{
    /// <summary>The experiment in SBML, with which reading begins.</summary>
    public const string Experiment = "experiment.sedml";

    private const string BnglExperiment = "experiment-bngl.sedml", BnglPath = "model.bngl", SbmlPath = "model.xml", ParametersPath = "parameters.csv";
    private const string Parameter = "/sbml:sbml/sbml:model/sbml:listOfParameters/sbml:parameter";

    /// <summary>Of a model in BNGL.</summary>
    /// <param name="network">Its network; <see cref="SbmlWriter.Check"/> finds nothing in it.</param>
    /// <param name="settings">Parameters with other values.</param>
    /// <param name="course">The time course.</param>
    public static ImmutableArray<ArchiveEntry> Of(ReactionNetwork network, ImmutableArray<(string Name, double Value)> settings, SedmlSimulation.UniformTimeCourse course)
    {
        ArgumentNullException.ThrowIfNull(network);
        using var sbml = new MemoryStream();
        SbmlWriter.Write(network, sbml);
        RuleModel model = network.Model;
        string[] observables = [.. model.Observables.Select(o => o.Name).Distinct()];
        string[] functions = [.. model.Functions.Where(f => f.Arguments.IsEmpty).Select(f => f.Name)];
        return
        [
            new ArchiveEntry(BnglPath, Encoding.UTF8.GetBytes(model.Source.Text), CombineFormats.Bngl),
            new ArchiveEntry(SbmlPath, sbml.ToArray(), CombineFormats.Sbml + ".level-3.version-2"),
            new ArchiveEntry(Experiment, SedmlWriter.Write(
                SedmlLanguage.Sbml, SbmlPath, [.. settings.Select(s => ($"{Parameter}[@id='{s.Name}']/@value", s.Value))], [.. observables.Concat(functions).Select(n => (n, $"{Parameter}[@id='{n}']"))], course), CombineFormats.Sedml + ".level-1.version-3", IsMaster: true),
            new ArchiveEntry(BnglExperiment, SedmlWriter.Write(
                SedmlLanguage.Bngl, BnglPath, [.. settings.Select(s => ($"parameters.{s.Name}.value", s.Value))], [.. observables.Select(n => (n, $"molecules.{n}.count"))], course), CombineFormats.Sedml + ".level-1.version-3"),
            new ArchiveEntry(ParametersPath, Encoding.UTF8.GetBytes(Table(model, settings)), CombineFormats.Csv),
        ];
    }

    /// <summary>Of a model in SBML, which stays as it is.</summary>
    /// <param name="document">The model.</param>
    /// <param name="settings">Parameters with other values.</param>
    /// <param name="course">The time course.</param>
    public static ImmutableArray<ArchiveEntry> Of(SbmlDocument document, ImmutableArray<(string Name, double Value)> settings, SedmlSimulation.UniformTimeCourse course)
    {
        ArgumentNullException.ThrowIfNull(document);
        string Place(string name) => document.IsSpecies(name, out _) ? $"/sbml:sbml/sbml:model/sbml:listOfSpecies/sbml:species[@id='{name}']" : $"/sbml:sbml/sbml:model/*/*[@id='{name}']";
        return
        [
            new ArchiveEntry(SbmlPath, Encoding.UTF8.GetBytes(document.Source.Text), FormattableString.Invariant($"{CombineFormats.Sbml}.level-{document.Edition.Level}.version-{document.Edition.Version}")),
            new ArchiveEntry(Experiment, SedmlWriter.Write(
                SedmlLanguage.Sbml, SbmlPath, [.. settings.Select(s => (Place(s.Name), s.Value))], [.. document.Shown.Select(n => (n, Place(n)))], course), CombineFormats.Sedml + ".level-1.version-3", IsMaster: true),
        ];
    }

    // what the file says of each; sourced tables come from whoever has one
    private static string Table(RuleModel model, ImmutableArray<(string Name, double Value)> settings)
    {
        var text = new StringBuilder("id,value,unit,source\n");
        foreach (Parameter p in model.Parameters)
        {
            (string Name, double Value)[] set = [.. settings.Where(s => s.Name == p.Name)];
            string value = set.Length > 0 ? set[^1].Value.ToString("R", CultureInfo.InvariantCulture) : Written(model, p);
            text.Append(p.Name).Append(',').Append(value.Contains(',', StringComparison.Ordinal) ? $"\"{value}\"" : value).Append(',').Append(p.UnitText).Append(',').Append(set.Length > 0 ? "set for this archive" : BnglPath).Append('\n');
        }

        return text.ToString();
    }

    // the rest of its line, without the comment
    private static string Written(RuleModel model, Parameter p)
    {
        string line = model.Source.Line(model.Source.Position(p.Span.Start).Line);
        int at = line.IndexOf(p.Name, StringComparison.Ordinal);
        return at < 0 ? "" : line[(at + p.Name.Length)..].Split('#')[0].Trim().TrimStart('=').Trim();
    }
}
