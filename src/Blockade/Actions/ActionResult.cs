using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Actions;

/// <summary>What came of the actions of a file.</summary>
/// <param name="Files">The files to write, in order of first writing. Complete for every action that was done.</param>
/// <param name="Diagnostics">What went wrong on the way, and what is worth knowing.</param>
/// <param name="Log">One line for each thing that was done.</param>
/// <param name="Seeds">Seeds that were used, each once.</param>
/// <param name="Status">How it ended.</param>
public sealed record ActionResult(
    ImmutableArray<ActionFile> Files, ImmutableArray<Diagnostic> Diagnostics, ImmutableArray<string> Log, ImmutableArray<ulong> Seeds, ActionStatus Status);
