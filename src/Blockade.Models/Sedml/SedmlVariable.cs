using Blockade.Models.Diagnostics;

namespace Blockade.Models.Sedml;

/// <summary>A quantity of a model, by a name of its own in a formula.</summary>
/// <param name="Id">The name in the formula.</param>
/// <param name="Target">What it is; null for time. External data are <c>#</c> and the name of a data source.</param>
/// <param name="Task">Whose result, or null.</param>
/// <param name="Model">Of which model, or null.</param>
/// <param name="Span">Where it stands.</param>
public sealed record SedmlVariable(string Id, SedmlTarget? Target, string? Task, string? Model, SourceSpan Span)
{
    /// <summary>The data source that it is, or null.</summary>
    public string? Data => Target?.Text is ['#', .. var id] ? id : null;
}
