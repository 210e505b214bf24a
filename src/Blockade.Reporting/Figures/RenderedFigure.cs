namespace Blockade.Reporting;

/// <summary>A figure that was drawn.</summary>
/// <param name="Name">The stem of its files.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Description">The sentence for those who cannot see it.</param>
/// <param name="Svg">The drawing as one <c>svg</c> element: well-formed, no prolog, identifiers start with the name, so that several fit one page.</param>
public sealed record RenderedFigure(string Name, string Title, string Description, string Svg);
