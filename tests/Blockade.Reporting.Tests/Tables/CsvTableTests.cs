using System.Globalization;
using System.Text;
using Blockade.Testing;
using CsCheck;

namespace Blockade.Reporting.Tests.Tables;

public sealed class CsvTableTests
{
    [Fact, Evidence(EvidenceKind.Analytic, "RFC 4180 section 2, rules 5 to 7")]
    public void Quotes_stand_exactly_where_a_reader_needs_them()
    {
        string csv = Text(SampleTable.All);

        Assert.Equal(
            "label,hazard [1/month],n [1],event\n"
            + "plain,0.1,0,true\n"
            + "\"a,b\",-0,-1,false\n"
            + "\"say \"\"no\"\"\",,9223372036854775807,true\n"
            + "\"two\nlines\",1E-300,-9223372036854775808,true\n"
            + ",0.30000000000000004,4,false\n"
            + "\" edge \",Infinity,5,false\n"
            + "\u00B5g/mL \u2265 5,-1234567.25,6,true\n"
            + "\"cr\rlf\",5E-324,7,false\n", csv);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "RFC 4180: an empty line is no record")]
    public void An_empty_cell_of_a_lone_column_is_still_a_record() =>
        Assert.Equal("a\n\"\"\nx\n", Text(new Table("t", "T", [new Column.Text("a", "x", ["", "x"])])));

    [Fact, Evidence(EvidenceKind.Analytic, "a unit with a comma, such as mg,dry")]
    public void A_heading_is_quoted_like_a_cell() =>
        Assert.Equal("\"a [mg,dry]\",b [1]\n", Text(new Table("t", "T", [new Column.Number("a", "mg,dry", "x", []), new Column.Number("b", "1", "x", [])])));

    [Fact, Evidence(EvidenceKind.Metamorphic, "same table, another culture, and again")]
    public void Bytes_do_not_depend_on_culture_or_repetition()
    {
        byte[] expected = SampleTable.Bytes(CsvTable.Write, SampleTable.All);
        using var foreign = new ForeignCulture();

        Assert.Equal("0,5", 0.5.ToString(CultureInfo.CurrentCulture));   // the culture does what it should
        Assert.Equal(expected, SampleTable.Bytes(CsvTable.Write, SampleTable.All));
        Assert.NotEqual(0xEF, expected[0]);   // no byte order mark
    }

    [Fact, Evidence(EvidenceKind.Analytic, "shortest round-trip formatting of IEEE doubles")]
    public void Every_double_reads_back_to_the_same_bits() => Gen.Double.Array[1, 20].Sample(values =>
    {
        var table = new Table("t", "T",
            [new Column.Number("a", "1", "x", [.. values]), new Column.Integer("b", "1", "x", [.. values.Select(_ => 0L)])]);
        string[] lines = Text(table).Split('\n');
        for (int i = 0; i < values.Length; i++)
        {
            string cell = lines[i + 1].Split(',')[0];
            double back = cell.Length == 0 ? double.NaN : double.Parse(cell, CultureInfo.InvariantCulture);
            Assert.True(double.IsNaN(values[i]) ? double.IsNaN(back) : BitConverter.DoubleToInt64Bits(values[i]) == BitConverter.DoubleToInt64Bits(back));
        }
    });

    private static string Text(Table table) => Encoding.UTF8.GetString(SampleTable.Bytes(CsvTable.Write, table));
}
