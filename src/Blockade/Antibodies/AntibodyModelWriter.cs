using System.Collections.Immutable;
using System.Globalization;
using Blockade.Evidence;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Antibodies;

/// <summary>Puts a new antibody into a model's text. What is not touched stays as it was, comments too.</summary>
internal sealed class AntibodyModelWriter
{
    // one molecule within reach of an arm, some ten nanometres, is a tenth of a millimole a litre and more
    private const double NearNanomolar = 1e5;

    private readonly AntibodyDesign _design;
    private readonly SourceText _source;
    private readonly List<Diagnostic> _problems = [];

    private AntibodyModelWriter(AntibodyDesign design, SourceText source) => (_design, _source) = (design, source);

    /// <summary>The model with the antibody, and the constants that came with it; null where the model has no place for it, which is said.</summary>
    public static (SourceText? Model, ImmutableArray<(string Name, double Value, string Unit, string Note)> Constants, ImmutableArray<Diagnostic> Problems) Write(AntibodyDesign design, SourceText from)
    {
        // a line of the file is then a line of the model
        var source = new SourceText(from.Name, from.Text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\\\n", " ", StringComparison.Ordinal));
        var writer = new AntibodyModelWriter(design, source);
        (string? text, ImmutableArray<(string, double, string, string)> constants) = writer.Write();
        return (text is null ? null : new SourceText($"{design.Name}.bngl", text), constants, [.. writer._problems]);
    }

    private (string? Text, ImmutableArray<(string, double, string, string)> Constants) Write()
    {
        Checked<RuleModel> read = BnglReader.Read(_source);
        _problems.AddRange(read.Diagnostics.Where(d => d.Severity == Severity.Error));
        if (read.Value is not { } model) return (null, []);
        ImmutableArray<(string Name, double Value, string Unit, string Note)> constants = Constants(model);
        if (!Fits(model, constants.Select(c => c.Name))) return (null, []);

        var lines = new ModelLines(_source);
        model = MakeRoom(model, lines);
        ImmutableArray<MoleculeType?> residents = [.. _design.Arms.Select(a => ArmBinding.ResidentOf(model, a.Epitope))];
        var type = new MoleculeType(_design.Name, [.. ArmBinding.Components(_design, residents).Select(c => new ComponentType(c, []))], default);
        ArmBinding[] arms = [.. _design.Arms.Select((_, i) => ArmBinding.Of(_design, i, model, type))];

        bool clamped = model.Seeds.Any(s => s.IsClamped);
        string species = $"{_design.Name}({string.Join(",", type.Components.Select(c => c.Name))})";
        AtEnd(lines, "parameters",
        [
            $"# {_design.Name}: {_design.Source}; {(_design.Arms.Length == 2 ? $"{ArmBinding.Near(_design)} is what one arm sees while the other holds the receptor; 0 is no bridge" : $"binds as fast as {_design.Like}")}",
            .. constants.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Name}  {c.Value:R}  # [{c.Unit}]")),
            .. arms.Select(a => $"{a.Off}  {ArmBinding.On(_design)}*{a.Kd}  # [1/s]"),
        ]);
        AtEnd(lines, "molecule types", [species]);
        if (clamped) AtEnd(lines, "seed species", [$"${species} {_design.Name}_nM"]);
        Observe(model, lines, arms);
        ImmutableHashSet<string> functions = [.. model.Functions.Select(f => f.Name)];
        AtEnd(lines, "reaction rules",
        [
            "",
            $"# {_design.Name} on {string.Join(" and ", _design.Arms.Select(a => a.Epitope.Name))}",
            .. arms.SelectMany(a => a.Rules()).Select(r => RuleText.Write(r, null, functions)),
        ]);
        return _problems.Count > 0 ? (null, []) : (Head() + lines.Text(), constants);
    }

