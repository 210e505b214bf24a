using System.Collections.Immutable;

namespace Blockade.Simulation;

/// <summary>How a patient's lesions were sorted at baseline, and the non-target ones scan by scan.</summary>
/// <param name="Targets">Target lesions.</param>
/// <param name="Lesions">Non-target lesions.</param>
/// <param name="BaselineMillimetres">What the independent reader measured of those before treatment, mm; zero where none could be seen.</param>
/// <param name="SumMillimetres">The same at each scan.</param>
public sealed record NonTargetCourse(int Targets, int Lesions, double BaselineMillimetres, ImmutableArray<double> SumMillimetres);
