namespace Blockade.Models.Diagnostics;

/// <summary>A stretch of one source text: zero-based character offset and length. <c>default</c> is the start of the text.</summary>
public readonly record struct SourceSpan(int Start, int Length)
{
    /// <summary>The offset just after the last character.</summary>
    public int End => Start + Length;

    /// <summary>The smallest span that covers both.</summary>
    public SourceSpan To(SourceSpan other) =>
        new(Math.Min(Start, other.Start), Math.Max(End, other.End) - Math.Min(Start, other.Start));
}
