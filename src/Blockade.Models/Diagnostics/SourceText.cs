using System.Text;

namespace Blockade.Models.Diagnostics;

/// <summary>A text with its name and its line starts: turns offsets into line and column. Immutable.</summary>
public sealed class SourceText
{
    private readonly int[] _lineStarts;

    /// <summary>Wraps <paramref name="text"/>; <paramref name="name"/> is what diagnostics print before the position.</summary>
    public SourceText(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(text);
        Name = name;
        Text = text;
        var starts = new List<int> { 0 };
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n'))) starts.Add(i + 1);
        }

        _lineStarts = [.. starts];
    }

    /// <summary>The name, usually the file's path as the user wrote it.</summary>
    public string Name { get; }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>How many lines there are; at least one.</summary>
    public int LineCount => _lineStarts.Length;

    /// <summary>Reads a UTF-8 file. Throws what <see cref="File.ReadAllText(string)"/> throws.</summary>
    public static SourceText FromFile(string path) => new(path, File.ReadAllText(path, Encoding.UTF8));

    /// <summary>The same text under another name, such as the path as the user gave it.</summary>
    public SourceText Renamed(string name) => new(name, Text);

    /// <summary>One-based line and column of an offset. Offsets past the end name the end. Cost: O(log lines).</summary>
    public (int Line, int Column) Position(int offset)
    {
        offset = Math.Clamp(offset, 0, Text.Length);
        int index = Array.BinarySearch(_lineStarts, offset);
        if (index < 0) index = ~index - 1;
        return (index + 1, offset - _lineStarts[index] + 1);
    }

    /// <summary>The text of a one-based line, without its line end.</summary>
    public string Line(int line)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(line, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(line, LineCount);
        int start = _lineStarts[line - 1];
        int end = line < LineCount ? _lineStarts[line] : Text.Length;
        return Text[start..end].TrimEnd('\r', '\n');
    }

    /// <summary>The span of a one-based line and column, <paramref name="length"/> characters long.</summary>
    public SourceSpan SpanAt(int line, int column, int length = 1) =>
        new(Math.Min(_lineStarts[Math.Clamp(line, 1, LineCount) - 1] + Math.Max(column, 1) - 1, Text.Length), length);
}
