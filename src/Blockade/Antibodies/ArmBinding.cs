using System.Collections.Immutable;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Antibodies;

/// <summary>
/// What one arm of a new antibody does in a model. Where an antibody of the model binds the same epitope, the arm does as that one, rule by rule, with its own
/// constants; where none does, it comes and goes, and what it excludes is the writer's business.
/// </summary>
internal sealed class ArmBinding
{
    private readonly AntibodyDesign _design;
    private readonly RuleModel _model;
    private readonly MoleculeType _type;
    private readonly MoleculeType _receptor;
    private readonly MoleculeType? _resident;
    private readonly int _arm;
    private readonly Dictionary<string, string> _names = [];

    private ArmBinding(AntibodyDesign design, int arm, RuleModel model, MoleculeType type, MoleculeType receptor, MoleculeType? resident)
    {
        (_design, _arm, _model, _type, _receptor, _resident) = (design, arm, model, type, receptor, resident);
        if (resident is null) return;
        (string on, string off, string dose, Uptake) = resident.Name switch
        {
            "T" => ("kTon", "kToff", "T_nM", "uptakeT"),
            "P" => ("kPon", "kPoff", "P_nM", "uptakeP"),
            string name => ($"kon_{name}", $"koff_{name}", $"{name}_nM", $"uptake_{name}"),
        };
        (_names[on], _names[off], _names[dose]) = (On(design), Off, $"{design.Name}_nM");
    }

    /// <summary>The rate at which an antibody of a design binds.</summary>
    public static string On(AntibodyDesign design) => $"kon_{design.Name}";

    /// <summary>The concentration that one arm sees while the other holds its receptor.</summary>
    public static string Near(AntibodyDesign design) => $"near_{design.Name}";

    public Epitope Epitope => _design.Arms[_arm].Epitope;

    public string Off => $"koff_{_design.Name}{Suffix}";

    public string Kd => $"KD_{_design.Name}{Suffix}";

    /// <summary>The function that says what the antibody of the same epitope takes from the interstitium; null where there is none.</summary>
    public string? Uptake { get; }

    /// <summary>The molecule that binds the epitope already, or null.</summary>
    public string? Resident => _resident?.Name;

    /// <summary>The components of the new molecule: as the one has it that binds the epitope already, or one for each arm.</summary>
    public static ImmutableArray<string> Components(AntibodyDesign design, ImmutableArray<MoleculeType?> residents) =>
        design.Arms.Length == 2 ? ["a", "b"] : residents[0] is { } resident ? [.. resident.Components.Select(c => c.Name)] : ["h"];

    /// <summary>The molecule type that binds an epitope in a model: one with a single kind of site before one with two; null where none does.</summary>
    public static MoleculeType? ResidentOf(RuleModel model, Epitope epitope) => model.Rules
        .SelectMany(r => r.Products)
        .SelectMany(p => p.Molecules.Where(m => m.Type.Name == epitope.Receptor && m.Site(epitope.Site) is { Bond: BondKind.Labelled })
            .SelectMany(m => p.Molecules.Where(x => x != m && x.Components.Any(c => c.Bond == BondKind.Labelled && c.BondLabel == m.Site(epitope.Site)!.BondLabel))))
        .Select(x => x.Type).Distinct().OrderBy(t => t.Components.Select(c => c.Name).Distinct().Count()).FirstOrDefault();

    /// <summary>Takes up an arm.</summary>
    public static ArmBinding Of(AntibodyDesign design, int arm, RuleModel model, MoleculeType type) => new(
        design, arm, model, type, model.MoleculeTypes.Single(t => t.Name == design.Arms[arm].Epitope.Receptor), ResidentOf(model, design.Arms[arm].Epitope));

    /// <summary>The arm's rules; of a biparatopic those too by which it binds, or lets go, while the other arm holds the receptor.</summary>
    public IEnumerable<Rule> Rules()
    {
        foreach (Rule rule in _resident is null ? Own() : _model.Rules.Where(r => r.Mentions(_resident.Name)).Select(Copy))
        {
            yield return rule;
            if (_type.Components.Length == 2 && _design.Arms.Length == 2 && Bridged(rule) is { } bridged) yield return bridged;
        }
    }

    /// <summary>Patterns of the antibody held by this arm alone, at the surface only or anywhere.</summary>
    public Pattern Held(bool atSurface)
    {
        ImmutableArray<PatternComponent> sites = [Labelled(Epitope.Site, 1), .. atSurface ? Surface : []];
        return new Pattern([new PatternMolecule(_receptor, sites, null, default), Antibody(1)], default);
    }

