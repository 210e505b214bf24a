namespace Blockade.Testing;

/// <summary>Compares what was said with a file that says what ought to be said.</summary>
internal static class Transcript
{
    /// <summary>
    /// The texts, one after the other, against the file; with the environment variable <c>BLOCKADE_ACCEPT=1</c> the file is rewritten
    /// instead, for a person to read the difference.
    /// </summary>
    public static void Check(string expectedPath, IEnumerable<string> texts)
    {
        string actual = string.Concat(texts.Select(t => t + "\n"));
        if (Environment.GetEnvironmentVariable("BLOCKADE_ACCEPT") == "1") File.WriteAllText(expectedPath, actual);
        Assert.True(File.Exists(expectedPath), $"'{expectedPath}' is missing; BLOCKADE_ACCEPT=1 writes it. It would be:\n{actual}");
        Assert.Equal(File.ReadAllText(expectedPath).ReplaceLineEndings("\n"), actual);
    }
}
