using System.Collections.Immutable;
using Blockade.Models.Compilation;

namespace Blockade.Simulation;

/// <summary>
/// A compiled network that can stand in a tumour: it has the parameters, species and functions by which the tumour talks to it.
/// The flagship does; so does any model a user writes with the same names.
/// </summary>
public sealed class ReceptorModel
{
    private readonly ImmutableArray<(string Name, double Value)> _constants;

    private ReceptorModel(CompiledModel compiled, ImmutableArray<(string, double)> constants)
    {
        Compiled = compiled;
        _constants = constants;
    }

    /// <summary>Parameters that a patient sets: HER2 and HER3 per cell, heregulin in nM.</summary>
    public static ImmutableArray<string> PatientParameters { get; } = ["H2_0", "H3_0", "N_nM"];

    /// <summary>Clamped species that pharmacokinetics sets, nM.</summary>
    public static ImmutableArray<string> Antibodies { get; } = ["T(h)", "P(h)"];

    /// <summary>Functions that the tumour reads: shares of phosphorylated AKT and ERK, antibodies on the surface, net uptake per second.</summary>
    public static ImmutableArray<string> Outputs { get; } = ["pAKT", "pERK", "boundIgG", "uptakeT", "uptakeP"];

    /// <summary>The network.</summary>
    public CompiledModel Compiled { get; }

    /// <summary>Wraps a compiled model with constants that replace the file's, or says which of the names are missing.</summary>
    /// <exception cref="ArgumentException">A constant is not a parameter of the model.</exception>
    public static (ReceptorModel? Model, ImmutableArray<string> Missing) From(
        CompiledModel compiled, ImmutableArray<(string Name, double Value)> constants)
    {
        ArgumentNullException.ThrowIfNull(compiled);
        foreach ((string name, _) in constants)
        {
            if (compiled.ParameterIndex(name) < 0) throw new ArgumentException($"'{name}' is not a parameter of the model.", nameof(constants));
        }

        ImmutableArray<string> missing =
        [
            .. PatientParameters.Where(p => compiled.ParameterIndex(p) < 0).Select(p => $"parameter {p}"),
            .. Antibodies.Where(s => compiled.SpeciesIndex(s) < 0).Select(s => $"species {s}"),
            .. Outputs.Where(f => !compiled.FunctionNames.Contains(f)).Select(f => $"function {f}()"),
        ];
        return missing.IsEmpty ? (new ReceptorModel(compiled, constants), missing) : (null, missing);
    }

    /// <summary>The network's parameters for one cell: receptors per cell and heregulin in nM.</summary>
    public double[] Parameters(double her2PerCell, double her3PerCell, double heregulinNanomolar) => Compiled.Parameters(
        [.. _constants.Where(c => !PatientParameters.Contains(c.Name)), ("H2_0", her2PerCell), ("H3_0", her3PerCell), ("N_nM", heregulinNanomolar)]);
}
