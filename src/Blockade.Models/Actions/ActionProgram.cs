using System.Collections.Immutable;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Actions;

/// <summary>A model and what its file asks to be done with it, checked as far as that can be without doing it.</summary>
/// <param name="Name">The model's name, which its files are called by.</param>
/// <param name="Model">The model; of a <c>.net</c> file parameters, functions and the names of observables.</param>
/// <param name="Network">The network of a <c>.net</c> file, else null.</param>
/// <param name="Steps">What is to be done, in order.</param>
public sealed record ActionProgram(string Name, RuleModel Model, ReactionNetwork? Network, ImmutableArray<ActionStep> Steps);
