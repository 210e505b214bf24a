using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Files;

/// <summary>Opens a study file and says what it is.</summary>
internal static class StudyFile
{
    /// <summary>The root table and its kind; null where the syntax is wrong.</summary>
    public static (TomlTable? Root, StudyFileKind Kind) Open(SourceText source, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        TomlNode.Table? tree = TomlDocument.Read(source, diagnostics);
        if (tree is null) return (null, default);
        StudyFileKind kind = tree.Find("arm") is not null || tree.Find("analysis") is not null ? StudyFileKind.Trial
            : tree.Find("drug") is not null ? StudyFileKind.Regimen
            : StudyFileKind.Population;
        string name = kind switch { StudyFileKind.Trial => "a trial", StudyFileKind.Regimen => "a regimen", _ => "a population" };
        return (new TomlTable(source, tree, name, diagnostics), kind);
    }
}