    private string Head() =>
        $"# {_source.Name} with {_design.Name}: like {_design.Like}, on {string.Join(" and ", _design.Arms.Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Epitope.Name} (KD {a.KdNanomolar:R} nM; {a.Epitope.Effect})")))}.\n"
        + $"# Written by 'blockade new antibody'. Names that have {_design.Name} in them are new, and so are sites of the receptor that it needs; patterns that meant any antibody on its\n"
        + "# epitope and were read as the old one's now name it. What an antibody does follows from where it binds: it weakens and blocks what one on the same epitope does.\n#\n";

    private ImmutableArray<(string Name, double Value, string Unit, string Note)> Constants(RuleModel model)
    {
        string rate = _design.Like == "trastuzumab" ? "kTon" : "kPon";
        double on = model.Parameters.FirstOrDefault(p => p.Name == rate)?.Value is Expression.Number n ? n.Value : Her2Evidence.Parameters().Value!.Value($"receptor.{rate}");
        return
        [
            ($"{_design.Name}_nM", 0, "nM", "clamped concentration of the free antibody"),
            (ArmBinding.On(_design), on, "1/(nM*s)", $"as {_design.Like}"),
            .. _design.Arms.Select(a => ($"KD_{_design.Name}{(_design.Arms.Length == 1 ? "" : $"_{a.Epitope.Domain}")}", a.KdNanomolar, "nM", $"on {a.Epitope.Name}")),
            .. _design.Arms.Length == 2 ? [(ArmBinding.Near(_design), NearNanomolar, "nM", "what one arm sees while the other holds the receptor")] : Array.Empty<(string, double, string, string)>(),
        ];
    }

    private bool Fits(RuleModel model, IEnumerable<string> constants)
    {
        HashSet<string> taken =
        [
            .. model.MoleculeTypes.Select(t => t.Name), .. model.Parameters.Select(p => p.Name), .. model.Observables.Select(o => o.Name), .. model.Functions.Select(f => f.Name),
            .. AntibodyDesign.Known, "docetaxel",
        ];
        if (constants.Prepend(_design.Name).FirstOrDefault(taken.Contains) is { } name)
        {
            Problem($"the name '{name}' is taken", $"choose another name than '{_design.Name}'");
            return false;
        }

        foreach (AntibodyArm arm in _design.Arms)
        {
            MoleculeType? receptor = model.MoleculeTypes.FirstOrDefault(t => t.Name == arm.Epitope.Receptor);
            bool there = receptor?.Components.Any(c => c.Name == arm.Epitope.Site) == true && ArmBinding.ResidentOf(model, arm.Epitope) is { } resident && Serves(resident);
            bool possible = receptor?.Components.Any(c => c.Name == arm.Epitope.Excludes) == true && model.Seeds.Any(s => s.IsClamped) && receptor.Components.All(c => c.Name != arm.Epitope.Site);
            if (there || possible) continue;
            Problem(
                $"this model has no place for an antibody on {arm.Epitope.Name}: {(arm.Epitope.Excludes is { } excluded ? $"that needs {arm.Epitope.Receptor} with a site '{excluded}', and antibodies as clamped species" : $"that needs an antibody on the site '{arm.Epitope.Site}' of {arm.Epitope.Receptor} already")}",
                "her2, the default of --from, has one for every epitope");
        }

        return _problems.Count == 0;
    }

    // a biparatopic copies what antibodies with one site do
    private bool Serves(MoleculeType resident) => resident.Components.Length == 1 || (_design.Arms.Length == 1 && resident.Components.Select(c => c.Name).Distinct().Count() == 1);

    // A new site stands in every whole receptor that the model makes, and is free wherever what it excludes makes a bond.
    private RuleModel MakeRoom(RuleModel model, ModelLines lines)
    {
        ImmutableHashSet<string> functions = [.. model.Functions.Select(f => f.Name)];
        foreach (Epitope epitope in _design.Arms.Select(a => a.Epitope).Where(e => e.Excludes is not null))
        {
            MoleculeType old = model.MoleculeTypes.Single(t => t.Name == epitope.Receptor);
            if (old.Components.Any(c => c.Name == epitope.Site)) continue;
            MoleculeType receptor = old with { Components = [.. old.Components, new ComponentType(epitope.Site, [])] };
            lines.Replace(lines.LineOf(old.Span), $"{receptor.Name}({string.Join(",", receptor.Components.Select(c => c.Name + string.Concat(c.States.Select(s => $"~{s}"))))})");
            PatternMolecule Whole(PatternMolecule m) => m.Type.Name == receptor.Name ? m.With(epitope.Site, BondKind.Free) : m;
            var seeds = ImmutableArray.CreateBuilder<SeedSpecies>();
            foreach (SeedSpecies seed in model.Seeds)
            {
                SeedSpecies whole = seed with { Species = seed.Species with { Molecules = [.. seed.Species.Molecules.Select(Whole)] } };
                if (seed.Species.Molecules.Any(m => m.Type.Name == receptor.Name))
                    lines.Replace(lines.LineOf(seed.Span), $"{(seed.IsClamped ? "$" : "")}{PatternText.Write(whole.Species)} {whole.Amount.Write()}");
                seeds.Add(whole);
            }

            var rules = ImmutableArray.CreateBuilder<Rule>();
            for (int i = 0; i < model.Rules.Length; i++)
            {
                Rule forward = model.Rules[i];
                Rule? backward = i + 1 < model.Rules.Length && model.Rules[i + 1].IsReverse ? model.Rules[++i] : null;
                HashSet<int> chosen = [.. Bonding(forward, epitope), .. backward is null ? [] : Bonding(backward, epitope)];
                int made = forward.Reactants.Molecules().Count(m => m.Type.Name == receptor.Name);
                Rule Room(Rule rule, int kept) => rule with
                {
                    Reactants = rule.Reactants.Each(receptor.Name, chosen.Contains, Whole),
                    Products = rule.Products.Each(receptor.Name, k => chosen.Contains(k) || k >= kept, Whole),
                };
                Rule changed = Room(forward, made);
                Rule? back = backward is null ? null : Room(backward, backward.Reactants.Molecules().Count(m => m.Type.Name == receptor.Name));
                bool makes = forward.Products.Molecules().Count(m => m.Type.Name == receptor.Name) > made;
                if (chosen.Count > 0 || makes) lines.Replace(lines.LineOf(forward.Span), RuleText.Write(changed, back, functions));
                rules.Add(changed);
                if (back is not null) rules.Add(back);
            }

            model = model with { MoleculeTypes = model.MoleculeTypes.Replace(old, receptor), Seeds = seeds.ToImmutable(), Rules = rules.ToImmutable() };
        }

        return model;
    }

    // which of a rule's receptors make a bond with the excluded site
    private static IEnumerable<int> Bonding(Rule rule, Epitope epitope)
    {
        bool IsReceptor(PatternMolecule m) => m.Type.Name == epitope.Receptor;
        return rule.Reactants.Molecules().Where(IsReceptor).Zip(rule.Products.Molecules().Where(IsReceptor)).Index()
            .Where(p => p.Item.First.Site(epitope.Excludes!) is { Bond: BondKind.Free } && p.Item.Second.Site(epitope.Excludes!) is { Bond: BondKind.Labelled })
            .Select(p => p.Index);
    }

    private void Observe(RuleModel model, ModelLines lines, ArmBinding[] arms)
    {
        string name = _design.Name;
        Epitope last = arms[^1].Epitope;
        Pattern[] bound = [.. arms.Select(a => a.Held(atSurface: true)), .. arms.Length == 2 ? [arms[0].HeldByBoth(last, atSurface: true)] : Array.Empty<Pattern>()];
        var observed = new List<string> { $"Molecules bound_{name} {string.Join(", ", bound.Select(PatternText.Write))}" };
        if (arms.Length == 2) observed.Add($"Molecules bridged_{name} {PatternText.Write(bound[^1])}");

        (string Formula, ImmutableArray<Observable> Needed, ImmutableArray<Observable> Narrowed)?[] taken = [.. arms.Select(a => a.Taken())];
        foreach (Observable o in taken.SelectMany(t => t?.Narrowed ?? []))
        {
            lines.Replace(lines.LineOf(o.Span), Line(o));
            model = model with { Observables = model.Observables.Replace(model.Observables.Single(x => x.Name == o.Name), o) };
        }

        observed.AddRange(taken.SelectMany(t => t?.Needed ?? []).DistinctBy(o => o.Name).Select(Line));
        AtEnd(lines, "observables", observed);
        if (taken.All(t => t is not null)) AtEnd(lines, "functions", [$"uptake_{name}() = {string.Join("+", taken.Select(t => t!.Value.Formula))}"]);

        // effector cells see each antibody once: those on an epitope that the function counts already, whoever is there, are in it
        if (model.Functions.FirstOrDefault(f => f.Name == "boundIgG") is not { } seen) return;
        HashSet<string> used = [.. seen.Value.Names()];
        bool Counted(ArmBinding arm) => model.Observables.Where(o => used.Contains(o.Name)).SelectMany(o => o.Patterns)
            .Any(p => p.Pattern.Molecules.Any(m => m.Type.Name == arm.Epitope.Receptor && m.Site(arm.Epitope.Site) is { Bond: BondKind.Bound }));
        string[] more = [.. arms.Select((a, i) => (Arm: a, Pattern: bound[i])).Where(a => !Counted(a.Arm)).Select(a => PatternText.Write(a.Pattern))];
        if (more.Length == arms.Length) lines.Append(lines.LineOf(seen.Span), $"+bound_{name}");
        else if (more.Length == 0 && arms.Length == 2) lines.Append(lines.LineOf(seen.Span), $"-bridged_{name}");
        else if (more.Length == 1)
        {
            AtEnd(lines, "observables", [$"Molecules other_{name} {more[0]}"]);
            lines.Append(lines.LineOf(seen.Span), $"+other_{name}");
        }
    }

    private static string Line(Observable o) => $"{o.Kind} {o.Name} {string.Join(", ", o.Patterns.Select(PatternText.Write))}";

    private void AtEnd(ModelLines lines, string block, IEnumerable<string> added)
    {
        if (!lines.AtEnd(block, added)) Problem($"the model has no block '{block}'", $"write 'begin {block}' and 'end {block}'");
    }

    private void Problem(string message, string hint) => _problems.Add(new Diagnostic("STD1013", Severity.Error, _source, new SourceSpan(0, 1), message, hint));
}
