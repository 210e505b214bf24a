using System.Text.RegularExpressions;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Synergy;
using Blockade.Testing;

namespace Blockade.Tests.Files;

/// <summary>Plates: each code has a bad one, <c>CODE-what.csv</c>, read as viability, and what Blockade says of it.</summary>
public partial class PlateReaderTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Blockade.Tests", "Files", "samples");
    private static readonly string Example = Path.Combine(Repository.Root, "docs", "examples", "my-plate.csv");

    public static TheoryData<string> Samples => [.. Directory.GetFiles(Folder, "PLT*.csv").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Samples))]
    [Evidence(EvidenceKind.Analytic, "the transcript beside the sample, read by a person when it changes (BLOCKADE_ACCEPT=1 rewrites it)")]
    public void A_bad_plate_gets_its_transcript(string sample)
    {
        string path = Path.Combine(Folder, sample);

        Checked<CombinationPlates> read = PlateReader.Read(new SourceText(sample, File.ReadAllText(path)), PlateResponse.Viability);

        Assert.Contains(sample[..7], read.Diagnostics.Select(d => d.Code));
        Transcript.Check(Path.ChangeExtension(path, ".expected"), read.Diagnostics.Select(d => d.Render()));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the codes in the source")]
    public void Every_code_of_plates_has_a_sample()
    {
        IEnumerable<string> codes = Code().Matches(File.ReadAllText(Path.Combine(Repository.Root, "src", "Blockade", "Files", "PlateReader.cs"))).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(codes, Samples.Select(s => s.Data[..7]));
    }

    [Theory]
    [InlineData("block_id,drug1,drug2,conc1,conc2,response,conc_unit")]
    [InlineData("PairIndex,Drug1,Drug2,Conc1,Conc2,Response,ConcUnit")]
    [InlineData("BlockId,DrugRow,DrugCol,ConcRow,ConcCol,Inhibition,ConcUnit")]
    [InlineData("block_id,drug_row,drug_col,conc_r,conc_c,response,conc_r_unit")]
    [Evidence(EvidenceKind.OtherProgram, "column names that synergyfinder 3.7.3 takes")]
    public void Every_dialect_of_the_header_is_read(string header)
    {
        string[] lines = File.ReadAllLines(Example);
        CombinationPlates expected = PlateReader.Read(new SourceText("a.csv", string.Join('\n', lines)), PlateResponse.Viability).Value!;
        lines[1] = header;

        CombinationPlates read = PlateReader.Read(new SourceText("b.csv", string.Join('\n', lines)), PlateResponse.Viability).Value!;

        Assert.Equal(expected.Plates[0].Matrix.Wells, read.Plates[0].Matrix.Wells);
        Assert.Equal(expected.Plates[0] with { Matrix = read.Plates[0].Matrix }, read.Plates[0]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "inhibition is 100 less viability")]
    public void Viability_and_inhibition_are_two_ways_to_say_one_plate()
    {
        string[] lines = File.ReadAllLines(Example);
        string[] turned = [.. lines.Select((l, i) => i < 2 ? l : Turned(l))];

        DoseMatrix viability = PlateReader.Read(new SourceText("a.csv", string.Join('\n', lines)), PlateResponse.Viability).Value!.Plates[0].Matrix;
        DoseMatrix inhibition = PlateReader.Read(new SourceText("b.csv", string.Join('\n', turned)), PlateResponse.Inhibition).Value!.Plates[0].Matrix;

        // one subtraction of numbers near 100, then the mean of three
        for (int c = 0; c < viability.CellCount; c++) Assert.Equal(viability.Mean(c), inhibition.Mean(c), 1e-14);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "synergyfinder's own tables of Mathews 2012 and O'Neil 2016")]
    public void The_packages_own_tables_are_read_without_a_word()
    {
        CorpusArchive archive = CorpusArchive.Open("synergy-reference.tar.gz");

        foreach ((string file, PlateResponse response, int wells) in new[] { ("mathews", PlateResponse.Viability, 36), ("ONEIL", PlateResponse.Inhibition, 100) })
        {
            Checked<CombinationPlates> read = PlateReader.Read(new SourceText(file, archive[$"synergyfinder/{file}_screening_data.csv"]), response);

            Assert.Equal((2, wells), (read.Value!.Plates.Length, read.Value.Plates[0].Matrix.Wells.Length));
            Assert.DoesNotContain(read.Diagnostics, d => d.Severity == Severity.Error);
        }
    }

    private static string Turned(string line)
    {
        string[] cells = line.Split(',');
        cells[5] = (100 - decimal.Parse(cells[5], System.Globalization.CultureInfo.InvariantCulture)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return string.Join(',', cells);
    }

    [GeneratedRegex("\"(PLT[0-9]{4})\"")]
    private static partial Regex Code();
}
