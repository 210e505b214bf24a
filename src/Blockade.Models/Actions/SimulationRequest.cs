using System.Collections.Immutable;
using Blockade.Models.Expressions;

namespace Blockade.Models.Actions;

/// <summary>A checked <c>simulate</c>.</summary>
/// <param name="Method">How.</param>
/// <param name="Name">What its files are called.</param>
public sealed record SimulationRequest(SimulationMethod Method, OutputName Name)
{
    /// <summary>First time, over parameters; null for 0, or for the time now where the run continues.</summary>
    public Expression? Start { get; init; }

    /// <summary>Last time, over parameters; null where sample times say it.</summary>
    public Expression? End { get; init; }

    /// <summary>Equal output intervals. Default 1.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>Output times, ascending, in place of equal intervals.</summary>
    public ImmutableArray<double>? SampleTimes { get; init; }

    /// <summary>Absolute tolerance of the differential equation. Default 1e-8.</summary>
    public double Absolute { get; init; } = 1e-8;

    /// <summary>Relative tolerance of the differential equation. Default 1e-8.</summary>
    public double Relative { get; init; } = 1e-8;

    /// <summary>Of <c>pla</c>: how leaps are made; null for the method's own way.</summary>
    public LeapRequest? Leap { get; init; }

    /// <summary>Of <c>psa</c>: about how many groups a large population is moved in, more than 1.</summary>
    public double? ScalingLevel { get; init; }

    /// <summary>Stop where the slope, as a norm over the number of species, is below the absolute tolerance.</summary>
    public bool IsToSteadyState { get; init; }

    /// <summary>Go on at the time now, and append to the files.</summary>
    public bool Continues { get; init; }

    /// <summary>Seed of this action alone.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Write species at every output time, not only at the first and the last. Default true.</summary>
    public bool PrintsSpecies { get; init; } = true;

    /// <summary>Write functions beside observables.</summary>
    public bool PrintsFunctions { get; init; }

    /// <summary>Write the network with the amounts of the last output time, <c>_save.net</c>.</summary>
    public bool SavesNetwork { get; init; }

    /// <summary>Write the network with the amounts at the end, <c>_end.net</c>.</summary>
    public bool PrintsEnd { get; init; }

    /// <summary>Stop as soon as this is not 0. It is looked at after every event, and of a differential equation at output times.</summary>
    public Expression? StopIf { get; init; }

    /// <summary>Write a row where it stopped. Default true.</summary>
    public bool PrintsOnStop { get; init; } = true;

    /// <summary>Most steps or events.</summary>
    public long? MaxSteps { get; init; }

    /// <summary>Steps or events after which a row is written also between output times.</summary>
    public long? StepInterval { get; init; }

    /// <summary>Network-free: go on from the final state. Default true.</summary>
    public bool KeepsFinalState { get; init; } = true;

    /// <summary>Network-free: most molecules.</summary>
    public int? MaxMolecules { get; init; }

    /// <summary>Network-free: time to run before the first.</summary>
    public double Equilibration { get; init; }
}
