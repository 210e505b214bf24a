using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Models.Rules;

/// <summary>
/// A checked rule model. What holds: every name is declared once; every molecule, component and state in a pattern is declared;
/// every bond label of a pattern occurs exactly twice; seed species are complete; every symbol in an expression is known, and
/// neither parameters nor functions refer to themselves; reversible rules have been split. Immutable.
/// </summary>
public sealed record RuleModel(
    SourceText Source,
    ImmutableArray<Parameter> Parameters,
    ImmutableArray<MoleculeType> MoleculeTypes,
    ImmutableArray<SeedSpecies> Seeds,
    ImmutableArray<Observable> Observables,
    ImmutableArray<Function> Functions,
    ImmutableArray<Rule> Rules);
