using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;
using Blockade.Petab;

namespace Blockade.Cli;

/// <summary>Opens PEtab problems: the files that one names stand in its folder or below.</summary>
internal static class PetabInputs
{
    public static bool IsPetab(string path) => Path.GetExtension(path).ToLowerInvariant() is ".yaml" or ".yml";

    public static Checked<PetabProblem> Read(CommandHost host, SourceText source, SbmlLimits limits)
    {
        string folder = Path.GetDirectoryName(source.Name) ?? "";
        return PetabReader.Read(source, name =>
        {
            string path = Path.Combine(folder, name);
            return File.Exists(Path.Combine(host.WorkingFolder, path)) ? Inputs.Open(host, path) : null;
        }, limits);
    }

    public static string Describe(PetabProblem problem) => FormattableString.Invariant(
        $"a problem of PEtab {problem.Version}: {problem.Measurements.Length} measurements of {problem.Observables.Length} observables in {problem.Experiments.Length} experiments, {problem.Estimated.Length} parameters to estimate");
}
