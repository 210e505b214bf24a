namespace Blockade.Models.Diagnostics;

/// <summary>The name the user probably meant.</summary>
public static class NearestName
{
    /// <summary>The hint <c>did you mean 'x'?</c> with <see cref="Of"/>'s answer, or null where there is none.</summary>
    public static string? Hint(string name, IEnumerable<string> candidates) =>
        Of(name, candidates) is { } best ? $"did you mean '{best}'?" : null;

    /// <summary>
    /// The nearest of the candidates by edit distance, or null where none is near: at most a third of the letters may differ, or two
    /// in a short name, and never all of them. Case costs nothing. Of equals the one that begins alike for longer wins, then the first. Cost: candidates times lengths.
    /// </summary>
    public static string? Of(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(candidates);
        string? best = null;
        int least = Math.Min(Math.Max(2, name.Length / 3), Math.Max(0, name.Length - 1));
        int alike = -1;
        foreach (string candidate in candidates)
        {
            int distance = Distance(name, candidate);
            if (distance > least) continue;
            int prefix = name.AsSpan().CommonPrefixLength(candidate);
            if (distance == least && prefix <= alike) continue;
            (best, least, alike) = (candidate, distance, prefix);
        }

        return best;
    }

    // Levenshtein with one row; case costs nothing, because a wrong case is the likeliest slip
    private static int Distance(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 8) return int.MaxValue;
        var row = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++) row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substitution = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
