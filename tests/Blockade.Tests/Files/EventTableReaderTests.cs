using System.Text.RegularExpressions;
using Blockade.Dosing;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.Files;

/// <summary>Tables of doses: each code has a bad one, <c>CODE-what.csv</c>, and what Blockade says of it.</summary>
public partial class EventTableReaderTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Blockade.Tests", "Files", "samples");

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Folder, "EVT*.csv").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    [Evidence(EvidenceKind.Analytic, "the transcript beside the sample, read by a person when it changes (BLOCKADE_ACCEPT=1 rewrites it)")]
    public void A_bad_table_gets_its_transcript(string sample)
    {
        string path = Path.Combine(Folder, sample);

        Checked<EventTable> read = EventTableReader.Read(new SourceText(sample, File.ReadAllText(path)));

        Assert.Null(read.Value);
        Assert.Contains(sample[..7], read.Diagnostics.Select(d => d.Code));
        Transcript.Check(Path.ChangeExtension(path, ".expected"), read.Diagnostics.Select(d => d.Render()));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the codes in the source")]
    public void Every_code_of_tables_has_a_sample()
    {
        IEnumerable<string> codes = Code().Matches(File.ReadAllText(Path.Combine(Repository.Root, "src", "Blockade", "Files", "EventTableReader.cs"))).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(codes, Samples.Select(s => s.Data[..7]).Distinct());
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the case of names, the order of columns and how a missing value is written change nothing; EVID follows from AMT")]
    public void The_writing_of_a_table_does_not_matter()
    {
        EventTable one = Read("ID,TIME,EVID,AMT,RATE,WT\n7,0,1,10,5,70\n7,1,0,.,NA,\n");
        EventTable other = Read("# a remark\nwt,amt,Tinf,time,id\n70,10,2,0,7\n,,,1,7\n");

        Assert.Equal(one.Subjects[0].Records.Select(r => r with { Line = 0, Values = [] }), other.Subjects[0].Records.Select(r => r with { Line = 0, Values = [] }));
        Assert.Equal(["WT"], one.Columns);
        Assert.Equal([70, double.NaN], other.Subjects[0].Records.Select(r => r.Values[0]));
    }

    private static EventTable Read(string text)
    {
        Checked<EventTable> read = EventTableReader.Read(new SourceText("doses.csv", text));
        Assert.Empty(read.Diagnostics);
        return read.Value!;
    }

    [GeneratedRegex("\"(EVT[0-9]{4})\"")]
    private static partial Regex Code();
}