    /// <summary>The pattern of the antibody held by both arms on one receptor.</summary>
    public Pattern HeldByBoth(Epitope other, bool atSurface)
    {
        ImmutableArray<PatternComponent> sites = [Labelled(Epitope.Site, 1), Labelled(other.Site, 2), .. atSurface ? Surface : []];
        PatternMolecule antibody = Antibody(1).With(OtherComponent, BondKind.Labelled, 2);
        return new Pattern([new PatternMolecule(_receptor, sites, null, default), antibody], default);
    }

    /// <summary>What the arm takes from the interstitium: a formula, the observables that it needs, and those of the model that must from now on count the old antibody alone; null where the model does not say it.</summary>
    public (string Formula, ImmutableArray<Observable> Needed, ImmutableArray<Observable> Narrowed)? Taken()
    {
        if (_resident is null)
        {
            string tag = $"{_design.Name}{Suffix}";
            var open = new Pattern([new PatternMolecule(_receptor, [Free(Epitope.Site), Free(Epitope.Excludes!), .. Surface], null, default)], default);
            return ($"{On(_design)}*free_{tag}*open_{tag}-{Off}*held_{tag}",
            [
                Seen($"free_{tag}", new Pattern([Antibody(0)], default)), Seen($"open_{tag}", open), Seen($"held_{tag}", Held(atSurface: false)),
            ], []);
        }

        if (_model.Functions.FirstOrDefault(f => f.Name == Uptake) is not { } function) return null;
        var needed = ImmutableArray.CreateBuilder<Observable>();
        var narrowed = ImmutableArray.CreateBuilder<Observable>();
        var names = new Dictionary<string, string>(_names);
        HashSet<string> used = [.. function.Value.Names()];
        foreach (Observable seen in _model.Observables.Where(o => used.Contains(o.Name)))
        {
            Observable narrow = seen with { Patterns = [.. seen.Patterns.Select(p => p with { Pattern = Narrowed(p.Pattern) })] };
            if (!narrow.Patterns.Any(p => p.Pattern.Molecules.Any(m => m.Type.Name == _resident.Name))) continue;
            if (narrow.Patterns.Zip(seen.Patterns).Any(p => p.First.Pattern.Molecules.Length != p.Second.Pattern.Molecules.Length)) narrowed.Add(narrow);
            names[seen.Name] = $"{seen.Name}_{_design.Name}";
            needed.Add(narrow with { Name = names[seen.Name], Patterns = [.. narrow.Patterns.Select(p => p with { Pattern = p.Pattern with { Molecules = [.. p.Pattern.Molecules.Select(Mine)] } })] });
        }

        return (function.Value.Substitute(n => names.TryGetValue(n, out string? mine) ? new Expression.Symbol(mine) : null).Write(), needed.ToImmutable(), narrowed.ToImmutable());
    }

    private string Suffix => _design.Arms.Length == 1 ? "" : $"_{Epitope.Domain}";

    private string Component => _type.Components[_design.Arms.Length == 2 ? _arm : 0].Name;

    private string OtherComponent => _type.Components[1 - _arm].Name;

    private string OtherSite => _design.Arms[1 - _arm].Epitope.Site;

    private ImmutableArray<PatternComponent> Surface =>
        _receptor.Components.Any(c => c.Name == "loc" && c.States.Contains("s")) ? [new PatternComponent("loc", "s", BondKind.Free, 0, default)] : [];

    private static PatternComponent Free(string name) => new(name, null, BondKind.Free, 0, default);

    private static PatternComponent Labelled(string name, int label) => new(name, null, BondKind.Labelled, label, default);

    // the new molecule with this arm held by a bond, or free with 0, and any other arm free
    private PatternMolecule Antibody(int label) => new(_type, [.. _type.Components.Select(c => c.Name == Component && label > 0 ? Labelled(c.Name, label) : Free(c.Name))], null, default);

    private IEnumerable<Rule> Own()
    {
        string tag = $"{_design.Name}{Suffix}";
        ImmutableArray<PatternComponent> open = [Free(Epitope.Site), Free(Epitope.Excludes!), .. Surface], taken = [Labelled(Epitope.Site, 1), Free(Epitope.Excludes!), .. Surface];
        Pattern Of(params ImmutableArray<PatternMolecule> molecules) => new(molecules, default);
        PatternMolecule Receptor(ImmutableArray<PatternComponent> sites) => new(_receptor, sites, null, default);
        yield return new Rule($"on_{tag}", [Of(Receptor(open)), Of(Antibody(0))], [Of(Receptor(taken), Antibody(1))], Constant(On(_design)), default);
        yield return new Rule($"off_{tag}", [Of(Receptor([Labelled(Epitope.Site, 1)]), Antibody(1))], [Of(Receptor([Free(Epitope.Site)])), Of(Antibody(0))], Constant(Off), default);
    }

