using System.Text;
using System.Text.Json.Nodes;
using Blockade.Testing;

namespace Blockade.Reporting.Tests.Output;

public sealed class RunManifestTests
{
    internal static RunManifest Sample { get; } = new()
    {
        ProductVersion = "0.1.0",
        Status = RunStatus.Complete,
        Arguments = ["trial", "cleopatra.toml", "--note", "a<b \u00B5 \"q\""],
        Seed = ulong.MaxValue,
        Tolerances = [new("relative tolerance", 1e-6, "1")],
        Inputs = [InputFile.Of("cleopatra.toml", "abc"u8)],
        Outputs = [new("endpoints.csv", 12, "00")],
        Timings = new() { StartedUtc = "2025-03-01T09:30:00Z", ElapsedSeconds = 2.5, Threads = 2, Machine = "any", Phases = [new("replicates", 2.25)] },
    };

    [Fact, Evidence(EvidenceKind.Metamorphic, "what was written is what is read, in every byte")]
    public void A_manifest_reads_back()
    {
        RunManifest back = RunManifest.Read(new MemoryStream(Bytes(Sample)));

        Assert.Equal(Text(Sample), Text(back));
        Assert.Equal((ulong.MaxValue, RunStatus.Complete, "a<b \u00B5 \"q\""), (back.Seed, back.Status, back.Arguments[3]));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "the layout other programs rely on")]
    public void The_layout_is_as_documented()
    {
        string json = Text(Sample);
        JsonObject root = JsonNode.Parse(json)!.AsObject();

        Assert.Equal(
            ["schemaVersion", "productVersion", "status", "arguments", "seed", "tolerances", "inputs", "outputs", "timings"],
            root.Select(p => p.Key));
        Assert.Equal("complete", (string?)root["status"]);
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", (string?)root["inputs"]![0]!["sha256"]);   // FIPS 180-4
        Assert.DoesNotContain('\r', json);
        Assert.EndsWith("}\n", json);
        Assert.NotEqual('\uFEFF', json[0]);
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "two runs differ in their timings only")]
    public void Without_its_timings_a_manifest_depends_on_no_clock()
    {
        RunManifest later = Sample with { Timings = new() { StartedUtc = "2026-01-01T00:00:00Z", ElapsedSeconds = 9, Threads = 64 } };

        JsonObject a = JsonNode.Parse(Text(Sample))!.AsObject(), b = JsonNode.Parse(Text(later))!.AsObject();
        Assert.NotEqual(a.ToJsonString(), b.ToJsonString());
        a.Remove("timings");
        b.Remove("timings");

        Assert.Equal(a.ToJsonString(), b.ToJsonString());
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "another culture")]
    public void Bytes_do_not_depend_on_culture()
    {
        byte[] expected = Bytes(Sample);
        using var foreign = new ForeignCulture();

        Assert.Equal(expected, Bytes(Sample));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "the folder knows what is on disk; the manifest repeats it")]
    public void The_folder_fills_in_its_files_and_may_write_the_manifest_twice()
    {
        using var temporary = new TemporaryFolder();
        OutputFolder folder = OutputFolder.Create(temporary.Path);
        folder.WriteManifest(Sample with { Status = RunStatus.Partial });
        folder.Write("b.txt", s => s.WriteByte(1));
        folder.Write("a.txt", s => s.WriteByte(2));
        folder.WriteManifest(Sample);

        using FileStream stream = File.OpenRead(temporary["run.json"]);
        RunManifest read = RunManifest.Read(stream);

        Assert.Equal(folder.Files, read.Outputs);
        Assert.Equal(["a.txt", "b.txt"], read.Outputs.Select(f => f.Name));
        Assert.Equal(RunStatus.Complete, read.Status);
    }

    [Theory, InlineData("{}"), InlineData("["), InlineData("null"), InlineData("{\"status\": 1}")]
    [Evidence(EvidenceKind.Analytic, "contract of RunManifest.Read")]
    public void What_is_no_manifest_is_refused(string json) =>
        Assert.Throws<InvalidDataException>(() => RunManifest.Read(new MemoryStream(Encoding.UTF8.GetBytes(json))));

    private static byte[] Bytes(RunManifest manifest)
    {
        using var stream = new MemoryStream();
        manifest.Write(stream);
        return stream.ToArray();
    }

    private static string Text(RunManifest manifest) => Encoding.UTF8.GetString(Bytes(manifest));
}
