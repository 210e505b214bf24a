using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;

namespace Blockade.Models.Sbml;

/// <summary>
/// Reads SBML Level 2 (Versions 1 to 5) and Level 3 (Versions 1 and 2). A document type definition is prohibited and nothing outside the text is
/// opened. What is not simulated is refused by name.
/// </summary>
/// <remarks>Hucka et al. (2019), J. Integr. Bioinform. 16:20190021, doi:10.1515/jib-2019-0021, and the specifications of Level 2.</remarks>
public static class SbmlReader
{
    private const string Root = "http://www.sbml.org/sbml/";

    /// <summary>The document, and all that is wrong with it at once.</summary>
    public static Checked<SbmlDocument> Read(SourceText source, SbmlLimits limits)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(limits);
        var diagnostics = new List<Diagnostic>();
        SbmlDocument? document = SbmlNode.Read(source, limits, diagnostics) is { } root ? Read(source, root, limits, diagnostics) : null;
        return new Checked<SbmlDocument>(document, [.. diagnostics.OrderBy(d => d.Span.Start).ThenBy(d => d.Code, StringComparer.Ordinal)]);
    }

    /// <summary>Whether a file is SBML by its name.</summary>
    public static bool IsSbml(string path) => Path.GetExtension(path).ToLowerInvariant() is ".xml" or ".sbml";

    private static SbmlDocument? Read(SourceText source, SbmlNode root, SbmlLimits limits, List<Diagnostic> diagnostics)
    {
        if (root.Name != "sbml" || !root.Space.StartsWith(Root, StringComparison.Ordinal))
        {
            diagnostics.Add(new Diagnostic("SBM1003", Severity.Error, source, root.Span, "this is no SBML file: its root is not an 'sbml' element in a namespace of SBML"));
            return null;
        }

        if (!int.TryParse(root["level"], NumberStyles.None, CultureInfo.InvariantCulture, out int level) || !int.TryParse(root["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            || (level, version) is not ((2, >= 1 and <= 5) or (3, 1 or 2)))
        {
            diagnostics.Add(new Diagnostic("SBM1004", Severity.Error, source, root.Span, $"SBML Level {root["level"] ?? "?"} Version {root["version"] ?? "?"} is not read", "Level 2 Versions 1 to 5 and Level 3 Versions 1 and 2 are; libSBML's converters lead there"));
            return null;
        }

        RefusePackages(source, root, diagnostics);
        if (root.Child("model") is not { } model)
        {
            diagnostics.Add(new Diagnostic("SBM1003", Severity.Error, source, root.Span, "the file holds no model"));
            return null;
        }

        SbmlModel read = new SbmlModelReader(source, limits, diagnostics, level, version).Read(model);
        if (diagnostics.Any(d => d.Severity == Severity.Error)) return null;
        new SbmlUnitCheck(source, new SbmlUnitTable(source, model, read, diagnostics), diagnostics).Check(read);
        if (diagnostics.Any(d => d.Severity == Severity.Error)) return null;
        var equations = new SbmlEquations(source, read, limits, diagnostics);
        DynamicSystem system = equations.Write();
        if (diagnostics.Any(d => d.Severity == Severity.Error)) return null;
        if (DynamicModel.TryCompile(system, out ImmutableArray<string> circle) is { } compiled) return new SbmlDocument(source, root, read, compiled, equations.Species);
        string[] named = [.. circle.Select(c => c[(c.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimStart('#')).Distinct()];
        diagnostics.Add(new Diagnostic("SBM2006", Severity.Error, source, equations.PlaceOf(named[0]), $"these follow from each other in a circle: {string.Join(", ", named)}"));
        return null;
    }

    // A package that is required and made use of changes what the model means; fbc's models mean an optimum, whatever they say of themselves. One
    // that is only declared changes nothing.
    private static void RefusePackages(SourceText source, SbmlNode root, List<Diagnostic> diagnostics)
    {
        foreach (string attribute in root.ForeignAttributes.Keys.Order(StringComparer.Ordinal))
        {
            int end = attribute.IndexOf('}', StringComparison.Ordinal);
            string space = attribute[1..end];
            if (!space.StartsWith(Root + "level3/", StringComparison.Ordinal) || attribute[(end + 1)..] != "required") continue;
            string[] parts = space[Root.Length..].Split('/');
            string package = parts.Length > 2 ? parts[2] : space;
            if (root.ForeignAttributes[attribute] is not ("true" or "1") && package != "fbc") continue;
            if (!root.Children.Any(c => Uses(c, space))) continue;
            diagnostics.Add(new Diagnostic("SBM3003", Severity.Error, source, root.Span, $"the model needs the package '{package}', which is not simulated"));
        }
    }

    private static bool Uses(SbmlNode node, string space) =>
        node.Space == space || node.HasAttributeIn(space) || (node.Name != "annotation" && node.Children.Any(c => Uses(c, space)));
}
