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
    private readonly Lazy<CompiledModel> _lumped;

    private ReceptorModel(CompiledModel compiled, ImmutableArray<(string, double)> constants, ImmutableArray<string> pair, Lazy<CompiledModel>? lumped = null)
    {
        Compiled = compiled;
        _constants = constants;
        Pair = pair;
        Antibodies = [.. pair.Select(name => Species(compiled, name)).OfType<string>()];
        Outputs = [.. Signals, .. pair.Select(Uptake)];
        _lumped = lumped ?? new Lazy<CompiledModel>(() => compiled.Lump([.. pair.Select(Uptake), .. Signals.Reverse()]));
    }

    /// <summary>The antibodies of a patient unless a study brings its own: the places that pharmacokinetics knows.</summary>
    public static ImmutableArray<string> StandardPair { get; } = ["trastuzumab", "pertuzumab"];

    /// <summary>Parameters that a patient sets: HER2 and HER3 per cell, heregulin in nM.</summary>
    public static ImmutableArray<string> PatientParameters { get; } = ["H2_0", "H3_0", "N_nM"];

    private static readonly ImmutableArray<string> Signals = ["pAKT", "pERK", "boundIgG"];

    /// <summary>Names of the two antibodies, the one in trastuzumab's place first.</summary>
    public ImmutableArray<string> Pair { get; }

    /// <summary>Clamped species that pharmacokinetics sets, nM: <c>T(h)</c>, <c>P(h)</c>, or that of an antibody's own name.</summary>
    public ImmutableArray<string> Antibodies { get; }

    /// <summary>Functions that the tumour reads: shares of phosphorylated AKT and ERK, antibodies on the surface, net uptake of each antibody per second.</summary>
    public ImmutableArray<string> Outputs { get; }

    /// <summary>The network.</summary>
    public CompiledModel Compiled { get; }

    /// <summary>
    /// The network in as few states as the outputs need, which is what patients are computed with: exact, for all constants. What antibodies are taken up does not
    /// depend on phosphorylation, so that those states come first and are solved by themselves.
    /// </summary>
    public CompiledModel Lumped => _lumped.Value;

    /// <summary>Wraps a compiled model of the standard pair with constants that replace the file's, or says which of the names are missing.</summary>
    /// <exception cref="ArgumentException">A constant is not a parameter of the model.</exception>
    public static (ReceptorModel? Model, ImmutableArray<string> Missing) From(CompiledModel compiled, ImmutableArray<(string Name, double Value)> constants) =>
        From(compiled, constants, StandardPair);

    /// <summary>The same with a pair of antibodies: trastuzumab, or the one in its place, first.</summary>
    /// <exception cref="ArgumentException">A constant is not a parameter of the model.</exception>
    public static (ReceptorModel? Model, ImmutableArray<string> Missing) From(
        CompiledModel compiled, ImmutableArray<(string Name, double Value)> constants, ImmutableArray<string> pair)
    {
        ArgumentNullException.ThrowIfNull(compiled);
        foreach ((string name, _) in constants)
        {
            if (compiled.ParameterIndex(name) < 0) throw new ArgumentException($"'{name}' is not a parameter of the model.", nameof(constants));
        }

        ImmutableArray<string> missing =
        [
            .. PatientParameters.Where(p => compiled.ParameterIndex(p) < 0).Select(p => $"parameter {p}"),
            .. pair.Where(name => Species(compiled, name) is null).Select(name => $"species {Symbol(name)}(h)"),
            .. Signals.Concat(pair.Select(Uptake)).Where(f => !compiled.FunctionNames.Contains(f)).Select(f => $"function {f}()"),
        ];
        return missing.IsEmpty ? (new ReceptorModel(compiled, constants, pair), missing) : (null, missing);
    }

    /// <summary>Who stands in another antibody's place, in a sentence; empty with the standard pair. Tables keep the names of the places.</summary>
    public string Replacement => string.Join(' ', Pair.Zip(StandardPair).Where(p => p.First != p.Second).Select(p => $"{p.First} stands in {p.Second}'s place: what is called {p.Second} in tables and figures is {p.First}."));

    /// <summary>The same model for another pair of antibodies, or which names it lacks.</summary>
    public (ReceptorModel? Model, ImmutableArray<string> Missing) For(ImmutableArray<string> pair) => From(Compiled, _constants, pair);

    /// <summary>The model with the constants of a table in place of its own: a row <c>receptor.NAME</c> is the parameter NAME.</summary>
    public ReceptorModel With(ParameterTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new ReceptorModel(Compiled, Constants(Compiled, table), Pair, _lumped);
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

    // the flagship's two have a letter each, and an antibody that somebody brings the name of its own
    private static string Symbol(string antibody) => antibody switch { "trastuzumab" => "T", "pertuzumab" => "P", _ => antibody };

    private static string Uptake(string antibody) => StandardPair.Contains(antibody) ? $"uptake{Symbol(antibody)}" : $"uptake_{antibody}";

    // the free molecule, whatever its sites are called
    private static string? Species(CompiledModel compiled, string antibody) =>
        compiled.SpeciesNames.FirstOrDefault(s => s.StartsWith($"{Symbol(antibody)}(", StringComparison.Ordinal) && !s.Contains('!', StringComparison.Ordinal));
}
