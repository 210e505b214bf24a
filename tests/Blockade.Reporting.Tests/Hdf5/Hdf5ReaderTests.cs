using System.Collections.Immutable;
using Blockade.Testing;

namespace Blockade.Reporting.Tests.Hdf5;

/// <summary>What is read from files of another program and from our own, and what of damaged ones.</summary>
/// <remarks><c>h5py-report.h5</c> was written by h5py 3.7.0 with HDF5 1.10.8: 5 data sets of 7 values, 100 i + k k / 8, plain and in chunks, and small ones of each kind.</remarks>
public class Hdf5ReaderTests
{
    private static readonly double[] Report = [.. Enumerable.Range(0, 35).Select(k => (100.0 * (k / 7)) + (k % 7 * (k % 7) / 8.0))];
    private static readonly string[] Labels = ["time", "A", "Ångström", "", new string('x', 300)];

    private static byte[] Sample => File.ReadAllBytes(Path.Combine(Repository.Root, "tests/Blockade.Reporting.Tests/Hdf5/h5py-report.h5"));

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "h5py 3.7.0 with HDF5 1.10.8 wrote the file")]
    public void A_file_of_h5py_is_read_as_it_was_written()
    {
        Hdf5Content read = Hdf5Reader.Read(Sample, 1000);

        Assert.True(read.Fault is null, $"at byte {read.Offset}: {read.Fault}");
        Assert.Equal(29, read.DataSets.Count);   // all but the texts
        Assert.Equal(Report, read.DataSets["a.sedml/single"].Values.ToArray());   // eighths are whole in single precision too
        Assert.Equal([-3, 0, 1099511627776], read.DataSets["a.sedml/integers"].Values);
        Assert.Equal([1, -2, 3], read.DataSets["a.sedml/small"].Values);
        Assert.Equal(Enumerable.Range(0, 24).Select(k => (double)k), read.DataSets["a.sedml/cube"].Values);
        Assert.Equal([2, 3, 4], read.DataSets["a.sedml/cube"].Shape);
        Assert.Empty(read.DataSets["a.sedml/scalar"].Shape);
        Assert.Equal([2.5], read.DataSets["a.sedml/scalar"].Values);
        Assert.Empty(read.DataSets["a.sedml/empty"].Values);
        Assert.Equal([0, 0, 0, 0], read.DataSets["a.sedml/unwritten"].Values);
        Assert.Equal([19], read.DataSets["many/d19"].Values);
        foreach (string name in new[] { "a.sedml/plain", "a.sedml/chunked" })
        {
            Assert.Equal([5, 7], read.DataSets[name].Shape);
            Assert.Equal(Report, read.DataSets[name].Values);
            Assert.Equal("SedReport", Texts(read.DataSets[name], "_type").Single());
            Assert.Equal(Labels, Texts(read.DataSets[name], "sedmlDataSetLabels"));
        }

        Assert.Equal(["ab", "c"], Texts(read.DataSets["a.sedml/plain"], "fixed"));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "our own writer, whose files PureHDF and h5py read as well")]
    public void Our_own_files_are_read_as_they_were_written()
    {
        double[] values = [0, -1.5, double.NaN, double.PositiveInfinity, 1e-310, 6.02214076e23];
        string[] texts = [.. Enumerable.Range(0, Hdf5Attribute.MostTexts).Select(k => $"species number {k}")];
        byte[] bytes = Hdf5File.Write(
            new Dictionary<string, Hdf5DataSet> { ["a/b.sedml/report"] = new([2, 3], [.. values], [new("uri", "a"), new("labels", [.. texts])]), ["empty"] = new([3, 0], [], []) },
            new Dictionary<string, ImmutableArray<Hdf5Attribute>> { ["a/b.sedml"] = [new("uri", "a/b.sedml")] });

        Hdf5Content read = Hdf5Reader.Read(bytes, 6);

        Assert.True(read.Fault is null, $"at byte {read.Offset}: {read.Fault}");
        Assert.Equal(values, read.DataSets["a/b.sedml/report"].Values);
        Assert.Equal(texts, Texts(read.DataSets["a/b.sedml/report"], "labels"));
        Assert.Equal([3, 0], read.DataSets["empty"].Shape);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "148 numbers, and limits below that")]
    public void A_file_of_more_numbers_than_its_limit_is_refused()
    {
        int numbers = Hdf5Reader.Read(Sample, 1000).DataSets.Sum(d => d.Value.Values.Length);

        Assert.Null(Hdf5Reader.Read(Sample, numbers).Fault);
        Assert.Contains("the limit", Hdf5Reader.Read(Sample, numbers - 1).Fault, StringComparison.Ordinal);
        Assert.Contains("the limit", Hdf5Reader.Read(Sample, 1).Fault, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a thousand files with some bytes changed, cut or set to what addresses and lengths fear: a fault with a place inside, or numbers")]
    public void Damaged_files_are_faults_with_a_place()
    {
        byte[][] originals = [Sample, Hdf5File.Write(new Dictionary<string, Hdf5DataSet> { ["x.sedml/r"] = new([2, 3], [1, 2, 3, 4, 5, 6], [new("labels", ["a", "b"])]) }, new Dictionary<string, ImmutableArray<Hdf5Attribute>>())];
        int faults = 0;
        uint state = 2463534242;
        for (int n = 0; n < 1000; n++)
        {
            byte[] bytes = [.. originals[n % 2]];
            for (int changes = Next(4); changes >= 0; changes--) bytes[Next(bytes.Length)] = (byte)new[] { 0, 1, 0x7F, 0xFF, Next(256) }[Next(5)];
            if (n % 10 == 9) bytes = bytes[..Next(bytes.Length)];
            Hdf5Content read = Hdf5Reader.Read(bytes, 100_000);
            if (read.Fault is null) continue;
            faults++;
            Assert.InRange(read.Offset, 0, long.MaxValue);
            Assert.Empty(read.DataSets);
        }

        Assert.InRange(faults, 100, 1000);

        // Marsaglia's xorshift: the same files each time
        int Next(int below)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            return (int)(state % (uint)below);
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "RFC 1950: 0x7820 begins a stream that needs a dictionary, which HDF5 never has")]
    public void A_chunk_that_asks_for_a_dictionary_is_a_fault()
    {
        byte[] bytes = Sample;
        int chunk = bytes.AsSpan().IndexOf([(byte)0x78, (byte)0x5E]);   // as zlib begins at the level of h5py
        bytes[chunk + 1] = 0x20;

        Hdf5Content read = Hdf5Reader.Read(bytes, 1000);

        Assert.Equal(("a chunk cannot be unpacked", (long)chunk), (read.Fault, read.Offset));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a group whose only member is itself")]
    public void A_file_that_leads_in_circles_ends()
    {
        byte[] bytes = Hdf5File.Write(new Dictionary<string, Hdf5DataSet> { ["g/d"] = new([1], [1], []) }, new Dictionary<string, ImmutableArray<Hdf5Attribute>>());
        ulong root = BitConverter.ToUInt64(bytes, 36);
        int link = bytes.AsSpan((int)root).IndexOf("g"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan((int)root + link + 1), root);

        Hdf5Content read = Hdf5Reader.Read(bytes, 100);

        Assert.Contains("deep", read.Fault, StringComparison.Ordinal);
        Assert.Equal((long)root, read.Offset);
    }

    private static ImmutableArray<string> Texts(Hdf5DataSet set, string name) => set.Attributes.Single(a => a.Name == name).Values;
}