    private static RateLaw.MassAction Constant(string name) => new(new Expression.Symbol(name));

    private Rule Copy(Rule rule) => rule with
    {
        Name = $"{rule.Name.TrimStart('_')}_{_design.Name}{Suffix}",
        Reactants = rule.Reactants.Each(Mine),
        Products = rule.Products.Each(Mine),
        Rate = rule.Rate is RateLaw.MassAction m ? new RateLaw.MassAction(m.Constant.Substitute(n => _names.TryGetValue(n, out string? mine) ? new Expression.Symbol(mine) : null)) : rule.Rate,
        IsReverse = false,
    };

    private PatternMolecule Mine(PatternMolecule molecule)
    {
        if (molecule.Type.Name != _resident!.Name) return molecule;
        if (_design.Arms.Length == 1 || molecule.Components.IsEmpty) return molecule with { Type = _type };
        return molecule with { Type = _type, Components = [.. _type.Components.Select(c => c.Name == Component ? molecule.Components[0] with { Name = c.Name } : Free(c.Name))] };
    }

    // "bound by anything" becomes "bound by the old antibody", which a new one would otherwise be counted with
    private Pattern Narrowed(Pattern pattern)
    {
        var molecules = ImmutableArray.CreateBuilder<PatternMolecule>();
        int label = PatternEdits.FreeLabel(pattern);
        foreach (PatternMolecule m in pattern.Molecules)
        {
            bool narrow = m.Type.Name == Epitope.Receptor && m.Site(Epitope.Site) is { Bond: BondKind.Bound };
            molecules.Add(narrow ? m.With(Epitope.Site, BondKind.Labelled, label) : m);
            if (narrow) molecules.Add(new PatternMolecule(_resident!, [.. _resident!.Components.Select((c, i) => i == 0 ? Labelled(c.Name, label++) : Free(c.Name))], null, default));
        }

        return pattern with { Molecules = molecules.ToImmutable() };
    }

    // The same change on a receptor that the other arm holds already: the antibody is there from the start, and stays. Null where the rule wants the other epitope otherwise.
    private Rule? Bridged(Rule rule)
    {
        bool Alone(Pattern p) => p.Molecules.Length == 1 && p.Molecules[0].Type.Name == _type.Name;
        bool binds = rule.Reactants.Any(Alone);
        if (!binds && !rule.Products.Any(Alone)) return null;
        (ImmutableArray<Pattern> open, ImmutableArray<Pattern> held) = binds ? (rule.Reactants, rule.Products) : (rule.Products, rule.Reactants);
        List<PatternMolecule> receptors = [.. held.Molecules().Where(m => m.Type.Name == Epitope.Receptor)];
        int ordinal = receptors.FindIndex(m => m.Site(Epitope.Site) is { Bond: BondKind.Labelled } site && Holds(held, site.BondLabel));
        if (ordinal < 0 || open.Molecules().Count(m => m.Type.Name == Epitope.Receptor) != receptors.Count) return null;
        if (receptors[ordinal].Site(OtherSite) is { Bond: BondKind.Free or BondKind.Labelled }) return null;
        int label = PatternEdits.FreeLabel([.. open, .. held]);
        ImmutableArray<Pattern> WithOther(ImmutableArray<Pattern> side) => side.Each(Epitope.Receptor, k => k == ordinal, m => m.With(OtherSite, BondKind.Labelled, label));
        held = WithOther(held).Each(m => m.Type.Name == _type.Name ? m.With(OtherComponent, BondKind.Labelled, label) : m);
        open = [.. WithOther([.. open.Where(p => !Alone(p))]).Select(p =>
            p.Molecules.Any(m => m.Site(OtherSite) is { Bond: BondKind.Labelled } site && site.BondLabel == label)
                ? p with { Molecules = [.. p.Molecules, Antibody(0).With(OtherComponent, BondKind.Labelled, label)] }
                : p)];
        RateLaw rate = binds && rule.Rate is RateLaw.MassAction m
            ? new RateLaw.MassAction(new Expression.Binary(BinaryOperator.Multiply, m.Constant, new Expression.Symbol(Near(_design))))
            : rule.Rate;
        return rule with { Name = $"{rule.Name}_both", Reactants = binds ? open : held, Products = binds ? held : open, Rate = rate };
    }

    private bool Holds(ImmutableArray<Pattern> side, int label) =>
        side.Molecules().Any(m => m.Type.Name == _type.Name && m.Site(Component) is { Bond: BondKind.Labelled } site && site.BondLabel == label);

    private static Observable Seen(string name, Pattern pattern) => new(name, ObservableKind.Molecules, [new ObservedPattern(pattern)], default);
}
