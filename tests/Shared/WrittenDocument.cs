using System.Text;

namespace Blockade.Testing;

/// <summary>
/// A document whose parts between <c>&lt;!-- begin NAME --&gt;</c> and <c>&lt;!-- end NAME --&gt;</c> are written from the code. With BLOCKADE_ACCEPT=1 in the
/// environment a part that differs is rewritten; otherwise the test fails and shows the first line that differs.
/// </summary>
internal static class WrittenDocument
{
    public static void Agrees(string path, params ReadOnlySpan<(string Name, string Content)> parts)
    {
        string full = Path.Combine(Repository.Root, path);
        string text = File.ReadAllText(full, Encoding.UTF8);
        string wanted = text;
        foreach ((string name, string content) in parts)
        {
            string begin = $"<!-- begin {name} -->\n";
            string end = $"<!-- end {name} -->";
            int from = wanted.IndexOf(begin, StringComparison.Ordinal);
            int to = wanted.IndexOf(end, StringComparison.Ordinal);
            Assert.True(from >= 0 && to > from, $"{path} has no part '{name}' between {begin.Trim()} and {end}");
            wanted = string.Concat(wanted.AsSpan(0, from + begin.Length), content.TrimEnd('\n'), "\n", wanted.AsSpan(to));
        }

        if (wanted == text) return;
        if (Environment.GetEnvironmentVariable("BLOCKADE_ACCEPT") == "1")
        {
            File.WriteAllText(full, wanted, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            return;
        }

        string[] now = text.Split('\n');
        string[] then = wanted.Split('\n');
        int line = 0;
        while (line < now.Length && line < then.Length && now[line] == then[line]) line++;
        Assert.Fail(
            $"{path}({line + 1}) differs from the code; run with BLOCKADE_ACCEPT=1 to accept the code's version.\n"
            + $"document: {(line < now.Length ? now[line] : "(ends)")}\ncode:     {(line < then.Length ? then[line] : "(ends)")}");
    }
}
