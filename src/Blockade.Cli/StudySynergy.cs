using System.Collections.Immutable;
using Blockade.Trials;

namespace Blockade.Cli;

/// <summary>A study's virtual patients, scored at one level.</summary>
/// <param name="Study">The study.</param>
/// <param name="Patients">Its virtual patients.</param>
/// <param name="Draws">Draws of the constants.</param>
/// <param name="Claim">What the study's own arms could show.</param>
/// <param name="Tumours">Excess of the pair on tumours' size; empty at the trial's level.</param>
/// <param name="Changes">Sizes under each treatment; empty at the trial's level.</param>
/// <param name="Times">Excess of the pair on patients' times; empty at the tumours' level.</param>
internal sealed record StudySynergy(
    string Study, int Patients, int Draws, string Claim, ImmutableArray<TumourExcess> Tumours, ImmutableArray<TumourChange> Changes, ImmutableArray<TrialExcess> Times);
