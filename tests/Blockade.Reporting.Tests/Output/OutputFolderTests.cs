using System.Security.Cryptography;
using System.Text;
using Blockade.Testing;

namespace Blockade.Reporting.Tests.Output;

public sealed class OutputFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact, Evidence(EvidenceKind.Analytic, "FIPS 180-4: SHA-256 of 'abc'")]
    public void A_file_is_known_by_name_length_and_hash()
    {
        OutputFolder folder = OutputFolder.Create(_temporary["new/deep"]);

        OutputFile file = folder.Write("abc.txt", stream => stream.Write("abc"u8));

        Assert.Equal(new OutputFile("abc.txt", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), file);
        Assert.Equal([file], folder.Files);
        Assert.Equal("abc", File.ReadAllText(_temporary["new/deep/abc.txt"]));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of OutputFolder: whole or not there")]
    public void A_file_has_its_name_only_when_it_is_whole()
    {
        OutputFolder folder = OutputFolder.Create(_temporary.Path);

        folder.Write("a.csv", stream =>
        {
            stream.Write("half"u8);
            stream.Flush();
            Assert.False(File.Exists(_temporary["a.csv"]));
            Assert.True(File.Exists(_temporary["a.csv.partial"]));
        });

        Assert.Equal(["a.csv"], Names());
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of OutputFolder: a writer that throws leaves nothing")]
    public void A_writer_that_throws_leaves_no_file_and_may_try_again()
    {
        OutputFolder folder = OutputFolder.Create(_temporary.Path);

        Assert.Throws<InvalidOperationException>(() => folder.Write("a.csv", stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new InvalidOperationException("ours");
        }));

        Assert.Empty(Names());
        Assert.Empty(folder.Files);
        folder.Write("a.csv", stream => stream.WriteByte(1));
        Assert.Equal(["a.csv"], Names());
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of OutputFolder")]
    public void A_folder_that_is_not_empty_is_refused_with_the_way_out()
    {
        File.WriteAllText(_temporary["mine.txt"], "mine");

        var error = Assert.Throws<OutputException>(() => OutputFolder.Create(_temporary.Path));

        Assert.Equal((OutputFailure.NotEmpty, _temporary.Path), (error.Failure, error.Path));
        Assert.Contains("--force", error.Message);
        Assert.Equal("mine", File.ReadAllText(_temporary["mine.txt"]));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of OutputFolder: only what run.json lists is removed")]
    public void Force_removes_the_run_before_and_nothing_else()
    {
        OutputFolder before = OutputFolder.Create(_temporary.Path);
        before.Write("old.csv", stream => stream.WriteByte(1));
        before.WriteManifest(RunManifestTests.Sample);
        File.WriteAllText(_temporary["mine.txt"], "mine");
        File.WriteAllText(_temporary["died.csv.partial"], "half");

        OutputFolder after = OutputFolder.Create(_temporary.Path, ExistingFiles.Replace);

        Assert.Equal(["mine.txt"], Names());
        Assert.Empty(after.Files);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "a forged run.json must not delete what lies elsewhere")]
    public void A_manifest_cannot_name_files_outside_its_folder()
    {
        string inner = _temporary["out"];
        OutputFolder.Create(inner);
        File.WriteAllText(_temporary["victim.txt"], "alive");
        RunManifest forged = RunManifestTests.Sample with
        {
            Outputs = [new OutputFile("../victim.txt", 1, ""), new OutputFile(_temporary["victim.txt"], 1, ""), new OutputFile("", 0, "")],
        };
        using (FileStream stream = File.Create(Path.Combine(inner, "run.json"))) forged.Write(stream);

        OutputFolder.Create(inner, ExistingFiles.Replace);

        Assert.True(File.Exists(_temporary["victim.txt"]));
        Assert.False(File.Exists(Path.Combine(inner, "run.json")));
    }

    [Theory, InlineData("{}"), InlineData("no json"), InlineData("null"), InlineData("{\"schemaVersion\": 999}")]
    [Evidence(EvidenceKind.Analytic, "contract of OutputFolder: unclear what to replace, so nothing is")]
    public void Force_keeps_its_hands_off_a_run_json_it_cannot_read(string content)
    {
        File.WriteAllText(_temporary["run.json"], content);

        var error = Assert.Throws<OutputException>(() => OutputFolder.Create(_temporary.Path, ExistingFiles.Replace));

        Assert.Equal(_temporary["run.json"], error.Path);
        Assert.Equal(content, File.ReadAllText(_temporary["run.json"]));
    }

    [Theory, InlineData("../a.csv"), InlineData("a/b/c.csv"), InlineData("/a.csv"), InlineData("a/"), InlineData("a/../b"), InlineData("./a"), InlineData("a//b"), InlineData("run.json")]
    [InlineData("a.partial"), InlineData("a/b.partial"), InlineData("a.partial/b"), InlineData("a/.hidden"), InlineData("a/b\\c"), InlineData("a/C:b")]
    [InlineData(""), InlineData(".hidden"), InlineData("a\\b")]
    [Evidence(EvidenceKind.Analytic, "contract of OutputFolder.Write")]
    public void A_name_is_a_plain_file_name(string name) =>
        Assert.Throws<ArgumentException>(() => OutputFolder.Create(_temporary.Path).Write(name, _ => { }));

    [Fact, Evidence(EvidenceKind.Analytic, "contract of OutputFolder: one folder deeper, whole or not there")]
    public void A_file_may_lie_in_a_folder_that_comes_and_goes_with_it()
    {
        OutputFolder before = OutputFolder.Create(_temporary.Path);
        before.Write("scan/a.csv", stream => stream.WriteByte(1));
        Assert.Throws<InvalidOperationException>(() => before.Write("empty/b.csv", _ => throw new InvalidOperationException("ours")));
        before.WriteManifest(RunManifestTests.Sample);
        before.Complete();

        Assert.Equal(["run.json", "scan"], Names());
        Assert.Equal(["scan/a.csv"], before.Files.Select(f => f.Name));
        Assert.Equal([1], File.ReadAllBytes(_temporary["scan/a.csv"]));
        OutputFolder.Create(_temporary.Path, ExistingFiles.Replace);
        Assert.Empty(Names());
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of OutputFolder: what a run did not write stays")]
    public void A_folder_that_holds_something_else_stays_with_it()
    {
        OutputFolder before = OutputFolder.Create(_temporary.Path);
        before.Write("scan/a.csv", stream => stream.WriteByte(1));
        before.WriteManifest(RunManifestTests.Sample);
        File.WriteAllText(_temporary["scan/mine.txt"], "mine");
        File.WriteAllText(_temporary["scan/died.csv.partial"], "half");
        Directory.CreateDirectory(_temporary["other"]);
        File.WriteAllText(_temporary["other/not.mine.partial"], "a download");

        OutputFolder.Create(_temporary.Path, ExistingFiles.Replace);

        Assert.Equal([_temporary["scan/mine.txt"]], Directory.GetFiles(_temporary["scan"]));
        Assert.True(File.Exists(_temporary["other/not.mine.partial"]));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "a link could lead out of the folder")]
    public void Nothing_is_written_or_removed_through_a_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links want a privilege on Windows");
        string inner = _temporary["out"], elsewhere = _temporary["elsewhere"];
        Directory.CreateDirectory(elsewhere);
        File.WriteAllText(_temporary["elsewhere/a.csv"], "alive");
        OutputFolder folder = OutputFolder.Create(inner);
        Directory.CreateSymbolicLink(Path.Combine(inner, "scan"), elsewhere);

        var error = Assert.Throws<OutputException>(() => folder.Write("scan/b.csv", stream => stream.WriteByte(1)));

        Assert.Equal((OutputFailure.NotAFolder, Path.Combine(inner, "scan")), (error.Failure, error.Path));
        using (FileStream stream = File.Create(Path.Combine(inner, "run.json")))
        {
            (RunManifestTests.Sample with { Outputs = [new OutputFile("scan/a.csv", 1, "")] }).Write(stream);
        }

        OutputFolder.Create(inner, ExistingFiles.Replace);
        Assert.Equal([_temporary["elsewhere/a.csv"]], Directory.GetFiles(elsewhere));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "names differ even where case is not told apart")]
    public void One_run_writes_a_name_once()
    {
        OutputFolder folder = OutputFolder.Create(_temporary.Path);
        folder.Write("a.csv", _ => { });

        Assert.Throws<ArgumentException>(() => folder.Write("A.csv", _ => { }));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of OutputFolder.Complete")]
    public void Complete_removes_leftovers_and_writes_nothing()
    {
        OutputFolder folder = OutputFolder.Create(_temporary.Path);
        folder.Write("a.csv", _ => { });
        File.WriteAllText(_temporary["b.csv.partial"], "half");

        folder.Complete();

        Assert.Equal(["a.csv"], Names());
    }

    [Fact, Evidence(EvidenceKind.Analytic, "a file cannot be a folder")]
    public void A_path_through_a_file_is_refused()
    {
        File.WriteAllText(_temporary["file"], "x");

        var error = Assert.Throws<OutputException>(() => OutputFolder.Create(_temporary["file/below"]));

        Assert.Equal((OutputFailure.NotAFolder, _temporary["file"]), (error.Failure, error.Path));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "EACCES of a folder without write permission")]
    public void A_read_only_folder_is_refused_with_the_way_out()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "folders have no mode on Windows");
        string folder = _temporary["locked"];
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        // root writes everywhere; the kernel's own file system refuses even root
        if (CanWrite(folder)) folder = "/sys/kernel/blockade-test";
        Assert.SkipUnless(Directory.Exists(folder) || Directory.Exists("/sys/kernel"), "this user may write everywhere");

        var error = Assert.Throws<OutputException>(() => OutputFolder.Create(folder));

        Assert.Equal((OutputFailure.NotWritable, folder), (error.Failure, error.Path));
        Assert.Contains("--out", error.Remedy);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "ENOSPC, from the device that is always full")]
    public void A_full_disk_is_told_as_such_and_leaves_no_file()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "this system has no /dev/full");
        OutputFolder folder = OutputFolder.Create(_temporary.Path);
        File.CreateSymbolicLink(_temporary["a.csv.partial"], "/dev/full");

        var error = Assert.Throws<OutputException>(() => folder.Write("a.csv", stream => stream.Write(new byte[1 << 18])));

        Assert.Equal((OutputFailure.DiskFull, _temporary["a.csv"]), (error.Failure, error.Path));
        Assert.Empty(Names());
        Assert.Empty(folder.Files);
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "many threads, one order")]
    public void Files_are_sorted_whoever_finishes_first()
    {
        OutputFolder folder = OutputFolder.Create(_temporary.Path);

        Parallel.For(0, 40, i => folder.Write($"f{i:D2}.txt", stream => stream.Write(Encoding.ASCII.GetBytes($"{i}"))));

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"f{i:D2}.txt"), folder.Files.Select(f => f.Name));
        Assert.All(folder.Files, f => Assert.Equal(f.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_temporary[f.Name])))));
    }

    [Fact, Evidence(EvidenceKind.Metamorphic, "many at once are what they are one by one")]
    public void Many_files_at_once_are_those_of_one_by_one()
    {
        (string Name, Action<Stream> Write)[] files = [.. Enumerable.Range(0, 200).Select(i => (i % 3 == 0 ? $"f{i:D3}.txt" : $"scan/f{i:D3}.txt", Content(i)))];
        OutputFolder each = OutputFolder.Create(_temporary["each"]), all = OutputFolder.Create(_temporary["all"]);
        foreach ((string name, Action<Stream> write) in files) each.Write(name, write);

        all.WriteAll(files);

        Assert.Equal(each.Files.AsEnumerable(), all.Files.AsEnumerable());
        Assert.All(all.Files, f => Assert.Equal(f.Sha256, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(all.Path, f.Name))))));
        Assert.Empty(Directory.GetFiles(all.Path, "*.partial", SearchOption.AllDirectories));
        all.WriteAll([]);

        static Action<Stream> Content(int i) => stream => stream.Write(Encoding.ASCII.GetBytes($"content {i * i}"));
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of OutputFolder.WriteAll: the first that failed is told, and what is there is whole")]
    public void Of_many_files_the_first_failure_is_told_and_none_is_there_by_half()
    {
        OutputFolder folder = OutputFolder.Create(_temporary.Path);
        (string Name, Action<Stream> Write)[] files = [.. Enumerable.Range(0, 100).Select(i => ($"scan/f{i:D3}.txt", (Action<Stream>)(stream =>
        {
            stream.Write("whole"u8[..(i < 40 ? 5 : 3)]);
            if (i >= 40) throw new InvalidOperationException($"number {i}");
        })))];

        var error = Assert.Throws<InvalidOperationException>(() => folder.WriteAll(files));

        // each before the fortieth was begun before it, and is done; of those after it some were begun, and are not there
        Assert.Equal("number 40", error.Message);
        Assert.Equal(files.Take(40).Select(f => f.Name), folder.Files.Select(f => f.Name));
        Assert.Equal(files.Take(40).Select(f => _temporary[f.Name]), Directory.GetFiles(_temporary["scan"]).Order(StringComparer.Ordinal));
        Assert.All(folder.Files, f => Assert.Equal("whole", File.ReadAllText(_temporary[f.Name])));
    }

    private IEnumerable<string> Names() =>
        Directory.EnumerateFileSystemEntries(_temporary.Path).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal);

    private static bool CanWrite(string folder)
    {
        try
        {
            File.WriteAllText(Path.Combine(folder, "probe"), "");
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
