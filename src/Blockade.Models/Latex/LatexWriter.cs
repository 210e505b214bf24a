using System.Globalization;
using Blockade.Models.Compilation;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Latex;

/// <summary>
/// Writes a network's differential equations as a LaTeX document: species as <c>x_{1}</c>, as BioNetGen's <c>writeLatex</c> calls them, with the names of parameters
/// where that has their numbers; what the names mean stands in tables before the equations.
/// </summary>
public static class LatexWriter
{
    // terms of a sum in one line
    private const int LineLength = 5;

    /// <summary>Writes the file. Cost: linear in the network.</summary>
    public static void Write(ReactionNetwork network, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(output);
        network = SharedRates.AsFunctions(network);
        var parts = new EquationParts(network);
        output.Write($$"""
            \documentclass{article}
            \usepackage{amsmath,longtable}
            \allowdisplaybreaks
            \begin{document}
            \section{Model summary}
            The model has {{network.Species.Length}} species and {{network.Reactions.Length}} reactions.

            """.ReplaceLineEndings("\n"));
        ILookup<int, string> starts = parts.Starts.ToLookup(s => s.Species, s => string.Join(" + ", s.Amounts.Select(a => LatexText.Of(a, LatexText.Name))));
        Table("Species", ["", "species", "at the start"], network.Species.Select((s, i) =>
            $@"$x_{{{i + 1}}}$ & \texttt{{{LatexText.Plain(s.Name)}}} & ${string.Concat(starts[i].DefaultIfEmpty("0"))}${(s.IsClamped ? ", fixed" : "")}"));
        Table("Parameters", ["parameter", "value"], parts.Parameters.Select(p => $"${LatexText.Name(p.Name)}$ & ${LatexText.Of(p.Value, LatexText.Name)}$"));
        Equations("Observables", network.Observables.Select(o => (LatexText.Name(o.Name), o.Terms.Select(t => t.Weight == 1 ? $"+ x_{{{t.Species + 1}}}" : $"+ {LatexText.Number(t.Weight)} \\, x_{{{t.Species + 1}}}"))));
        Equations("Functions", parts.Functions.Select(f => (LatexText.Name(f.Name), Enumerable.Repeat(LatexText.Of(f.Value, LatexText.Name), 1))));
        string[] fluxes = [.. network.Reactions.Select(r => Flux(network, r))];
        IReadOnlyList<(int Reaction, int Change)>[] changes = parts.Changes();
        Equations("Differential equations", network.Species.Select((_, s) => ($@"\dot{{x}}_{{{s + 1}}}", Terms(s))));
        output.Write("\\end{document}\n");

        void Table(string title, string[] columns, IEnumerable<string> rows)
        {
            string[] all = [.. rows];
            if (all.Length == 0) return;
            output.Write($"\\section{{{title}}}\n\\begin{{longtable}}{{{string.Concat(columns.Select((_, i) => i == 1 ? "p{0.6\\linewidth}" : "l"))}}}\n");
            output.Write($"{string.Join(" & ", columns)} \\\\ \\hline\n{string.Concat(all.Select(r => r + " \\\\\n"))}\\end{{longtable}}\n");
        }

        void Equations(string title, IEnumerable<(string Left, IEnumerable<string> Terms)> equations)
        {
            string[] all = [.. equations.Select(e => $"{e.Left} &= {Sum([.. e.Terms])}")];
            if (all.Length > 0) output.Write($"\\section{{{title}}}\n\\begin{{align*}}\n{string.Join(" \\\\\n", all)}\n\\end{{align*}}\n");
        }

        IEnumerable<string> Terms(int species) => changes[species].Select(c =>
            $"{(c.Change < 0 ? '-' : '+')} {(Math.Abs(c.Change) == 1 ? fluxes[c.Reaction] : LatexText.Times(Math.Abs(c.Change).ToString(CultureInfo.InvariantCulture), fluxes[c.Reaction]))}");
    }

    private static string Flux(ReactionNetwork network, Reaction reaction)
    {
        (Expression rate, bool isWhole) = RateFormula.Of(network.Rates[reaction.RateIndex], reaction.Reactants.Length);
        string text = LatexText.Factor(rate, n => RateFormula.ReactantNumber(n) is { } place ? $"x_{{{reaction.RuleOrder[place] + 1}}}" : LatexText.Name(n));
        if (reaction.Factor != 1) text = LatexText.Times(LatexText.Number(reaction.Factor), text);
        return isWhole ? text : text + string.Concat(reaction.RuleOrder.Select(s => $@" \, x_{{{s + 1}}}"));
    }

    private static string Sum(string[] terms)
    {
        if (terms.Length == 0) return "0";
        string text = string.Join(" \\\\\n&\\quad ", terms.Chunk(LineLength).Select(line => string.Join(' ', line)));
        return text.StartsWith("+ ", StringComparison.Ordinal) ? text[2..] : text;
    }
}
