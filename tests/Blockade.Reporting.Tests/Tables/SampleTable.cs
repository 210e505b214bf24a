namespace Blockade.Reporting.Tests.Tables;

/// <summary>A table with every kind of column and every awkward cell.</summary>
internal static class SampleTable
{
    public static Table All { get; } = new("awkward", "Awkward cells",
    [
        new Column.Text("label", "a text", ["plain", "a,b", "say \"no\"", "two\nlines", "", " edge ", "\u00B5g/mL \u2265 5", "cr\rlf"]),
        new Column.Number("hazard", "1/month", "a number", [0.1, -0.0, double.NaN, 1e-300, 0.1 + 0.2, double.PositiveInfinity, -1234567.25, 5e-324]),
        new Column.Integer("n", "1", "a count", [0, -1, long.MaxValue, long.MinValue, 4, 5, 6, 7]),
        new Column.Boolean("event", "a flag", [true, false, true, true, false, false, true, false]),
    ]);

    public static byte[] Bytes(Action<Table, Stream> write, Table table)
    {
        using var stream = new MemoryStream();
        write(table, stream);
        return stream.ToArray();
    }
}
