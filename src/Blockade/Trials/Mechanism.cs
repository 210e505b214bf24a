using System.Collections.Immutable;
using Blockade.Evidence;

namespace Blockade.Trials;

/// <summary>Something that receptors, drugs or a tumour do, and the constants with which they do not. The only list of such switches.</summary>
/// <param name="Key">What a command line calls it.</param>
/// <param name="Name">What it is, in a few words.</param>
/// <param name="Off">Constants that switch it off.</param>
public sealed record Mechanism(string Key, string Name, ImmutableArray<(string Name, double Value)> Off)
{
    private const string OfReceptors = "receptor.";

    /// <summary>
    /// What the flagship has two antibodies and docetaxel do: what an attribution shares out. Pertuzumab that does not bind is seen by no effector cell either; a factor of one leaves a pair as strong as
    /// without trastuzumab.
    /// </summary>
    public static ImmutableArray<Mechanism> OfTreatment { get; } =
    [
        new("t-unliganded", "trastuzumab weakens pairs without ligand", [("receptor.f22", 1), ("receptor.fT", 1), ("receptor.epsT", 1)]),
        new("t-liganded", "trastuzumab weakens the ligand-driven pair", [("receptor.aT", 1)]),
        new("p-binds", "pertuzumab binds", [("receptor.kPon", 1e-9)]),
        new("effector-cells", "effector cells kill", [("tumour.adccKill", 0)]),
        new("docetaxel", "docetaxel kills", [("tumour.docetaxelKill", 0)]),
    ];

    /// <summary>Everything that can be switched off.</summary>
    public static ImmutableArray<Mechanism> All { get; } =
    [
        .. OfTreatment,
        new("t-binds", "trastuzumab binds", [("receptor.kTon", 1e-9)]),
        new("residual", "a pair without ligand keeps some activity under trastuzumab", [("receptor.epsT", 0)]),
        new("heregulin", "heregulin binds HER3", [("receptor.kNon", 0)]),
        new("homodimers", "HER2, or what is left of it after shedding, pairs with its like", [("receptor.k22f", 0)]),
        new("unliganded-pair", "HER2 phosphorylates HER3 without its arm docked", [("receptor.kp23", 0)]),
        new("liganded-pair", "HER2 docked on liganded HER3 phosphorylates", [("receptor.kpN", 0)]),
        new("shedding", "the ectodomain is shed", [("receptor.kshed", 0)]),
        new("internalisation", "receptors are internalised, alone or in pairs", [("receptor.kendo", 0), ("receptor.kendo3", 0)]) { ComesToRest = false },
        new("recycling", "internalised receptors come back", [("receptor.krec", 0)]),
        new("akt", "AKT makes the tumour grow", [("signal.weightAkt", 0)]),
        new("erk", "ERK makes the tumour grow", [("signal.weightErk", 0)]),
        new("antigen-sink", "tumour cells use antibodies up", [("tumour.cellFraction", 0)]),
        new("bypass", "mutated PIK3CA replaces a part of a blocked signal", [("tumour.pik3caBypass", 0)]),
        new("resistant-cells", "some cells need no receptor", [("tumour.resistantLogOdds", -100)]),
        new("new-lesions", "new lesions appear", [("tumour.newLesions", 0)]),
    ];

    /// <summary>Whether a cell without it comes to a rest of its own: one that neither makes nor loses receptors is where it was started, and sheds them to the last. Patients live on tables of rest.</summary>
    public bool ComesToRest { get; private init; } = true;

    /// <summary>Whether a cell by itself has it, so that a receptor model does without a patient.</summary>
    public bool IsOfCell => Off.All(o => o.Name.StartsWith(OfReceptors, StringComparison.Ordinal));

    /// <summary>The parameters of a receptor model that switch it off.</summary>
    public IEnumerable<(string Name, double Value)> CellParameters => Off.Where(o => o.Name.StartsWith(OfReceptors, StringComparison.Ordinal)).Select(o => (o.Name[OfReceptors.Length..], o.Value));

    /// <summary>Constants with some mechanisms switched off.</summary>
    public static ParameterTable Without(ParameterTable table, IEnumerable<Mechanism> off)
    {
        ArgumentNullException.ThrowIfNull(table);
        Dictionary<string, double> values = off.SelectMany(m => m.Off).GroupBy(o => o.Name).ToDictionary(o => o.Key, o => o.Last().Value);
        return table.With(new ParameterTable([.. table.Where(r => values.ContainsKey(r.Id)).Select(r => r with { Value = values[r.Id] })]));
    }
}
