using System.Globalization;
using Blockade.Models.Rules;

namespace Blockade.Models.SbmlMulti;

/// <summary>Identifiers beside the names that a model has itself. Builder of one document.</summary>
internal sealed class MultiIds
{
    private readonly HashSet<string> _taken;

    public MultiIds(RuleModel model)
    {
        _taken = [.. model.Parameters.Select(p => p.Name), .. model.Observables.Select(o => o.Name), .. model.Functions.Select(f => f.Name), .. model.Compartments.Select(c => c.Name)];
    }

    /// <summary>This name, with underscores after it where the model has it.</summary>
    public string Of(string name)
    {
        while (!_taken.Add(name)) name += "_";
        return name;
    }

    public string Of(string stem, int number) => Of(stem + (number + 1).ToString(CultureInfo.InvariantCulture));
}
