using System.Collections.Immutable;

namespace Blockade.Simulation;

/// <summary>A model's observables and functions over time.</summary>
/// <param name="Names">Names of the columns, each once.</param>
/// <param name="Times">Output times that were reached, in the model's unit.</param>
/// <param name="Values">One column for each name, one value for each time.</param>
/// <param name="Laws">How many linear combinations of species no reaction changes; null where they were not looked for.</param>
/// <param name="LawDrift">The worst relative drift of any of them; 0 without one.</param>
/// <param name="Method">How it was simulated, and why so, in one sentence.</param>
/// <param name="Trouble">Null where the end was reached, else what stopped it.</param>
public sealed record ModelTrajectory(
    ImmutableArray<string> Names,
    ImmutableArray<double> Times,
    ImmutableArray<ImmutableArray<double>> Values,
    int? Laws,
    double LawDrift,
    string Method,
    string? Trouble);
