using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sedml;
using Blockade.Numerics.Ode;

namespace Blockade.Archives;

/// <summary>What is used for an algorithm that was asked for.</summary>
/// <param name="Method">How.</param>
/// <param name="Options">Tolerances of the integration.</param>
/// <param name="Seed">Of the draws, or null where the experiment has none.</param>
/// <param name="Term">What was asked for; null where nothing was.</param>
public sealed record RunChoice(RunMethod Method, SolverOptions Options, ulong? Seed, KisaoTerm? Term)
{
    private const double SmallestRelative = 1e-13, LargestRelative = 0.1, SmallestAbsolute = 1e-300;

    /// <summary>The choice for a simulation, or null with what is wrong with it.</summary>
    internal static RunChoice? Of(SedmlSimulation simulation, SourceText source, SubstitutionPolicy policy, List<Diagnostic> diagnostics)
    {
        SedmlAlgorithm algorithm = simulation.Algorithm;
        KisaoTerm? term = algorithm.Term.Length == 0 ? null : KisaoTerms.Find(algorithm.Term);
        if (term is null && algorithm.Term.Length > 0 && policy != SubstitutionPolicy.Any)
        {
            Say("SED3002", Severity.Error, algorithm.Span, $"'{simulation.Id}' asks for '{algorithm.Term}', which is not among the algorithms of KiSAO that are used here or replaced", "docs/run-archives.md lists them; the policy ANY takes a differential equation");
            return null;
        }

        if (term is not null && term.Distance > policy)
        {
            Say("SED3002", Severity.Error, algorithm.Span, $"'{simulation.Id}' asks for {term.Id}, {term.Name}; what is used here is farther from it than the policy allows", $"ALGORITHM_SUBSTITUTION_POLICY={PolicyNames.Of(term.Distance)} allows it");
            return null;
        }

        RunMethod method = term?.Method ?? RunMethod.DifferentialEquation;
        bool isSteady = simulation is SedmlSimulation.SteadyState;
        if ((method == RunMethod.Exact && isSteady) || (method == RunMethod.SteadyState && !isSteady))
        {
            Say("SED3002", Severity.Error, algorithm.Span, $"'{simulation.Id}' asks for {term!.Id}, {term.Name}, which makes no {(isSteady ? "steady state" : "course in time")}");
            return null;
        }

        if (term is not null && term.Distance > SubstitutionPolicy.None) Say("SED3003", Severity.Note, algorithm.Span, $"for {term.Id}, {term.Name}, {Described(method)} is used");
        var options = new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-12 };
        ulong? seed = null;
        foreach (SedmlSetting setting in algorithm.Parameters)
        {
            string value = setting.Value;
            if (!KisaoTerms.Settings.TryGetValue(setting.Term, out string? name))
            {
                // how another method takes its steps means nothing here
                Say("SED3003", policy == SubstitutionPolicy.None ? Severity.Error : Severity.Warning, setting.Span, $"the setting '{setting.Term}' ({value}) of '{simulation.Id}' is passed over");
            }
            else if (setting.Term == KisaoTerms.Seed)
            {
                if (ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)) seed = number;
                else Say("SED1004", Severity.Error, setting.Span, $"the {name} of '{simulation.Id}' is '{value}', which is no whole number of 0 or more");
            }
            else if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !(number >= 0) || !double.IsFinite(number))
            {
                Say("SED1004", Severity.Error, setting.Span, $"the {name} of '{simulation.Id}' is '{value}', which is no number that it can be");
            }
            else
            {
                options = With(options, setting.Term, number);
            }
        }

        return new RunChoice(isSteady ? RunMethod.SteadyState : method, options, seed, term);

        void Say([ConstantExpected] string code, Severity severity, SourceSpan span, string message, string? hint = null) => diagnostics.Add(new Diagnostic(code, severity, source, span, message, hint));
    }

    // what no solver can keep is brought to the nearest that ours can
    private static SolverOptions With(SolverOptions options, string term, double number) => term switch
    {
        KisaoTerms.RelativeTolerance or KisaoTerms.SteadyRelative => options with { RelativeTolerance = Math.Clamp(number, SmallestRelative, LargestRelative) },
        KisaoTerms.AbsoluteTolerance or KisaoTerms.SteadyAbsolute => options with { AbsoluteTolerance = Math.Max(number, SmallestAbsolute) },
        _ => options with { MaxStep = number == 0 ? double.PositiveInfinity : number },   // none is what programs mean by 0
    };

    private static string Described(RunMethod method) => method switch
    {
        RunMethod.DifferentialEquation => "the differential equation by formulas of order 1 to 5",
        RunMethod.Exact => "exact simulation, event by event,",
        _ => "the differential equation, run on until nothing changes,",
    };
}
