using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Models.Explanations;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Cli;

/// <summary><c>blockade explain WHAT NAME</c>: a rule, a molecule or an observable in plain words.</summary>
internal sealed class ExplainCommand(CommandHost host)
{
    private const int MostNames = 12;

    private readonly Option<string> _model = new("--model") { Description = "A BNGL file, or her2.", DefaultValueFactory = _ => "her2", HelpName = "FILE|her2" };
    private readonly Option<bool> _json = new("--json") { Description = "Print it as JSON instead of words." };
    private readonly ModelOptions _options = new(host);

    public Command Build() => new("explain", "Say in plain words what a rule, a molecule or an observable is.")
    {
        About("rule", "What a rule needs, what it changes, how fast, and what it depends on.", m => m.Rules.Select(r => r.Name), RuleSections),
        About("molecule", "The sites of a molecule, what it binds, and the rules that make and change it.", m => m.MoleculeTypes.Select(t => t.Name), MoleculeSections),
        About("observable", "What an observable counts, and which rules change it.", m => m.Observables.Select(o => o.Name), ObservableSections),
    };

    private Command About(
        string what, string description, Func<RuleModel, IEnumerable<string>> names, Func<RuleModel, string, ReactionNetwork?, IEnumerable<(string Head, ImmutableArray<string> Lines)>> explain)
    {
        var name = new Argument<string>("name") { Description = $"The {what}'s name.", HelpName = "NAME" };
        var command = new Command(what, description) { name, _model, _json };
        _options.AddTo(command);
        command.SetAction((parse, cancellation) =>
        {
            string asked = parse.GetRequiredValue(name);
            (RuleModel? model, int code) = _options.Read(parse.GetValue(_model)!, quiet: true);
            if (model is null) return Task.FromResult(code);
            string[] known = [.. names(model)];
            if (!known.Contains(asked))
            {
                host.Errors.WriteLine($"blockade: the model has no {what} '{asked}'; {NearestName.Hint(asked, known) ?? $"there are: {Shortened([.. known], 40)}"}");
                return Task.FromResult(ExitCode.Usage);
            }

            (ReactionNetwork? network, _) = _options.Expand(model, parse, quiet: true, cancellation);
            if (network is null) host.Errors.WriteLine("blockade: the network cannot be made; what only it can tell is left out.");
            Print(what, asked, [.. explain(model, asked, network)], parse.GetValue(_json));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private void Print(string what, string name, (string Head, ImmutableArray<string> Lines)[] sections, bool asJson)
    {
        if (!asJson)
        {
            host.Out.WriteLine($"{what} {name}");
            foreach ((string head, ImmutableArray<string> lines) in sections)
            {
                host.Out.WriteLine($"  {head}");
                bool areNames = lines.Length > 1 && lines.All(l => !l.Contains(' ', StringComparison.Ordinal));
                foreach (string line in areNames ? [Shortened(lines, MostNames)] : lines) host.Out.WriteLine($"    {line}");
            }

            return;
        }

        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("schema", "blockade/explain/1");
            json.WriteString("kind", what);
            json.WriteString("name", name);
            foreach ((string head, ImmutableArray<string> lines) in sections)
            {
                json.WriteStartArray(head.Replace(' ', '_').Replace(",", "", StringComparison.Ordinal));
                foreach (string line in lines) json.WriteStringValue(line);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        host.Out.WriteLine(Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static IEnumerable<(string, ImmutableArray<string>)> RuleSections(RuleModel model, string name, ReactionNetwork? network)
    {
        RuleExplanation rule = RuleExplanation.Of(model, name, network);
        yield return ("pattern", [rule.Text]);
        yield return ("needs", rule.Needs.Length == 0 ? ["nothing: it goes on by itself"] : rule.Needs);
        if (rule.Conditions.Length > 0) yield return ("conditions", rule.Conditions);
        yield return ("changes", rule.Changes.Length == 0 ? ["nothing"] : rule.Changes);
        yield return ("rate", [rule.Rate]);
        if (rule.Constants.Length > 0) yield return ("constants", [.. rule.Constants.Select(c => ConstantLine(model, c))]);
        yield return ("statistical factor", [rule.Factor]);
        if (rule.Reverse is not null) yield return ("reverse", [rule.Reverse]);
        if (rule.Reactions is int reactions) yield return ("reactions", [ReactionLine(reactions, rule.Factors)]);
        if (rule.Observables is { Length: > 0 } observables) yield return ("changes the observables", observables);
        if (rule.EnabledBy.Length > 0) yield return ("rules that make what it needs", rule.EnabledBy);
        if (rule.HinderedBy.Length > 0) yield return ("rules that take what it needs", rule.HinderedBy);
        if (rule.Enables.Length > 0) yield return ("makes what these rules need", rule.Enables);
        if (rule.Hinders.Length > 0) yield return ("takes what these rules need", rule.Hinders);
    }

    private static IEnumerable<(string, ImmutableArray<string>)> MoleculeSections(RuleModel model, string name, ReactionNetwork? network)
    {
        MoleculeExplanation molecule = MoleculeExplanation.Of(model, name, network);
        yield return ("sites", molecule.Sites.Length == 0 ? ["none"] : molecule.Sites);
        if (molecule.Seeds.Length > 0) yield return ("at the start", molecule.Seeds);
        if (molecule.MadeBy.Length > 0) yield return ("made by the rules", molecule.MadeBy);
        if (molecule.DestroyedBy.Length > 0) yield return ("destroyed by the rules", molecule.DestroyedBy);
        if (molecule.ChangedBy.Length > 0) yield return ("changed by the rules", molecule.ChangedBy);
        if (molecule.Observables.Length > 0) yield return ("observed by", molecule.Observables);
        if (molecule.Species is int species) yield return ("in the network", [string.Create(CultureInfo.InvariantCulture, $"in {species} of {network!.Species.Length} species")]);
    }

    private static IEnumerable<(string, ImmutableArray<string>)> ObservableSections(RuleModel model, string name, ReactionNetwork? network)
    {
        ObservableExplanation observable = ObservableExplanation.Of(model, name, network);
        yield return ("counting", [observable.Counting]);
        yield return ("looks for", [.. observable.Patterns.Select(p => $"{p.Words}: {p.Text}")]);
        if (observable.Species is int species) yield return ("in the network", [string.Create(CultureInfo.InvariantCulture, $"{species} of {network!.Species.Length} species count")]);
        if (observable.ChangedBy is { Length: > 0 } changed) yield return ("changed by the rules", changed);
        if (observable.Functions.Length > 0) yield return ("used by the functions", observable.Functions);
        if (observable.Rules.Length > 0) yield return ("used by the rates of the rules", observable.Rules);
    }

    // The flagship's constants have sources; the table has them under 'receptor.'.
    private static string ConstantLine(RuleModel model, Constant c)
    {
        string line = string.Create(CultureInfo.InvariantCulture, $"{c.Name} = {(c.Formula is null ? "" : $"{c.Formula} = ")}{c.Value:g6}{(c.Unit is null or "1" ? "" : $" {c.Unit}")}");
        if (c.Formula is not null || !Her2Files.Names.Any(n => $"models/her2/{n}" == model.Source.Name)) return line;
        ParameterTable table = Her2Evidence.Parameters().Value!;
        string id = $"receptor.{c.Name}";
        if (!table.Contains(id)) return line;
        SourcedParameter row = table[id];
        return $"{line}; {row.Grade.ToString().ToLowerInvariant()}: {row.Source}{(row.Doi.Length > 0 ? $", doi:{row.Doi}" : "")}";
    }

    private static string ReactionLine(int reactions, ImmutableArray<(double Factor, int Reactions)> factors)
    {
        string all = string.Create(CultureInfo.InvariantCulture, $"{reactions} reaction{(reactions == 1 ? "" : "s")} of the network");
        return factors.Length == 0 || factors is [{ Factor: 1 }] ? all : $"{all}, with statistical factors {string.Join(", ", factors.Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Factor} ({f.Reactions})")))}";
    }

    private static string Shortened(ImmutableArray<string> names, int most) =>
        names.Length <= most ? string.Join(", ", names) : string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", names.Take(most))} and {names.Length - most} more");
}
