using System.Collections.Immutable;
using System.Globalization;

namespace Blockade.Archives;

/// <summary>
/// The algorithms of KiSAO that can be asked for. What is not here, such as flux balance, hybrid and spatial methods or stochastic differential
/// equations, is refused: nothing here is near it.
/// </summary>
/// <remarks>Courtot et al. (2011), Mol. Syst. Biol. 7:543, doi:10.1038/msb.2011.77.</remarks>
public static class KisaoTerms
{
    /// <summary>All, by number.</summary>
    public static ImmutableArray<KisaoTerm> All { get; } = Terms();

    /// <summary>The settings that are taken over, with their names; others are passed over.</summary>
    public static ImmutableDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        [RelativeTolerance] = "relative tolerance", [AbsoluteTolerance] = "absolute tolerance", [LongestStep] = "maximum step size", [Seed] = "seed",
        [SteadyRelative] = "relative steady-state tolerance", [SteadyAbsolute] = "absolute steady-state tolerance",
    }.ToImmutableDictionary(StringComparer.Ordinal);

    internal const string RelativeTolerance = "KISAO:0000209", AbsoluteTolerance = "KISAO:0000211", LongestStep = "KISAO:0000467", Seed = "KISAO:0000488";
    internal const string SteadyAbsolute = "KISAO:0000557", SteadyRelative = "KISAO:0000558";

    /// <summary>The term of a number as files write it, or null.</summary>
    public static KisaoTerm? Find(string id) => All.FirstOrDefault(t => t.Id == id);

    private static ImmutableArray<KisaoTerm> Terms()
    {
        KisaoTerm[] terms =
        [
            // the same formulas: a fixed leading coefficient or a quasi-constant step are two ways to write them
            Term(288, "backward differentiation formula", RunMethod.DifferentialEquation, SubstitutionPolicy.None),
            Term(694, "ODE solver", RunMethod.DifferentialEquation, SubstitutionPolicy.None),
            .. Group(RunMethod.DifferentialEquation, SubstitutionPolicy.SimilarApproximations,
                (19, "CVODE"), (20, "PVODE"), (30, "Euler forward method"), (31, "Euler backward method"), (32, "explicit fourth-order Runge-Kutta method"), (33, "Rosenbrock method"),
                (64, "Runge-Kutta based method"), (71, "LSODE"), (86, "Fehlberg method"), (87, "Dormand-Prince method"), (88, "LSODA"), (89, "LSODAR"), (90, "LSODI"), (91, "LSODIS"),
                (93, "LSODPK"), (94, "Livermore solver"), (232, "LSOIBT"), (233, "LSODES"), (234, "LSODKR"), (261, "Euler method"), (276, "Gill method"), (279, "Adams-Bashforth method"),
                (280, "Adams-Moulton method"), (281, "multistep method"), (283, "IDA"), (289, "Adams method"), (290, "Merson method"), (297, "Lobatto method"), (301, "Heun method"),
                (302, "embedded Runge-Kutta method"), (303, "Zonneveld method"), (304, "Radau method"), (305, "Verner method"), (318, "Gauss-Legendre Runge-Kutta method"),
                (321, "Cash-Karp method"), (355, "DASPK"), (356, "DASSL"), (364, "Adams predictor-corrector method"), (377, "one-step method"), (378, "implicit midpoint rule"),
                (379, "Bulirsch-Stoer algorithm"), (380, "Richardson extrapolation based method"), (381, "midpoint method"), (382, "modified midpoint method"), (383, "Bader-Deuflhard method"),
                (384, "semi-implicit midpoint rule"), (432, "IDA-like method"), (433, "CVODE-like method"), (434, "Higham-Hall method"), (435, "embedded Runge-Kutta 5(4) method"),
                (436, "Dormand-Prince 8(5,3) method"), (496, "CVODES"), (535, "VODE"), (536, "ZVODE"), (537, "explicit Runge-Kutta method of order 3(2)"), (544, "IDAS"),
                (560, "LSODA/LSODAR hybrid method"), (587, "IMEX"), (609, "embedded Runge-Kutta Prince-Dormand (8,9) method"), (612, "implicit 4th order Runge-Kutta method at Gaussian points"),
                (617, "IDA-CVODE hybrid method"), (668, "Numerical Recipes in C \"stiff\" Rosenbrock method"), (672, "Numerical Recipes in C \"quality-controlled Runge-Kutta\" method"), (699, "DAE Solver")),
            Term(29, "Gillespie direct algorithm", RunMethod.Exact, SubstitutionPolicy.None),
            Term(241, "Gillespie-like method", RunMethod.Exact, SubstitutionPolicy.None),
            .. Group(RunMethod.Exact, SubstitutionPolicy.SameMath,
                (15, "Gillespie first reaction algorithm"), (27, "Gibson-Bruck next reaction algorithm"), (38, "sorting stochastic simulation algorithm"), (263, "NFSim agent-based simulation method"),
                (329, "constant-time kinetic Monte Carlo algorithm"), (363, "rule-based simulation method"), (586, "Gibson-Bruck next reaction algorithm with indexed priority queue"),
                (610, "composite-rejection stochastic simulation algorithm")),
            .. Group(RunMethod.Exact, SubstitutionPolicy.DistinctApproximations,
                (28, "slow-scale stochastic simulation algorithm"), (39, "tau-leaping method"), (40, "Poisson tau-leaping method"), (45, "implicit tau-leaping method"),
                (46, "trapezoidal tau-leaping method"), (48, "adaptive explicit-implicit tau-leaping method"), (74, "binomial tau-leaping method"), (81, "estimated midpoint tau-leaping method"),
                (82, "k-alpha leaping method"), (84, "nonnegative Poisson tau-leaping method"), (324, "nested stochastic simulation algorithm"), (330, "R-leaping algorithm"),
                (333, "accelerated stochastic simulation algorithm"), (351, "multinomial tau-leaping method"), (524, "partitioned leaping method"), (621, "stochastic simulation leaping method")),
            Term(630, "general steady state method", RunMethod.SteadyState, SubstitutionPolicy.None),
            .. Group(RunMethod.SteadyState, SubstitutionPolicy.SimilarApproximations,
                (282, "KINSOL"), (407, "steady state root-finding method"), (408, "Newton-type method"), (409, "ordinary Newton method"), (410, "simplified Newton method"), (411, "Newton-like method"),
                (412, "inexact Newton method"), (413, "exact Newton method"), (568, "NLEQ1"), (569, "NLEQ2"), (631, "iterative root-finding method"), (632, "functional iteration root-finding method")),
        ];
        return [.. terms.OrderBy(t => t.Id, StringComparer.Ordinal)];
    }

    private static KisaoTerm Term(int number, string name, RunMethod method, SubstitutionPolicy distance) =>
        new($"KISAO:{number.ToString("0000000", CultureInfo.InvariantCulture)}", name, method, distance);

    private static IEnumerable<KisaoTerm> Group(RunMethod method, SubstitutionPolicy distance, params (int Number, string Name)[] terms) => terms.Select(t => Term(t.Number, t.Name, method, distance));
}
