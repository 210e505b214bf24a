namespace Blockade.Testing;

/// <summary>Where the checkout lies, and the conformance data beside it, which users do not have.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>Blockade.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path under <c>../shared</c>; the test is skipped with a message where it is absent.</summary>
    public static string Shared(string relativePath)
    {
        string path = Path.Combine(Root, "..", "shared", relativePath);
        Assert.SkipUnless(Path.Exists(path), $"conformance data '{relativePath}' is not beside this checkout");
        return path;
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? d = new(AppContext.BaseDirectory); d is not null; d = d.Parent)
        {
            if (File.Exists(Path.Combine(d.FullName, "Blockade.slnx"))) return d.FullName;
        }

        throw new InvalidOperationException("Blockade.slnx was not found above the test assembly.");
    }
}
