using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Models.Compilation;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>
/// A compiled network that can stand in a tumour: it has the parameters, species and functions by which the tumour talks to it.
/// The flagship does; so does any model a user writes with the same names.
/// </summary>
public sealed class ReceptorModel
{
    /// <summary>The network lives in seconds, the patient in days.</summary>
    internal const double SecondsPerDay = 86400;

    // a third of a trough in plasma, which is what the interstitium sees
    private const double TroughNanomolar = 100;

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

    /// <summary>The model with the constants of a table in place of its own: a row <c>receptor.NAME</c> is the parameter NAME.</summary>
    public ReceptorModel With(ParameterTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new ReceptorModel(Compiled, Constants(Compiled, table));
    }

    /// <summary>The parameters of a model that a table has: a user's constants reach the network by them.</summary>
    public static ImmutableArray<(string Name, double Value)> Constants(CompiledModel compiled, ParameterTable table)
    {
        ArgumentNullException.ThrowIfNull(compiled);
        ArgumentNullException.ThrowIfNull(table);
        return [.. table.Where(r => r.Id.StartsWith("receptor.", StringComparison.Ordinal) && compiled.ParameterIndex(r.Id[9..]) >= 0).Select(r => (r.Id[9..], r.Value))];
    }

    /// <summary>The network's parameters for one cell: receptors per cell and heregulin in nM.</summary>
    public double[] Parameters(double her2PerCell, double her3PerCell, double heregulinNanomolar) => Compiled.Parameters(
        [.. _constants.Where(c => !PatientParameters.Contains(c.Name)), ("H2_0", her2PerCell), ("H3_0", her3PerCell), ("N_nM", heregulinNanomolar)]);

    /// <summary>
    /// Lets the model's own cell live for a day under both antibodies and measures how far what no reaction changes has changed: the number
    /// of linear laws, clamped species among them, and the worst relative drift; NaN where the integration fails.
    /// </summary>
    public (int Laws, double Drift) ConservationDrift(CancellationToken cancellation = default)
    {
        ImmutableArray<ImmutableArray<(int, long)>> laws = Compiled.ConservationLaws();
        double[] parameters = Compiled.Parameters(_constants.AsSpan());
        var before = new double[Compiled.SpeciesNames.Length];
        Compiled.InitialState(parameters, before);
        foreach (string antibody in Antibodies) before[Compiled.SpeciesIndex(antibody)] = TroughNanomolar;
        double[] after = [.. before];
        double seconds = 0;
        var solver = new OdeSolver(Compiled.Ode(parameters), new SolverOptions { RelativeTolerance = 1e-6, AbsoluteTolerance = 1e-6 });
        SolveStatus status = solver.Advance(ref seconds, after, SecondsPerDay, cancellation);
        return (laws.Length, status == SolveStatus.Completed ? CompiledModel.ConservationDrift(laws, before, after) : double.NaN);
    }
}
