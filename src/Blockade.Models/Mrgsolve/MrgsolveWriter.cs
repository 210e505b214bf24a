using System.Globalization;
using System.Text;
using Blockade.Models.Compilation;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Mrgsolve;

/// <summary>
/// Writes a network as a model file of the R package mrgsolve: numbers under $PARAM, where they can be changed; formulas and starts under $MAIN; a compartment
/// for each species under $CMT, into which doses go; the equations under $ODE; observables and functions under $TABLE and $CAPTURE.
/// </summary>
public static class MrgsolveWriter
{
    /// <summary>Why the network cannot be written so, or null.</summary>
    public static string? Objection(ReactionNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        try
        {
            Write(network, TextWriter.Null);
            return null;
        }
        catch (NotSupportedException missing)
        {
            return $"{missing.Message} has no counterpart in C";
        }
    }

    /// <summary>Writes the file. Cost: linear in the network.</summary>
    /// <exception cref="NotSupportedException">There is an <see cref="Objection"/>.</exception>
    public static void Write(ReactionNetwork network, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(output);
        network = SharedRates.AsFunctions(network);
        var names = new MrgsolveNames(network);
        RuleModel model = network.Model;
        output.Write($"$PROB\nWritten by Blockade from {Path.GetFileName(model.Source.Name)}: {network.Species.Length} species, {network.Reactions.Length} reactions.\n\n$PARAM\n");
        Function[] declared = [.. model.Functions.Where(f => f.Arguments.IsEmpty)];
        Function[] functions = [.. NetworkKinetics.OrderFunctions(declared).Select(i => declared[i])];
        Parameter[] ordered = [.. ParameterOrder.Of(model.Parameters).Select(i => model.Parameters[i])];
        foreach (Parameter p in ordered.Where(IsNumber)) output.Write($"{names[p.Name]} = {Bare(p.Value)}\n");
        output.Write("\n$CMT\n");
        for (int s = 0; s < network.Species.Length; s++) output.Write($"{names.Compartments[s]} // {network.Species[s].Name}\n");
        output.Write("\n$MAIN\n");
        foreach (Parameter p in ordered.Where(p => !IsNumber(p))) output.Write($"double {names[p.Name]} = {Formula(p.Value, "TIME")};\n");
        WriteStarts(network, names, output, Formula);
        output.Write("\n$ODE\n");
        WriteObserved("double ", "SOLVERTIME");
        WriteEquations(network, names, output, Formula);
        output.Write("\n$TABLE\n");
        WriteObserved("", "TIME");
        string[] captured = [.. network.Observables.Select(o => names[o.Name]), .. functions.Select(f => names[f.Name])];
        if (captured.Length > 0) output.Write($"\n$CAPTURE {string.Join(' ', captured)}\n");

        string Formula(Expression e, string time) => CText.Of(e, n => n == "time" ? time : names[n]);

        // variables declared under $ODE are known under $TABLE, where they are worked out again for the time of the row
        void WriteObserved(string type, string time)
        {
            foreach (ObservableWeights o in network.Observables)
            {
                IEnumerable<string> terms = o.Terms.Select(t => t.Weight == 1 ? names.Compartments[t.Species] : $"{CText.Number(t.Weight)}*{names.Compartments[t.Species]}");
                output.Write($"{type}{names[o.Name]} = {(o.Terms.IsEmpty ? "0.0" : string.Join(" + ", terms))};\n");
            }

            foreach (Function f in functions) output.Write($"{type}{names[f.Name]} = {Formula(f.Value, time)};\n");
        }
    }

    private static bool IsNumber(Parameter p) => p.Value is Expression.Number or Expression.Unary { Operand: Expression.Number };

    private static string Bare(Expression value) => CText.Of(value, n => n).Trim('(', ')');

    private static void WriteStarts(ReactionNetwork network, MrgsolveNames names, TextWriter output, Func<Expression, string, string> formula)
    {
        ILookup<int, int> seeds = Enumerable.Range(0, network.SeedSpecies.Length).ToLookup(i => network.SeedSpecies[i]);
        foreach (IGrouping<int, int> species in seeds)
        {
            string[] amounts = [.. species.Select(i => network.Model.Seeds[i].Amount).Where(a => a is not Expression.Number { Value: 0 }).Select(a => formula(a, "TIME"))];
            if (amounts.Length > 0) output.Write($"{names.Compartments[species.Key]}_0 = {string.Join(" + ", amounts)};\n");
        }
    }

    private static void WriteEquations(ReactionNetwork network, MrgsolveNames names, TextWriter output, Func<Expression, string, string> formula)
    {
        var slopes = new StringBuilder[network.Species.Length];
        for (int s = 0; s < slopes.Length; s++) slopes[s] = new StringBuilder();
        for (int i = 0; i < network.Reactions.Length; i++)
        {
            Reaction reaction = network.Reactions[i];
            (Expression rate, bool isWhole) = RateFormula.Of(network.Rates[reaction.RateIndex], reaction.Reactants.Length);
            Expression written = rate.Substitute(n => RateFormula.ReactantNumber(n) is { } place ? new Expression.Symbol("#" + names.Compartments[reaction.RuleOrder[place]]) : null);
            string flux = names.Fresh($"r{i + 1}");
            string text = CText.Of(written, n => n == "time" ? "SOLVERTIME" : n.StartsWith('#') ? n[1..] : names[n]);
            if (reaction.Factor != 1) text = $"{CText.Number(reaction.Factor)}*{text}";
            if (!isWhole) text += string.Concat(reaction.RuleOrder.Select(s => "*" + names.Compartments[s]));
            output.Write($"double {flux} = {text};\n");
            foreach (int s in reaction.Reactants) Add(s, '-', flux);
            foreach (int s in reaction.Products) Add(s, '+', flux);
        }

        for (int s = 0; s < slopes.Length; s++) output.Write($"dxdt_{names.Compartments[s]} = {(slopes[s].Length == 0 ? "0.0" : slopes[s].ToString())};\n");

        void Add(int species, char sign, string flux)
        {
            if (network.Species[species].IsClamped) return;
            StringBuilder to = slopes[species];
            if (to.Length > 0) to.Append(CultureInfo.InvariantCulture, $" {sign} ");
            else if (sign == '-') to.Append('-');
            to.Append(flux);
        }
    }
}
