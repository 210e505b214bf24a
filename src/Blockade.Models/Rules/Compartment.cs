using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Rules;

/// <summary>A volume, or a surface that surrounds one.</summary>
/// <param name="Name">Unique in the model.</param>
/// <param name="Dimensions">3 for a volume, 2 for a surface.</param>
/// <param name="Size">Its volume; for a surface, its area times a depth, so that concentrations on it are per volume too.</param>
/// <param name="Outside">The compartment around it, or null for the outermost. Volumes and surfaces alternate.</param>
/// <param name="Span">Where it stands.</param>
/// <remarks>Harris, Hogg and Faeder (2009), Proc. Winter Simulation Conf., 908-919, doi:10.1109/WSC.2009.5429719.</remarks>
public sealed record Compartment(string Name, int Dimensions, Expression Size, string? Outside, SourceSpan Span);
