using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Simulation;
using Blockade.Trials;

namespace Blockade.Files;

/// <summary>Reads which combinations labels allow: <c>models/her2/indications.toml</c>.</summary>
public static class IndicationReader
{
    /// <summary>A setting as files have it.</summary>
    public static string Words(Setting setting) => setting switch
    {
        Setting.Untreated => "metastatic, untreated",
        Setting.Pretreated => "metastatic, pretreated",
        Setting.BeforeSurgery => "before surgery",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Reads a file of [[indication]] tables; every problem is reported at once.</summary>
    public static Checked<IReadOnlyList<Indication>> Read(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return TomlDocument.Read<IReadOnlyList<Indication>>(source, "indications", root =>
        [
            .. root.Tables("indication").Select(t => new Indication(
                t.Choices("drugs", [.. SubjectSimulator.Drugs.Select(d => (d, d))]),
                t.Choice("setting", [.. Enum.GetValues<Setting>().Select(s => (Words(s), s))]),
                t.Text("source"))),
        ]);
    }
}
