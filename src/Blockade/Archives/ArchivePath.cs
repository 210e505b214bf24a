using System.Collections.Immutable;
using System.Globalization;

namespace Blockade.Archives;

/// <summary>Which names a file in an archive may have: those that mean the same place on every system, and inside.</summary>
internal static class ArchivePath
{
    private static readonly ImmutableArray<string> Devices = ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(k => new[] { FormattableString.Invariant($"com{k}"), FormattableString.Invariant($"lpt{k}") })];

    /// <summary>Why a name is refused, or null.</summary>
    public static string? Objection(string name)
    {
        if (name.Length == 0) return "it is empty";
        if (name.Any(char.IsControl)) return "it has a control character";
        if (name.Contains('\\', StringComparison.Ordinal)) return "it has a backslash";
        if (name.Length >= 2 && char.IsAsciiLetter(name[0]) && name[1] == ':') return "it begins with a drive letter";
        if (name.Contains(':', StringComparison.Ordinal)) return "it has a colon";
        if (name[0] == '/') return "it begins at the root";
        if (name.Any(c => char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)) return "it has an accent apart from its letter, which some systems take for the letter with the accent";
        foreach (string part in name.TrimEnd('/').Split('/'))
        {
            if (part.Length == 0) return "a folder in it has no name";
            if (part == "..") return "it leads out of its folder by '..'";
            if (part == ".") return "it has the folder '.'";
            if (part[^1] is '.' or ' ') return $"'{part}' ends in a {(part[^1] == '.' ? "full stop" : "blank")}";
            if (Devices.Contains(part.Split('.')[0].ToLowerInvariant())) return $"'{part}' is a device on Windows";
        }

        return null;
    }

    /// <summary>What a manifest, or a file inside the archive, means by a location, without the dots that may stand in it; null where it leads out.</summary>
    /// <param name="location">As written.</param>
    /// <param name="folder">From where it is meant: empty, or ending in <c>/</c>.</param>
    public static string? Resolve(string location, string folder = "")
    {
        var parts = new List<string>();
        foreach (string part in (location.StartsWith('/') ? location : folder + location).Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count == 0) return null;
            else parts.RemoveAt(parts.Count - 1);
        }

        return string.Join('/', parts);
    }

    /// <summary>The same for names that some system takes for one.</summary>
    public static string Folded(string name) => name.TrimEnd('/').ToUpperInvariant().ToLowerInvariant();
}
