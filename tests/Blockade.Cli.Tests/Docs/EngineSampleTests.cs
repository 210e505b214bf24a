using System.Globalization;
using Blockade.Testing;
using Blockade.Tests.Docs;
using Engine;

namespace Blockade.Cli.Tests.Docs;

/// <summary>The sample of docs/use-the-engine.md: it runs, and the document shows its code.</summary>
public sealed class EngineSampleTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "made, 4 lost, 2 x 2 on and off each: 13 reactions; a receptor that is made and lost in balance stays at 1e6; a mean of 32 runs lies within 5 standard errors of the deterministic value, but for one in a million")]
    public void The_sample_runs_and_both_methods_agree()
    {
        using var output = new StringWriter { NewLine = "\n" };
        string model = Path.Combine(Repository.Root, "docs", "examples", CommandLine.SmallModel);

        Assert.Equal(0, Sample.Run(model, 100, output));
        string[] lines = output.ToString().Split('\n');
        Assert.Contains("6 species, 13 reactions", lines);
        string[] total = Words(lines.Single(l => l.StartsWith("H2tot ", StringComparison.Ordinal)));
        Assert.Equal("1000000.0", total[1]);
        (double mean, double deviation) = (double.Parse(total[2], CultureInfo.InvariantCulture), double.Parse(total[4], CultureInfo.InvariantCulture));
        Assert.InRange(mean, 1e6 - (5 * deviation / Math.Sqrt(32)), 1e6 + (5 * deviation / Math.Sqrt(32)));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the code of the document is the sample's")]
    public void The_document_shows_the_sample()
    {
        WrittenDocument.Agrees("docs/use-the-engine.md", [.. new[] { "read", "expand", "ode", "lump", "ssa", "write" }.Select(r => (r, Snippets.Block("samples/Engine/Sample.cs", r)))]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a file that cannot be read is a message and a code")]
    public void A_wrong_model_is_a_message()
    {
        using var output = new StringWriter();
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "begin reaction rules\nA() ->\nend reaction rules\n");
            Assert.Equal(1, Sample.Run(path, 1, output));
            Assert.Contains("error BNG", output.ToString(), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
