namespace Blockade.Reporting;

/// <summary>What a figure shows, without a word on how it is drawn. The records in this folder are all the figures there are.</summary>
public abstract record Figure
{
    private protected Figure() { }

    /// <summary>A short heading, drawn above the figure; two lines at most, about 170 characters.</summary>
    public required string Title
    {
        get;
        init => field = !string.IsNullOrWhiteSpace(value) ? value : throw new ArgumentException("A figure has a title.", nameof(value));
    }

    /// <summary>One sentence that says what a reader would see, for those who cannot; it becomes alt text, SVG description and a text file.</summary>
    public required string Description
    {
        get;
        init => field = !string.IsNullOrWhiteSpace(value) ? value : throw new ArgumentException("A figure has a description.", nameof(value));
    }

    /// <summary>Every number drawn, in long form: one row a point.</summary>
    /// <param name="name">The table's name.</param>
    public abstract Table Data(string name);
}
