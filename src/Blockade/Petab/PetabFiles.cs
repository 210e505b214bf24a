using Blockade.Models.Diagnostics;

namespace Blockade.Petab;

/// <summary>The files that a problem names. None is opened that lies outside its folder.</summary>
internal sealed class PetabFiles(SourceText problem, Func<string, SourceText?> open, List<Diagnostic> diagnostics)
{
    public List<PetabFile> All { get; } = [new(problem.Name, problem)];

    public void Error(string code, SourceSpan span, string message, string? hint = null) => diagnostics.Add(new Diagnostic(code, Severity.Error, problem, span, message, hint));

    /// <summary>The texts of the files under a key: one name or a list of names.</summary>
    public List<SourceText> Open(YamlNode part, string key, bool isNeeded)
    {
        YamlNode? named = part[key];
        List<YamlNode> names = named is null or { IsNull: true } ? [] : named.Items ?? [named];
        if (isNeeded && names.Count == 0) Error("PET1002", named?.Span ?? part.Span, $"the problem names no file under '{key}'");
        return [.. names.Select(Open).OfType<SourceText>()];
    }

    public SourceText? Open(YamlNode name)
    {
        string? path = name.Scalar;
        if (string.IsNullOrWhiteSpace(path) || path.Contains(':', StringComparison.Ordinal) || path.Contains('\\', StringComparison.Ordinal) || Path.IsPathRooted(path) || path.Split('/').Contains(".."))
        {
            Error("PET1007", name.Span, $"'{path}' is no file in the problem's folder", "nothing outside that folder is opened, and no address");
            return null;
        }

        if (open(path) is { } source)
        {
            All.Add(new PetabFile(path, source));
            return source;
        }

        Error("PET1007", name.Span, $"there is no file '{path}'");
        return null;
    }
}
