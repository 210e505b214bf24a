using System.Collections.Immutable;
using System.Text;
using System.Xml;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Models.Sbml;

namespace Blockade.Models.SbmlMulti;

/// <summary>
/// Writes a rule model as SBML Level 3 with the package for multistate and multicomponent species: a pattern is a species, its molecules and bonds a species
/// type, a rule a reaction. Nothing is expanded, so that a model without a finite network can be written too.
/// </summary>
/// <remarks>Zhang and Meier-Schellersheim (2018), J. Integr. Bioinform. 15:20170077, doi:10.1515/jib-2017-0077. The same model gives the same bytes.</remarks>
public static class SbmlMultiWriter
{
    /// <summary>The package's namespace.</summary>
    public const string Namespace = "http://www.sbml.org/sbml/level3/version1/multi/version1";

    /// <summary>What the package has no word for, or null where the model can be written.</summary>
    public static string? Objection(RuleModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.EnergyPatterns.IsEmpty) return "energies of patterns have no word there";
        if (model.Observables.Any(o => o.Patterns.Any(p => p.Comparison is not null))) return "an observable that compares numbers of matches has no word there";
        if (model.Observables.Any(o => o.CountsUnique)) return "observables that count matches once (CountUnique) have no word there";
        foreach (Rule rule in model.Rules)
        {
            string? what = rule switch
            {
                { TotalRate: true } or { Rate: RateLaw.Total } => "TotalRate",
                { Rate: RateLaw.Arrhenius } => "Arrhenius",
                { Priority: not 0 } => "a priority",
                { MoveConnected: true } => "MoveConnected",
                _ when rule.Rate is RateLaw.FunctionProduct || rule.Rate.Parts().Any(p => CallsLocally(p, model)) => "a rate of single molecules",
                _ when rule.ReactantFilters.Length + rule.ProductFilters.Length > 0 => "a condition on a whole species",
                _ => null,
            };
            if (what is not null) return $"rule '{rule.Name}' has {what}, which has no word there";
        }

        foreach (Pattern pattern in Patterns(model))
        {
            if (pattern.MatchOnce || pattern.IsHeld) return "MatchOnce and '$' in a rule have no word there";
            if (pattern.Molecules.Any(m => m.Components.Any(c => c.FurtherBonds.Length > 0))) return "a component with several bonds has no word there";
            if (pattern.Molecules.Select(m => m.Compartment?.Name).Append(pattern.Compartment?.Name).Where(c => c is not null).Distinct().Count() > 1) return "a pattern across compartments has no word there";
        }

        return Formulas(model).Select(MathMl.Missing).FirstOrDefault(m => m is not null) is { } missing ? $"SBML has no function '{missing}'" : null;
    }

    /// <summary>Writes to a stream and leaves it open.</summary>
    /// <exception cref="ArgumentException">There is an <see cref="Objection"/>, or the model's rules cannot be used.</exception>
    public static void Write(RuleModel model, string name, Stream stream)
    {
        if (Objection(model) is string objection) throw new ArgumentException(objection, nameof(model));
        ArgumentNullException.ThrowIfNull(stream);
        var vocabulary = new Vocabulary(model);
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        CompiledRule?[] rules = [.. model.Rules.Select(r => CompiledRule.Compile(r, vocabulary, model.Source, diagnostics))];
        if (diagnostics.FirstOrDefault(d => d.Severity == Severity.Error) is { } first) throw new ArgumentException(first.Message, nameof(model));
        var settings = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using XmlWriter xml = XmlWriter.Create(stream, settings);
        xml.WriteStartDocument();
        xml.WriteStartElement("sbml", SbmlWriter.Namespace);
        xml.WriteAttributeString("xmlns", "multi", null, Namespace);
        xml.WriteAttributeString("level", "3");
        xml.WriteAttributeString("version", "2");
        xml.WriteAttributeString("required", Namespace, "true");
        new MultiDocument(model, [.. rules.Select(r => r!)], xml).Write(name);
        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    /// <summary>Every pattern that becomes a species: seeds first, then those of observables and rules.</summary>
    internal static IEnumerable<Pattern> Patterns(RuleModel model) =>
        model.Seeds.Select(s => s.Species).Concat(model.Observables.SelectMany(o => o.Patterns.Select(p => p.Pattern))).Concat(model.Rules.SelectMany(r => r.Reactants.Concat(r.Products)))
            .Where(p => !p.Molecules.IsEmpty);

    private static IEnumerable<Expression> Formulas(RuleModel model) =>
        model.Parameters.Select(p => p.Value).Concat(model.Functions.Where(f => f.Arguments.IsEmpty).Select(f => f.Value)).Concat(model.Seeds.Select(s => s.Amount)).Concat(model.Rules.SelectMany(r => r.Rate.Parts()));

    private static bool CallsLocally(Expression formula, RuleModel model)
    {
        HashSet<string> names = [.. model.Functions.Where(f => !f.Arguments.IsEmpty).Select(f => f.Name), .. model.Observables.Select(o => o.Name)];
        return Any(formula);

        bool Any(Expression e) => e switch
        {
            Expression.Call c => (names.Contains(c.Function) && !c.Arguments.IsEmpty) || c.Arguments.Any(Any),
            Expression.Unary u => Any(u.Operand),
            Expression.Binary b => Any(b.Left) || Any(b.Right),
            Expression.Table t => Any(t.Argument),
            _ => false,
        };
    }
}
