using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Files;

/// <summary>Validates a study file of any kind.</summary>
public static class StudyFiles
{
    /// <summary>What is wrong with a regimen, a population, response criteria, indications or a trial, and one line on what it is when nothing is.</summary>
    public static (ImmutableArray<Diagnostic> Diagnostics, string Summary) Check(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        Checked<TomlDocument> document = TomlDocument.Read(source);
        if (document.Value is null) return (document.Diagnostics, "");
        switch (StudyFile.KindOf(document.Value))
        {
            case StudyFileKind.Regimen:
                Checked<Dosing.Regimen> regimen = RegimenReader.Read(source);
                return (regimen.Diagnostics, regimen.Value is null ? "" : $"a regimen of {string.Join(" and ", regimen.Value.Schedules.Select(s => s.Name))}");
            case StudyFileKind.Criteria:
                Checked<Tumours.ResponseCriteria> criteria = CriteriaReader.Read(source);
                return (criteria.Diagnostics, criteria.Value is null ? "" : "response criteria");
            case StudyFileKind.Indications:
                Checked<IReadOnlyList<Trials.Indication>> labels = IndicationReader.Read(source);
                return (labels.Diagnostics, labels.Value is null ? "" : $"{labels.Value.Count} labelled indications");
            case StudyFileKind.Population:
                Checked<Populations.PopulationDefinition> population = PopulationReader.Read(source);
                return (population.Diagnostics, population.Value is null ? "" : "a population");
            default:
                Checked<TrialFile> trial = TrialReader.Read(source);
                return (trial.Diagnostics, trial.Value is null ? "" : $"a trial of {trial.Value.Design.Patients} patients in {trial.Value.Design.Arms.Length} arms");
        }
    }
}
