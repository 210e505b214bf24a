using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;

namespace Blockade.Petab;

/// <summary>Reads a PEtab problem, version 1 or 2, with a model in SBML. Every file is read before anything is said to be right.</summary>
public static class PetabReader
{
    /// <summary>The problem, and all that is wrong with it at once.</summary>
    /// <param name="source">The problem's own file.</param>
    /// <param name="open">The text of a file that it names, or null where there is none.</param>
    /// <param name="limits">How large the model may be.</param>
    public static Checked<PetabProblem> Read(SourceText source, Func<string, SourceText?> open, SbmlLimits limits)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(open);
        var diagnostics = new List<Diagnostic>();
        var opened = new PetabFiles(source, open, diagnostics);
        PetabProblem? problem = YamlNode.Read(source, diagnostics) is { } root ? Read(root, opened, limits, diagnostics) : null;
        ImmutableArray<SourceText> order = [.. opened.All.Select(f => f.Source)];
        return new Checked<PetabProblem>(problem, [.. diagnostics.OrderBy(d => order.IndexOf(d.Source)).ThenBy(d => d.Span.Start)]);
    }

    private static PetabProblem? Read(YamlNode root, PetabFiles files, SbmlLimits limits, List<Diagnostic> diagnostics)
    {
        string? version = root["format_version"]?.Scalar;
        if (version is null || !(version is "1" or "2" || version.StartsWith("1.", StringComparison.Ordinal) || version.StartsWith("2.", StringComparison.Ordinal)))
        {
            files.Error("PET1002", root["format_version"]?.Span ?? root.Span, version is null ? "the problem does not say its 'format_version'" : $"version {version} of PEtab is not read", "1 and 2.0.0 are");
            return null;
        }

        int number = version[0] - '0';
        if (root["extensions"] is { IsNull: false, Entries.Count: > 0 } extensions)
        {
            foreach ((string name, YamlNode extension) in extensions.Entries!)
            {
                if (extension["required"]?.Scalar is not "false") files.Error("PET3001", extension.Span, $"the problem needs the extension '{name}', which is not read");
            }
        }

        YamlNode? part = root;
        if (number == 1)
        {
            if (root["problems"]?.Items is not { Count: > 0 } problems)
            {
                files.Error("PET1002", root["problems"]?.Span ?? root.Span, "the problem has no list 'problems'");
                return null;
            }

            if (problems.Count > 1) files.Error("PET3001", problems[1].Span, "several problems in one file are not read");
            part = problems[0];
        }

        SbmlDocument? model = ReadModel(number, part, files, limits, diagnostics);
        List<SourceText> parameters = number == 1 ? files.Open(root, "parameter_file", true) : files.Open(root, "parameter_files", true);
        List<SourceText> observables = files.Open(part, "observable_files", true);
        List<SourceText> measurements = files.Open(part, "measurement_files", true);
        List<SourceText> conditions = files.Open(part, "condition_files", number == 1);
        List<SourceText> experiments = number == 1 ? [] : files.Open(part, "experiment_files", false);
        List<SourceText> mappings = files.Open(part, "mapping_files", false);
        if (model is null || diagnostics.Any(d => d.Severity == Severity.Error)) return null;
        return new PetabTables(number, model, diagnostics).Read(parameters, observables, conditions, experiments, measurements, mappings, [.. files.All]);
    }

    private static SbmlDocument? ReadModel(int version, YamlNode part, PetabFiles files, SbmlLimits limits, List<Diagnostic> diagnostics)
    {
        YamlNode? location = null;
        if (part["sbml_files"] is { Items: { } sbml } list)
        {
            if (sbml.Count != 1) files.Error("PET3001", list.Span, "a problem has one model here", "several models in one problem are not read");
            location = sbml.FirstOrDefault();
        }
        else if (part["model_files"] is { Entries: { } models } table)
        {
            if (models.Count != 1) files.Error("PET3001", table.Span, "a problem has one model here", "several models in one problem are not read");
            YamlNode? model = models.Values.FirstOrDefault();
            if (model?["language"] is { Scalar: not "sbml" } language) files.Error("PET3001", language.Span, $"a model in '{language.Scalar}' is not read in a PEtab problem", "models in SBML are");
            location = model?["location"];
        }

        if (location?.Scalar is null)
        {
            files.Error("PET1002", part.Span, version == 1 ? "the problem names no model: there is no 'sbml_files'" : "the problem names no model: there is no 'model_files' with a 'location'");
            return null;
        }

        if (files.Open(location) is not { } source) return null;
        Checked<SbmlDocument> read = SbmlReader.Read(source, limits);
        diagnostics.AddRange(read.Diagnostics.Where(d => d.Severity == Severity.Error));
        return read.Value;
    }
}
