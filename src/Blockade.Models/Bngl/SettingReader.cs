using Blockade.Models.Actions;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Rules;

namespace Blockade.Models.Bngl;

/// <summary>Checks the arguments of actions that set a value: a name and a formula.</summary>
internal static class SettingReader
{
    /// <summary><c>setParameter</c>.</summary>
    public static ActionStep? SetParameter(ModelAction action, RuleModel model, BnglFile file)
    {
        if (action.Arguments is not [string name, _]) return Missing(action, file, "a parameter and a value");
        string[] known = [.. model.Parameters.Select(p => p.Name)];
        if (!known.Contains(name))
        {
            file.Error("BNG4006", action.ArgumentSpans[0], $"the model has no parameter '{name}'", NearestName.Hint(name, known));
            return null;
        }

        Expression? value = Formula(action.ArgumentSpans[1], file, known);
        if (value is null) return null;
        if (value.Names().Contains(name)) file.Error("BNG4003", action.ArgumentSpans[1], $"parameter '{name}' would be defined by itself");
        return new ActionStep.SetParameter(file.Source, action.Span, name, value);
    }

    /// <summary><c>setConcentration</c> and <c>addConcentration</c>.</summary>
    public static ActionStep? SetAmount(ModelAction action, RuleModel model, BnglFile file)
    {
        if (action.Arguments is not [string text, _]) return Missing(action, file, "a species and an amount");
        string[] known = [.. model.Parameters.Select(p => p.Name), .. model.Observables.Select(o => o.Name), .. model.Functions.Where(f => f.Arguments.IsEmpty).Select(f => f.Name)];
        Expression? value = Formula(action.ArgumentSpans[1], file, known);
        Pattern? species = null;
        if (!model.MoleculeTypes.IsEmpty)
        {
            species = SpeciesReader.Read(file, action.ArgumentSpans[0], model);
            if (species is null) return null;
        }

        return value is null ? null : new ActionStep.SetAmount(file.Source, action.Span, string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c != '$')), species, value, action.Name == "addConcentration");
    }

    /// <summary><c>setVolume</c>.</summary>
    public static ActionStep? SetVolume(ModelAction action, RuleModel model, BnglFile file)
    {
        if (action.Arguments is not [string name, _]) return Missing(action, file, "a compartment and a size");
        string[] known = [.. model.Compartments.Select(c => c.Name)];
        if (!known.Contains(name)) file.Error("BNG4006", action.ArgumentSpans[0], $"the model has no compartment '{name}'", NearestName.Hint(name, known));
        return Formula(action.ArgumentSpans[1], file, [.. model.Parameters.Select(p => p.Name)]) is { } size ? new ActionStep.SetVolume(file.Source, action.Span, name, size) : null;
    }

    private static Expression? Formula(SourceSpan span, BnglFile file, IReadOnlyCollection<string> known)
    {
        Expression? value = new ExpressionReader(file.Source, span, file.Diagnostics, file.OpenFile).ReadAll();
        foreach (string name in value?.Names().Distinct().Where(n => !known.Contains(n) && !ExpressionReader.Functions.ContainsKey(n)) ?? [])
        {
            file.Error("BNG4006", span, $"'{name}' is not declared", NearestName.Hint(name, known));
        }

        return value;
    }

    /// <summary>Nothing; an error where there are fewer or more arguments.</summary>
    public static ActionStep? Missing(ModelAction action, BnglFile file, string what)
    {
        if (action.Arguments.Length != what.Split(" and ").Length) file.Error("BNG4004", action.Span, $"'{action.Name}' takes {what}");
        return null;
    }
}
