using Blockade.Models.Diagnostics;

namespace Blockade.Cli;

/// <summary>A folder with models as they were taken from BioModels, by their numbers. Nothing is fetched.</summary>
internal static class ModelFolder
{
    /// <summary>The file of a number, or null: <c>NUMBER.xml</c>, or as BioModels names its downloads.</summary>
    public static SourceText? Open(CommandHost host, string? folder, string number) =>
        folder is null ? null : new[] { $"{number}.xml", $"{number}_url.xml" }.Select(n => Path.Combine(folder, n)).Where(p => File.Exists(Path.Combine(host.WorkingFolder, p))).Select(p => Inputs.Open(host, p)).FirstOrDefault();
}
