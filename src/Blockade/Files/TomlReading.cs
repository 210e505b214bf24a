using Blockade.Models.Diagnostics;

namespace Blockade.Files;

/// <summary>One pass over a document: where its tables put what they find, and which of them were looked into.</summary>
internal sealed class TomlReading(SourceText source, List<Diagnostic> diagnostics)
{
    private readonly List<TomlTable> _entered = [];

    public SourceText Source { get; } = source;

    public List<Diagnostic> Diagnostics { get; } = diagnostics;

    public TomlTable Enter(TomlNode.Table node, string name)
    {
        var table = new TomlTable(this, node, name, isThere: true);
        _entered.Add(table);
        return table;
    }

    public void ReportUnknownKeys()
    {
        foreach (TomlTable table in _entered) table.ReportUnknownKeys();
    }
}
