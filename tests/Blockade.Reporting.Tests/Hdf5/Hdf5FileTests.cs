using System.Collections.Immutable;
using System.Text;
using Blockade.Testing;
using PureHDF;

namespace Blockade.Reporting.Tests.Hdf5;

/// <summary>What another library reads from the files.</summary>
public class Hdf5FileTests
{
    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "PureHDF 2.2.0")]
    public void Numbers_and_texts_are_read_as_they_were_written()
    {
        double[] values = [0, -1.5, double.NaN, double.PositiveInfinity, 1e-310, 6.02214076e23];
        string[] labels = ["time", "", "Ångström, ≥ 1", new string('x', 5000)];
        byte[] bytes = Hdf5File.Write(
            new Dictionary<string, Hdf5DataSet>
            {
                ["a/b.sedml/report"] = new([2, 3], [.. values], [new("_type", "SedReport"), new("labels", [.. labels])]),
                ["a/b.sedml/cube"] = new([1, 2, 1, 3], [.. values], []),
                ["empty"] = new([3, 0], [], []),
            },
            new Dictionary<string, ImmutableArray<Hdf5Attribute>> { ["a/b.sedml"] = [new("uri", "a/b.sedml")] });

        using var file = H5File.Open(new MemoryStream(bytes));

        IH5Dataset report = file.Dataset("/a/b.sedml/report");
        Assert.Equal([2, 3], report.Space.Dimensions);
        Assert.Equal(values, report.Read<double[]>());
        Assert.Equal("SedReport", report.Attribute("_type").Read<string>());
        Assert.Equal(labels, report.Attribute("labels").Read<string[]>().Select(s => s ?? ""));
        Assert.Equal([1, 2, 1, 3], file.Dataset("/a/b.sedml/cube").Space.Dimensions);
        Assert.Equal([3, 0], file.Dataset("/empty").Space.Dimensions);
        Assert.Equal("a/b.sedml", file.Group("/a/b.sedml").Attribute("uri").Read<string>());
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "PureHDF 2.2.0: a list of the longest kind, and more links than fit 64 KiB")]
    public void Long_lists_and_large_groups_are_read_whole()
    {
        ImmutableArray<string> texts = [.. Enumerable.Range(0, Hdf5Attribute.MostTexts).Select(k => $"species number {k}")];
        Dictionary<string, Hdf5DataSet> sets = Enumerable.Range(0, 3000).ToDictionary(k => $"g/data set {k}", k => new Hdf5DataSet([1], [k], k == 7 ? [new("texts", texts)] : []));

        using var file = H5File.Open(new MemoryStream(Hdf5File.Write(sets, new Dictionary<string, ImmutableArray<Hdf5Attribute>>())));

        Assert.Equal(3000, file.Group("/g").Children().Count());
        Assert.Equal([2999.0], file.Dataset("/g/data set 2999").Read<double[]>());
        Assert.Equal(texts, file.Dataset("/g/data set 7").Attribute("texts").Read<string[]>());
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Bob Jenkins, lookup3.c, driver5: hashlittle of 'Four score and seven years ago' with a start of 0")]
    public void The_check_sum_is_the_published_one()
    {
        Assert.Equal(0x17770551u, Hdf5Checksum.Of("Four score and seven years ago"u8));
        Assert.Equal(0xDEADBEEFu, Hdf5Checksum.Of([]));
    }

    [Theory]
    [InlineData("a//b")]
    [InlineData("")]
    [InlineData("/a")]
    [Evidence(EvidenceKind.Analytic, "a link has a name")]
    public void A_path_without_a_name_is_refused(string path) =>
        Assert.Throws<ArgumentException>(() => Hdf5File.Write(new Dictionary<string, Hdf5DataSet> { [path] = new([1], [1], []) }, new Dictionary<string, ImmutableArray<Hdf5Attribute>>()));

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the order of a dictionary is none")]
    public void The_same_content_gives_the_same_bytes()
    {
        (string, Hdf5DataSet)[] sets = [("b", new([1], [1], [new("t", "x")])), ("a/c", new([1], [2], []))];
        byte[] Write(IEnumerable<(string Path, Hdf5DataSet Set)> all) => Hdf5File.Write(all.ToDictionary(s => s.Path, s => s.Set), new Dictionary<string, ImmutableArray<Hdf5Attribute>>());

        Assert.Equal(Write(sets), Write(sets.Reverse()));
        Assert.Equal("\u0089HDF"[1..], Encoding.Latin1.GetString(Write(sets), 1, 3));
    }
}
