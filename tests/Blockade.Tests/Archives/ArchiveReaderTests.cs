using System.Text;
using Blockade.Archives;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;
using Blockade.Models.Sedml;
using Blockade.Testing;

namespace Blockade.Tests.Archives;

/// <summary>What comes out of an archive, and what is refused before anything does.</summary>
public class ArchiveReaderTests
{
    private const int Symlink = unchecked((int)0xA1FF0000), Fifo = 0x11A40000;

    [Theory]
    [InlineData("../out.txt")]
    [InlineData("a/../../out.txt")]
    [InlineData("/etc/out.txt")]
    [InlineData("C:/out.txt")]
    [InlineData("c:out.txt")]
    [InlineData("..\\out.txt")]
    [InlineData("a//b.txt")]
    [InlineData("a/./b.txt")]
    [InlineData("a\u0001b.txt")]
    [InlineData("stream.txt:hidden")]
    [InlineData("nul.txt")]
    [InlineData("folder/COM1")]
    [InlineData("out.txt.")]
    [InlineData("folder /out.txt")]
    [InlineData("cafe\u0301.txt")]
    [Evidence(EvidenceKind.Analytic, "names that lead out of a folder on some system, or mean a device there")]
    public void A_name_that_leads_elsewhere_is_refused(string name)
    {
        Diagnostic said = Assert.Single(Read(ArchiveBytes.With((name, [1]))).Diagnostics);

        Assert.Equal(("OMX1003", Severity.Error), (said.Code, said.Severity));
        Assert.Equal((3, 1), said.Source.Position(said.Span.Start));   // the third entry
    }

    [Theory]
    [InlineData("A.TXT")]
    [InlineData("a.txt/")]
    [InlineData("./a.txt")]
    [InlineData("MANIFEST.xml")]
    [Evidence(EvidenceKind.Analytic, "file systems that do not tell upper from lower case")]
    public void Two_names_for_one_file_are_refused(string name) => Assert.Equal("OMX1004", Assert.Single(Read(ArchiveBytes.With((name, []))).Diagnostics).Code);

    [Theory, InlineData(Symlink), InlineData(Fifo)]
    [Evidence(EvidenceKind.Analytic, "the file types of stat(2) in the upper half of the attributes")]
    public void Links_and_devices_are_refused(int attributes)
    {
        byte[] zip = ArchiveBytes.Zip([("manifest.xml", Encoding.UTF8.GetBytes(ArchiveBytes.Manifest)), ("a.txt", "/etc/passwd"u8.ToArray())], e =>
        {
            if (e.Name == "a.txt") e.ExternalAttributes = attributes;
        });

        Assert.Equal("OMX1005", Assert.Single(Read(zip).Diagnostics).Code);
    }

