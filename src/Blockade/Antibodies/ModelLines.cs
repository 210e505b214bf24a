using System.Text;
using System.Text.RegularExpressions;
using Blockade.Models.Diagnostics;

namespace Blockade.Antibodies;

/// <summary>A model's text that is changed line by line, so that its comments and its order stay.</summary>
internal sealed class ModelLines(SourceText source)
{
    private readonly Dictionary<int, string> _replaced = [];
    private readonly SortedDictionary<int, List<string>> _inserted = [];

    /// <summary>The one-based line of a place in the text.</summary>
    public int LineOf(SourceSpan span) => source.Position(span.Start).Line;

    /// <summary>Replaces what a line says; its indentation and comment stay.</summary>
    public void Replace(int line, string content)
    {
        string old = Current(line);
        int indentation = old.Length - old.TrimStart().Length, comment = Comment(old);
        _replaced[line] = old[..indentation] + content + (comment < 0 ? "" : "  " + old[comment..]);
    }

    /// <summary>Adds to the end of what a line says, before its comment.</summary>
    public void Append(int line, string text)
    {
        string old = Current(line);
        int comment = Comment(old);
        _replaced[line] = (comment < 0 ? old : old[..comment]).TrimEnd() + text + (comment < 0 ? "" : "  " + old[comment..]);
    }

    /// <summary>Puts lines at the end of a block, indented as its lines are; false where the model has no such block.</summary>
    public bool AtEnd(string block, IEnumerable<string> lines)
    {
        var end = new Regex($@"^\s*end\s+{block.Replace(" ", @"\s+", StringComparison.Ordinal)}\b");
        int line = Enumerable.Range(1, source.LineCount).FirstOrDefault(l => end.IsMatch(source.Line(l)));
        if (line == 0) return false;
        if (!_inserted.TryGetValue(line, out List<string>? list)) _inserted[line] = list = [];
        list.AddRange(lines.Select(l => $"  {l}"));
        return true;
    }

    /// <summary>The changed text, lines ended by LF.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        for (int line = 1; line <= source.LineCount; line++)
        {
            if (_inserted.TryGetValue(line, out List<string>? before)) foreach (string l in before) text.Append(l).Append('\n');
            if (line < source.LineCount || Current(line).Length > 0) text.Append(Current(line)).Append('\n');
        }

        return text.ToString();
    }

    private string Current(int line) => _replaced.GetValueOrDefault(line) ?? source.Line(line);

    private static int Comment(string line) => line.IndexOf('#', StringComparison.Ordinal);
}
