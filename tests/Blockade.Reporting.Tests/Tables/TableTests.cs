using Blockade.Testing;

namespace Blockade.Reporting.Tests.Tables;

public sealed class TableTests
{
    [Fact, Evidence(EvidenceKind.Analytic, "contract of Table")]
    public void Columns_of_different_length_are_refused_and_named()
    {
        var error = Assert.Throws<ArgumentException>(() => new Table("t", "T",
            [new Column.Integer("a", "1", "x", [1, 2]), new Column.Integer("b", "1", "x", [1])]));

        Assert.Contains("'b' has 1 cells, 'a' 2", error.Message);
    }

    [Fact, Evidence(EvidenceKind.Analytic, "contract of Table: names differ even where case is not told apart")]
    public void Two_columns_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => new Table("t", "T", [new Column.Integer("a", "1", "x", []), new Column.Boolean("A", "x", [])]));

    [Theory, InlineData(""), InlineData("two\nlines")]
    [Evidence(EvidenceKind.Analytic, "contract of Column: no number without a unit")]
    public void A_number_has_a_unit_on_one_line(string unit) =>
        Assert.Throws<ArgumentException>(() => new Column.Number("a", unit, "x", [1]));

    [Fact, Evidence(EvidenceKind.Analytic, "contract of Column: brackets mark the unit")]
    public void A_name_with_brackets_is_refused() => Assert.Throws<ArgumentException>(() => new Column.Number("a [h]", "h", "x", [1]));
}
