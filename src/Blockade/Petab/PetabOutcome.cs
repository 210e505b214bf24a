using System.Collections.Immutable;

namespace Blockade.Petab;

/// <summary>What a problem's model says at some values of the parameters, beside what was measured. Entries by measurement.</summary>
/// <param name="Simulations">The observables' values, on no scale.</param>
/// <param name="Noise">The scales of the noise.</param>
/// <param name="LogLikelihood">Of all measurements.</param>
/// <param name="LogPrior">Of all estimated parameters; 0 without priors.</param>
/// <param name="ChiSquare">The sum of the squared residuals over the noise.</param>
/// <param name="Trouble">Null, or what stopped a simulation; then the likelihood is minus infinity.</param>
public sealed record PetabOutcome(
    ImmutableArray<double> Simulations, ImmutableArray<double> Noise, double LogLikelihood, double LogPrior, double ChiSquare, string? Trouble);
