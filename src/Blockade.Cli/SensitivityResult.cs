using System.Collections.Immutable;
using Blockade.Sensitivity;
using Blockade.Trials;

namespace Blockade.Cli;

/// <summary>What an analysis of sensitivity found.</summary>
/// <param name="Study">The study.</param>
/// <param name="Patients">Virtual patients.</param>
/// <param name="Varied">The constants with their ranges.</param>
/// <param name="Outputs">The outputs.</param>
/// <param name="Nominal">Each output with the constants as they are.</param>
/// <param name="Full">The same with the receptors' full table: what the coarse one of all other points costs.</param>
/// <param name="Ends">The outputs with one constant at its lower end, then at its upper one, constant by constant.</param>
/// <param name="Effects">Elementary effects, output by output; empty unless by Morris.</param>
/// <param name="Shares">Shares of variance, output by output; empty unless by Sobol.</param>
/// <param name="Parts">Parts of mechanisms, output by output; empty unless by Shapley.</param>
/// <param name="Size">Trajectories or rows.</param>
/// <param name="Points">Points of the design, or sets of mechanisms.</param>
internal sealed record SensitivityResult(
    string Study, int Patients, ImmutableArray<UncertainInput> Varied, ImmutableArray<TrialOutput> Outputs, ImmutableArray<MonteCarlo> Nominal, ImmutableArray<MonteCarlo> Full,
    ImmutableArray<double[]> Ends, ImmutableArray<MorrisEffect> Effects, ImmutableArray<SobolIndex> Shares, ImmutableArray<ShapleyShare> Parts, int Size, int Points);