    [Theory]
    [InlineData("--max-archive-entries", 2, 1_000_000, 1_000_000, 10_000)]
    [InlineData("--max-entry-bytes", 10, 100_000, 1_000_000, 10_000)]
    [InlineData("--max-archive-bytes", 10, 1_000_000, 250_000, 10_000)]
    [InlineData("--max-archive-ratio", 10, 1_000_000, 1_000_000, 100)]
    [Evidence(EvidenceKind.Analytic, "two files of 200,000 equal bytes")]
    public void Each_limit_is_named_with_the_option_that_raises_it(string option, int entries, long each, long all, int ratio)
    {
        byte[] zip = ArchiveBytes.With(("big.bin", new byte[200_000]), ("big2.bin", new byte[200_000]));

        Checked<CombineArchive> read = ArchiveReader.Read("test.omex", zip, new ArchiveLimits(entries, each, all, ratio), SbmlLimits.Default);

        Diagnostic said = Assert.Single(read.Diagnostics);
        Assert.Equal("OMX1002", said.Code);
        Assert.StartsWith(option, said.Hint, StringComparison.Ordinal);
        Assert.NotNull(ArchiveReader.Read("test.omex", zip, new ArchiveLimits(10, 1_000_000, 1_000_000, 10_000), SbmlLimits.Default).Value);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the sizes in the directory are overwritten by 1")]
    public void An_archive_that_says_it_is_small_is_counted_all_the_same()
    {
        byte[] zip = ArchiveBytes.With(("big.bin", new byte[300_000]));
        int at = zip.AsSpan().LastIndexOf("big.bin"u8) - 46;   // the central header of 46 bytes, whose length is at 24
        Assert.Equal("PK\u0001\u0002"u8.ToArray(), zip[at..(at + 4)]);
        zip.AsSpan(at + 24, 4).Clear();
        zip[at + 24] = 1;

        Checked<CombineArchive> read = ArchiveReader.Read("test.omex", zip, ArchiveLimits.Default with { MaxEntryBytes = 100_000 }, SbmlLimits.Default);

        Assert.Null(read.Value);   // as too large, or as damaged: the runtime may stop reading at the length that the directory gives
        Assert.Contains(read.Diagnostics, d => d.Code is "OMX1001" or "OMX1002");
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one bit of the content changed")]
    public void Damage_is_seen_by_the_check_sum()
    {
        byte[] noise = [.. Enumerable.Range(0, 64).Select(k => (byte)(k * 97))];
        byte[] zip = ArchiveBytes.With(("noise.bin", noise));
        int at = zip.AsSpan().IndexOf(noise.AsSpan(0, 16));
        Assert.True(at > 0, "the content is not stored as it is; choose another");
        zip[at + 8] ^= 1;

        Assert.Equal("OMX1001", Assert.Single(Read(zip).Diagnostics).Code);
    }

    [Theory, InlineData(0), InlineData(10), InlineData(200)]
    [Evidence(EvidenceKind.Analytic, "no ZIP ends so")]
    public void What_is_no_archive_is_said_to_be_none(int length) => Assert.Equal("OMX1001", Assert.Single(Read(ArchiveBytes.With()[..length]).Diagnostics).Code);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an archive without manifest.xml is a ZIP file and no more")]
    public void A_manifest_is_needed() => Assert.Equal("OMX1006", Assert.Single(Read(ArchiveBytes.Zip([("a.txt", [1])])).Diagnostics).Code);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the manifest above")]
    public void What_the_manifest_has_and_has_not_is_reported()
    {
        byte[] absent = ArchiveBytes.Zip([("manifest.xml", Encoding.UTF8.GetBytes(ArchiveBytes.Manifest.Replace("./a.txt", "./b.txt", StringComparison.Ordinal))), ("a.txt", [1])]);

        Assert.Contains(Read(absent).Diagnostics, d => d is { Code: "OMX1007", Severity: Severity.Error } && d.Source.Position(d.Span.Start).Line == 5);
        Assert.Contains(Read(ArchiveBytes.With(("extra.txt", [1]))).Diagnostics, d => d is { Code: "OMX1008", Severity: Severity.Warning } && d.Message.Contains("extra.txt", StringComparison.Ordinal));
    }

    [Theory, InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]><omexManifest/>", "SBM1001"), InlineData("<omexManifest", "SBM1001"), InlineData("<html/>", "OMX1006")]
    [Evidence(EvidenceKind.Analytic, "XML 1.0, and no document type definition")]
    public void A_manifest_that_is_none_is_refused(string text, string code) =>
        Assert.Contains(Read(ArchiveBytes.Zip([("manifest.xml", Encoding.UTF8.GetBytes(text))])).Diagnostics, d => d.Code == code);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "what is written is read, and the same content gives the same bytes")]
    public void An_archive_that_is_written_comes_back_and_repeats_to_the_byte()
    {
        ArchiveEntry[] entries =
        [
            new("model/x.sedml", "<sedML/>"u8.ToArray(), CombineFormats.Sedml, IsMaster: true),
            new("y.sedml", "<sedML/>"u8.ToArray(), CombineFormats.Sedml),
            new("metadata.rdf", """
                <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/terms/">
                  <rdf:Description rdf:about="."><dc:title>Two antibodies</dc:title>
                    <dc:creator><rdf:Description><dc:name>A. Person</dc:name></rdf:Description></dc:creator>
                    <dc:license rdf:resource="https://spdx.org/licenses/CC0-1.0"/></rdf:Description>
                </rdf:RDF>
                """u8.ToArray(), CombineFormats.Metadata),
        ];

        byte[] first = ArchiveWriter.Write(entries), second = ArchiveWriter.Write(entries.Reverse());
        CombineArchive read = Read(first).Value!;

        Assert.Equal(first, second);
        Assert.Equal(entries.OrderBy(e => e.Path, StringComparer.Ordinal).Select(e => (e.Path, e.Format, e.IsMaster, Convert.ToHexString(e.Content.Span))), read.Entries.Select(e => (e.Path, e.Format, e.IsMaster, Convert.ToHexString(e.Content.Span))));
        Assert.Equal("model/x.sedml", Assert.Single(read.Experiments).Path);
        Assert.Equal([new(".", "title", "Two antibodies"), new(".", "creator", "A. Person"), new(".", "license", "https://spdx.org/licenses/CC0-1.0")], read.Metadata);
    }

    [Theory, InlineData("../x"), InlineData("MANIFEST.XML")]
    [Evidence(EvidenceKind.Analytic, "what is refused is not written either")]
    public void A_path_that_would_be_refused_is_not_written(string path) => Assert.Throws<ArgumentException>(() => ArchiveWriter.Write([new ArchiveEntry(path, new byte[1], "")]));

    private static Checked<CombineArchive> Read(byte[] bytes) => ArchiveReader.Read("test.omex", bytes, ArchiveLimits.Default, SbmlLimits.Default);
}
