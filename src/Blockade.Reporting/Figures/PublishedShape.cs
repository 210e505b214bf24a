namespace Blockade.Reporting;

/// <summary>What the points of a published curve are.</summary>
public enum PublishedShape
{
    /// <summary>Each point is a step that holds until the next: drawn as a thin dashed step curve.</summary>
    Steps,

    /// <summary>Landmarks such as a median or a 2-year rate: drawn as open markers on a thin dashed line.</summary>
    Points,
}
