using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Trials;

namespace Blockade.Files;

/// <summary>Everything a trial is run from, read and checked before anything is computed.</summary>
/// <param name="Design">The protocol.</param>
/// <param name="Population">The patients.</param>
/// <param name="Parameters">Constants, the fitted ones included.</param>
/// <param name="Published">Published results, for comparison only.</param>
/// <param name="Receptors">The receptor model.</param>
/// <param name="Sources">The files that were read, for the manifest.</param>
public sealed record StudyInputs(
    TrialDesign Design, PopulationDefinition Population, ParameterTable Parameters, PublishedResults Published, ReceptorModel Receptors,
    ImmutableArray<SourceText> Sources)
{
    /// <summary>What labels allow.</summary>
    public ImmutableArray<Indication> Indications { get; private init; } = [];

    /// <summary>Mechanisms that are switched off.</summary>
    public ImmutableArray<Mechanism> Off { get; private init; } = [];

    /// <summary>The same study without some mechanisms.</summary>
    public StudyInputs Without(ImmutableArray<Mechanism> off)
    {
        ParameterTable table = Mechanism.Without(Parameters, off);
        return off.IsEmpty ? this : this with { Parameters = table, Receptors = Receptors.With(table), Off = off };
    }

    /// <summary>Reads a trial and all it stands on; every problem of every file is reported at once.</summary>
    /// <param name="trial">The trial file.</param>
    /// <param name="model">A receptor model in BNGL that replaces the flagship, or null.</param>
    /// <param name="parameters">Constants that replace the flagship's of the same name, or null.</param>
    /// <param name="population">A population that replaces the one the trial names, or null.</param>
    /// <param name="cancellation">Stops the expansion of the network.</param>
    public static Checked<StudyInputs> Read(
        SourceText trial, SourceText? model = null, SourceText? parameters = null, SourceText? population = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(trial);
        SourceText constants = Her2Files.Read("parameters.csv");
        SourceText fitted = Her2Files.Read("calibrated.csv");
        SourceText published = Her2Files.Read("published.csv");
        SourceText bngl = model ?? Her2Files.Read("her2.bngl");
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        T? Keep<T>(Checked<T> read)
            where T : class
        {
            diagnostics.AddRange(read.Diagnostics);
            return read.Value;
        }

        PopulationDefinition? people = population is null ? null : Keep(PopulationReader.Read(population));
        TrialFile? file = Keep(TrialReader.Read(trial, people));
        ParameterTable? table = Keep(EvidenceReader.ReadParameters(constants));
        ParameterTable? fit = Keep(EvidenceReader.ReadParameters(fitted));
        ParameterTable? own = parameters is null ? null : Keep(EvidenceReader.ReadParameters(parameters));
        if (table is not null && fit is not null) table = table.With(fit);
        ImmutableArray<string> pair = file is null ? ReceptorModel.StandardPair : Pair(file.Design, trial, diagnostics);
        SourceText indications = Her2Files.Read("indications.toml");
        IReadOnlyList<Indication>? labels = Keep(IndicationReader.Read(indications));
        PublishedResults? results = Keep(EvidenceReader.ReadPublished(published));
        ReceptorModel? receptors = ReadReceptors(bngl, own is null || table is null ? table : table.With(own), pair, diagnostics, cancellation);
        if (own is not null && table is not null)
        {
            // a constant that no table has may be one of a model that somebody brings
            foreach (SourcedParameter row in own.Where(r => !table.Contains(r.Id) && !(r.Id.StartsWith("receptor.", StringComparison.Ordinal) && (receptors is null || receptors.Compiled.ParameterIndex(r.Id[9..]) >= 0))))
            {
                diagnostics.Add(new Diagnostic(
                    "STD1008", Severity.Error, parameters!, row.Span, $"there is no parameter '{row.Id}'",
                    NearestName.Hint(row.Id, table.Select(r => r.Id)) ?? "'blockade show parameters' lists them"));
            }

            table = table.With(own);
        }

        if (file is not null && table is not null && !diagnostics.Any(d => d.Severity == Severity.Error)) CheckEligible(file, table, trial, diagnostics);
        SourceText[] sources = [trial, bngl, constants, fitted, published, indications, .. new[] { parameters, population }.OfType<SourceText>()];
        bool wrong = diagnostics.Any(d => d.Severity == Severity.Error);
        return new(
            wrong || file is null || table is null || results is null || receptors is null
                ? null
                : new StudyInputs(file.Design, file.Population, table, results, receptors, [.. sources]) { Indications = [.. labels ?? []] },
            diagnostics.ToImmutable());
    }

    // Rules that next to nobody meets are found before anything is run. Earlier treatment is left out: it would have to be run.
    private static void CheckEligible(TrialFile file, ParameterTable table, SourceText trial, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        if (Screening.Unmet(file.Design, new PopulationModel(file.Population, table)) is not (EligibilityRule strictest, int meet, int of)) return;
        diagnostics.Add(new Diagnostic(
            "STD1032", Severity.Error, trial, new SourceSpan(Math.Max(0, trial.Text.IndexOf("[[eligibility]]", StringComparison.Ordinal)), 1),
            $"next to nobody of the population may enter: of {of} candidates {meet} meet '{strictest.Words}'",
            "ask for less, or bring a population that has such patients with --population"));
    }

    // The antibodies of a run are those of its arms. Two in one place would be two runs: of each place there is one column of doses and one of receptors.
    private static ImmutableArray<string> Pair(TrialDesign design, SourceText trial, ImmutableArray<Diagnostic>.Builder diagnostics)
    {
        var pair = ImmutableArray.CreateBuilder<string>();
        foreach (string place in ReceptorModel.StandardPair)
        {
            string[] names = [.. design.Arms.Select(a => a.Regimen.Of(place)?.Name).OfType<string>().Distinct()];
            if (names.Length > 1)
            {
                diagnostics.Add(new Diagnostic(
                    "STD1014", Severity.Error, trial, new SourceSpan(0, 1), $"arms give {string.Join(" and ", names)}, which stand in one place of the patient, {place}'s",
                    "run two trials with one seed: they have the same patients"));
            }

            pair.Add(names.FirstOrDefault() ?? place);
        }

        return pair.ToImmutable();
    }

    private static ReceptorModel? ReadReceptors(
        SourceText bngl, ParameterTable? table, ImmutableArray<string> pair, ImmutableArray<Diagnostic>.Builder diagnostics, CancellationToken cancellation)
    {
        Checked<RuleModel> rules = BnglReader.Read(bngl);
        diagnostics.AddRange(rules.Diagnostics);
        if (rules.Value is null) return null;
        Checked<ReactionNetwork> network = ReactionNetwork.Expand(rules.Value, ExpansionLimits.Default, null, cancellation);
        diagnostics.AddRange(network.Diagnostics);
        if (network.Value is null) return null;
        CompiledModel compiled = CompiledModel.Compile(network.Value);
        (ReceptorModel? model, ImmutableArray<string> missing) = ReceptorModel.From(compiled, table is null ? [] : ReceptorModel.Constants(compiled, table), pair);
        foreach (string what in missing)
        {
            diagnostics.Add(new Diagnostic(
                "STD1009", Severity.Error, bngl, new SourceSpan(0, 1), $"a tumour cannot talk to this model: it lacks the {what}",
                what.StartsWith("species", StringComparison.Ordinal) && !pair.SequenceEqual(ReceptorModel.StandardPair) ? "give the model that has it with --model; 'blockade new antibody' writes one" : "models/her2/her2.bngl shows the names a trial needs; 'blockade simulate' runs any model"));
        }

        return model;
    }
}
