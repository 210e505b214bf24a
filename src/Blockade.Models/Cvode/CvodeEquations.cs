using System.Globalization;
using Blockade.Models.Compilation;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;

namespace Blockade.Models.Cvode;

/// <summary>A network's equations as functions in C, over plain arrays.</summary>
internal sealed class CvodeEquations(ReactionNetwork network)
{
    public void Write(TextWriter output)
    {
        var parts = new EquationParts(network);
        var names = new Dictionary<string, string> { ["time"] = "time" };
        for (int i = 0; i < parts.Parameters.Length; i++) names[parts.Parameters[i].Name] = $"expressions[{i}]";
        for (int i = 0; i < network.Observables.Length; i++) names[network.Observables[i].Name] = $"observables[{i}]";
        for (int i = 0; i < parts.Functions.Length; i++) names[parts.Functions[i].Name] = $"functions[{i}]";
        int species = network.Species.Length;

        Size("PARAMETERS", parts.Numbers.Length);
        Size("EXPRESSIONS", parts.Parameters.Length);
        Size("OBSERVABLES", network.Observables.Length);
        Size("FUNCTIONS", parts.Functions.Length);
        Size("RATELAWS", network.Reactions.Length);
        Size("SPECIES", species);

        Begin("the model's parameters, from those that are numbers", "calc_expressions( double * expressions, const double * parameters )", "expressions", "parameters");
        for (int i = 0; i < parts.Parameters.Length; i++)
        {
            Line($"expressions[{i}]", EquationParts.IsNumber(parts.Parameters[i]) ? $"parameters[{Array.IndexOf(parts.Numbers, parts.Parameters[i])}]" : Formula(parts.Parameters[i].Value));
        }

        End();
        Begin("observables", "calc_observables( double * observables, const double * species )", "observables", "species");
        for (int i = 0; i < network.Observables.Length; i++)
        {
            ObservableWeights o = network.Observables[i];
            Line($"observables[{i}]", o.Terms.IsEmpty ? "0.0" : string.Join(" + ", o.Terms.Select(t => t.Weight == 1 ? $"species[{t.Species}]" : $"{CText.Number(t.Weight)}*species[{t.Species}]")));
        }

        End();
        Begin(
            "the model's functions, each after those that it calls",
            "calc_functions( double * functions, double time, const double * expressions, const double * observables )", "functions", "time", "expressions", "observables");
        for (int i = 0; i < parts.Functions.Length; i++) Line($"functions[{i}]", Formula(parts.Functions[i].Value));
        End();
        Begin(
            "how often each reaction happens",
            "calc_ratelaws( double * ratelaws, double time, const double * species, const double * expressions, const double * observables, const double * functions )",
            "ratelaws", "time", "species", "expressions", "observables", "functions");
        for (int i = 0; i < network.Reactions.Length; i++) Line($"ratelaws[{i}]", Flux(network.Reactions[i]));
        End();
        Begin("how fast each species changes", "calc_slopes( double * Dspecies, const double * ratelaws )", "Dspecies", "ratelaws");
        foreach ((int s, string slope) in parts.Slopes(i => string.Create(CultureInfo.InvariantCulture, $"ratelaws[{i}]")).Index()) Line($"Dspecies[{s}]", slope);
        End();

        string Formula(Expression e) => CText.Of(e, n => names[n]);

        string Flux(Reaction reaction)
        {
            (Expression rate, bool isWhole) = RateFormula.Of(network.Rates[reaction.RateIndex], reaction.Reactants.Length);
            string text = CText.Of(rate, n => RateFormula.ReactantNumber(n) is { } place ? $"species[{reaction.RuleOrder[place]}]" : names[n]);
            if (reaction.Factor != 1) text = $"{CText.Number(reaction.Factor)}*{text}";
            return isWhole ? text : text + string.Concat(reaction.RuleOrder.Select(s => $"*species[{s}]"));
        }

        void Size(string what, int count) => output.Write($"#define __N_{what}__ {count}\n");

        // what a function does not use is said, so that compilers do not warn
        void Begin(string what, string signature, params string[] arguments) =>
            output.Write($"\n/* {what} */\nstatic void {signature}\n{{\n    {string.Join(' ', arguments.Select(a => $"(void)({a});"))}\n");

        void Line(string left, string right) => output.Write($"    {left} = {right};\n");

        void End() => output.Write("}\n");
    }
}
