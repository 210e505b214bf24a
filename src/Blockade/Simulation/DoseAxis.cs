using System.Collections.Immutable;

namespace Blockade.Simulation;

/// <summary>One drug of a <see cref="DoseScan"/>.</summary>
/// <param name="Parameter">The model's parameter that holds the dose, such as the amount that a seed species starts with.</param>
/// <param name="Doses">Its values, ascending, in the parameter's unit.</param>
public sealed record DoseAxis(string Parameter, ImmutableArray<double> Doses);
