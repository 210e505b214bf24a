using System.Collections.Immutable;
using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;

namespace Blockade.Models.Tests.Conformance;

/// <summary>A reference network as BioNetGen wrote it, and its reactions' speed at a given state.</summary>
internal sealed class NetFile
{
    private readonly Dictionary<string, string> _formulas = [];
    private readonly Dictionary<string, double> _values = [];

    private readonly Func<string, string?> _openFile;

    public NetFile(string text, Func<string, string?> openFile)
    {
        _openFile = openFile;
        string? block = null;
        foreach (string raw in text.Split('\n'))
        {
            string line = raw.Split('#')[0].Trim();
            if (line.StartsWith("begin ", StringComparison.Ordinal)) block = line[6..].Trim();
            else if (line.StartsWith("end ", StringComparison.Ordinal)) block = null;
            else if (line.Length > 0 && block is not null) ReadLine(block, line);
        }
    }

    public List<(string Text, bool IsClamped, string Amount)> Species { get; } = [];

    public List<(int[] Reactants, int[] Products, string[] Rate)> Reactions { get; } = [];

    public List<(string Name, (int Species, double Weight)[] Terms)> Groups { get; } = [];

    public double Amount(int species) => Evaluate(Species[species].Amount);

    /// <summary>The speed of each reaction where species i has y[i].</summary>
    public double[] Fluxes(double time, double[] y)
    {
        _values.Clear();
        _values["time"] = time;
        foreach ((string name, (int Species, double Weight)[] terms) in Groups) _values[name] = terms.Sum(t => t.Weight * y[t.Species]);
        return [.. Reactions.Select(r => Flux(r, y))];
    }

    private double Flux((int[] Reactants, int[] Products, string[] Rate) reaction, double[] y)
    {
        double[] x = [.. reaction.Reactants.Select(s => y[s])];
        double product = x.Aggregate(1.0, (a, b) => a * b);
        string[] rate = reaction.Rate;
        double factor = 1;
        string law = rate[0];
        int star = law.IndexOf('*', StringComparison.Ordinal);
        if (star > 0 && law[(star + 1)..] is "Sat" or "MM" or "Hill")
        {
            factor = double.Parse(law[..star], CultureInfo.InvariantCulture);
            law = law[(star + 1)..];
        }

        double P(int i) => Evaluate(rate[i]);
        switch (law)
        {
            case "Sat":
                double saturated = factor * P(1) * product;
                for (int i = 2; i < rate.Length; i++) saturated /= P(i) + x[i - 2];
                return saturated;
            case "MM":   // total quasi-steady state: substrate first, enzyme second
                double d = x[0] - P(2) - x[1];
                double free = 0.5 * (d + Math.Sqrt((d * d) + (4 * P(2) * x[0])));
                return factor * P(1) * free * x[1] / (P(2) + free);
            case "Hill":
                return factor * P(1) * Math.Pow(x[0], P(3)) / (Math.Pow(P(2), P(3)) + Math.Pow(x[0], P(3))) * product / x[0];
            default:
                return Evaluate(string.Join(' ', rate)) * product;
        }
    }

    private void ReadLine(string block, string line)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        switch (block)
        {
            case "parameters":
                _formulas[words[1]] = string.Join(' ', words.Skip(2));
                break;
            case "functions":
                string rest = line[(line.IndexOf(words[1], StringComparison.Ordinal))..];
                int close = rest.IndexOf(')', StringComparison.Ordinal);
                _formulas[rest[..rest.IndexOf('(', StringComparison.Ordinal)].Trim()] = rest[(close + 1)..].Trim().TrimStart('=');
                break;
            case "species":
                bool clamped = words[1].Contains('$', StringComparison.Ordinal);
                Species.Add((words[1].Replace("$", "", StringComparison.Ordinal), clamped, string.Join(' ', words.Skip(2))));
                break;
            case "reactions":
                Reactions.Add((Numbers(words[1]), Numbers(words[2]), words[3..]));
                break;
            case "groups":
                Groups.Add((words[1], words.Length < 3 ? [] : [.. words[2].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Term)]));
                break;
        }

        static int[] Numbers(string list) => [.. list.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture) - 1).Where(n => n >= 0)];

        static (int, double) Term(string text)
        {
            int star = text.IndexOf('*', StringComparison.Ordinal);
            double weight = star < 0 ? 1 : double.Parse(text[..star], CultureInfo.InvariantCulture);
            return (int.Parse(text[(star + 1)..], CultureInfo.InvariantCulture) - 1, weight);
        }
    }

    private double Value(string name)
    {
        if (_values.TryGetValue(name, out double value)) return value;
        if (!_formulas.TryGetValue(name, out string? formula)) throw new InvalidDataException($"'{name}' is not in the network.");
        return _values[name] = Evaluate(formula);
    }

    private double Evaluate(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)) return number;
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        Expression read = new ExpressionReader(new SourceText("net", text), new SourceSpan(0, text.Length), diagnostics, _openFile).ReadAll()
            ?? throw new InvalidDataException(diagnostics[0].Render());
        string[] names = [.. read.Symbols().Select(s => s.Name).Distinct()];
        double[] values = [.. names.Select(Value)];
        return CompiledExpression.Compile(read, n => Array.IndexOf(names, n)).Evaluate(values);
    }
}
