using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>
/// Writes a network as a <c>.net</c> file that BioNetGen's run_network and others read: parameters, functions, species, reactions, groups.
/// </summary>
/// <remarks>
/// run_network wants names where BNGL allows formulas: a rate that is a formula becomes a parameter <c>_rateLawN</c>, or a function of that name where it
/// changes in time, an amount that is one a parameter <c>_InitialConcN</c>, and a table inside a formula a sum of ramps.
/// </remarks>
public static class NetWriter
{
    /// <summary>Writes the file. Cost: linear in the network.</summary>
    /// <exception cref="ArgumentException">The number of amounts is not that of the species.</exception>
    public static void Write(ReactionNetwork network, TextWriter output, NetWriterOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        network = SharedRates.AsFunctions(network);   // the format has functions, and no word for what a rule's matches share
        int species = network.Species.Length;
        ImmutableArray<Expression> amounts = options.Amounts ?? Seeds(network);
        if (amounts.Length != species) throw new ArgumentException($"{amounts.Length} amounts were given for {species} species.", nameof(options));

        var names = new NetNames(network.Model);
        string[] rates = [.. network.Rates.Select(names.Rate)];
        string[] initial = [.. amounts.Select(names.Amount)];
        output.Write("# Created by Blockade\n");
        WriteParameters(output, names, options.Values);
        WriteFunctions(output, names);
        var line = new StringBuilder();   // for all of them: a string for each would be a tenth of what a network takes
        output.Write("begin species\n");
        for (int s = 0; s < species; s++)
        {
            Species one = network.Species[s];
            line.Clear().Append(CultureInfo.InvariantCulture, $"{s + 1,5} ");
            if (options.TextSpecies) line.Append(Text(one));
            else line.Append('S').Append(s + 1);
            output.Write(line.Append(' ').Append(initial[s]).Append('\n'));
        }

        output.Write("end species\nbegin reactions\n");
        var merged = new MergedReactions(network, rates);
        WriteReactions(output, line, network, merged, rates, text: false);
        output.Write("end reactions\n");
        if (options.TextReaction)
        {
            output.Write("begin reactions_text\n");
            WriteReactions(output, line, network, merged, rates, text: true);
            output.Write("end reactions_text\n");
        }

        if (network.Observables.IsEmpty) return;
        output.Write("begin groups\n");
        for (int o = 0; o < network.Observables.Length; o++)
        {
            ObservableWeights group = network.Observables[o];
            line.Clear().Append(CultureInfo.InvariantCulture, $"{o + 1,5} {group.Name,-20} ");
            for (int t = 0; t < group.Terms.Length; t++)
            {
                (int number, double weight) = group.Terms[t];
                if (t > 0) line.Append(',');
                if (weight != 1) line.Append(CultureInfo.InvariantCulture, $"{weight:R}*");
                line.Append(number + 1);
            }

            output.Write(line.Append('\n'));
        }

        output.Write("end groups\n");
    }

    private static ImmutableArray<Expression> Seeds(ReactionNetwork network)
    {
        var amounts = new Expression[network.Species.Length];
        Array.Fill(amounts, new Expression.Number(0));
        for (int i = 0; i < network.SeedSpecies.Length; i++) amounts[network.SeedSpecies[i]] = network.Model.Seeds[i].Amount;
        return [.. amounts];
    }

    private static void WriteParameters(TextWriter output, NetNames names, ImmutableDictionary<string, double>? values)
    {
        ImmutableArray<Parameter> parameters = names.Parameters;
        int width = parameters.Select(p => p.Name.Length).DefaultIfEmpty(0).Max();
        output.Write("begin parameters\n");
        int number = 0;
        foreach (int i in ParameterOrder.Of(parameters))
        {
            Parameter p = parameters[i];
            bool isFormula = p.Value.Symbols().Any() && values?.ContainsKey(p.Name) != true;
            string value = values is not null && values.TryGetValue(p.Name, out double known) ? known.ToString("R", CultureInfo.InvariantCulture) : Bare(p.Value);
            output.Write($"{++number,5} {p.Name.PadRight(width)}  {value}  # {(isFormula ? "ConstantExpression" : "Constant")}\n");
        }

        output.Write("end parameters\n");
    }

    private static void WriteFunctions(TextWriter output, NetNames names)
    {
        if (names.Functions.IsEmpty) return;
        output.Write("begin functions\n");
        for (int i = 0; i < names.Functions.Length; i++)
        {
            (string name, Expression value) = names.Functions[i];
            output.Write($"{i + 1,5} {name}() {(value is Expression.Table table ? TableText(table) : Bare(value))}\n");
        }

        output.Write("end functions\n");
    }

    private static void WriteReactions(TextWriter output, StringBuilder line, ReactionNetwork network, MergedReactions merged, string[] rates, bool text)
    {
        for (int i = 0; i < merged.Count; i++)
        {
            line.Clear().Append(CultureInfo.InvariantCulture, $"{i + 1,5} ");
            AppendSide(merged.Reactants(i));
            line.Append(text ? " -> " : " ");
            AppendSide(merged.Products(i));
            line.Append(' ');
            if (merged.Factor(i) != 1) line.Append(CultureInfo.InvariantCulture, $"{merged.Factor(i):R}*");
            line.Append(rates[merged.Rate(i)]).Append(" #").Append(network.Model.Rules[merged.Rule(i)].Name);
            foreach (int rule in merged.FurtherRules(i)) line.Append(',').Append(network.Model.Rules[rule].Name);
            output.Write(line.Append('\n'));
        }

        void AppendSide(ReadOnlySpan<int> species)
        {
            if (species.IsEmpty) line.Append('0');
            for (int i = 0; i < species.Length; i++)
            {
                if (i > 0) line.Append(text ? " + " : ",");
                if (text) line.Append(Text(network.Species[species[i]]));
                else line.Append(CultureInfo.InvariantCulture, $"{species[i] + 1}");
            }
        }
    }

    // the mark of a clamped species stands after its compartment
    private static string Text(Species species)
    {
        if (!species.IsClamped) return species.Name;
        int prefix = species.Name.StartsWith('@') ? species.Name.IndexOf("::", StringComparison.Ordinal) + 2 : 0;
        return species.Name.Insert(prefix, "$");
    }

    // outermost brackets say nothing
    private static string Bare(Expression expression)
    {
        string text = expression.Write();
        return expression is Expression.Unary or Expression.Number { Value: < 0 } ? text[1..^1] : text;
    }

    private static string TableText(Expression.Table table)
    {
        string index = table.Argument is Expression.Symbol s ? s.Name : throw new UnreachableException();
        string Numbers(ImmutableArray<double> values) => string.Join(',', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
        return $"tfun([{Numbers(table.Points)}],[{Numbers(table.Values)}],{index},method=>\"{(table.IsStep ? "step" : "linear")}\")";
    }
}
