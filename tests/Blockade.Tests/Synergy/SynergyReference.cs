using System.Globalization;
using System.Text;
using System.Text.Json;
using Blockade.Synergy;
using Blockade.Testing;

namespace Blockade.Tests.Synergy;

/// <summary>The reference tables for drug combinations beside the checkout, by row and column name.</summary>
internal sealed class SynergyReference
{
    private readonly CorpusArchive _files = CorpusArchive.Open("synergy-reference.tar.gz");

    public IEnumerable<Dictionary<string, string>> Rows(string file)
    {
        string[][] rows = [.. Split(_files[file])];
        return rows.Skip(1).Where(r => r.Length == rows[0].Length).Select(r => rows[0].Zip(r).ToDictionary(p => p.First, p => p.Second));
    }

    public static double Number(string text) => text switch
    {
        "" or "nan" or "NA" or "NaN" => double.NaN,
        "Inf" or "inf" => double.PositiveInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    public static Dictionary<string, double> Parameters(string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble());
    }

    public static HillCurve Hill(JsonElement e) =>
        new(e.GetProperty("E0").GetDouble(), e.GetProperty("Emax").GetDouble(), e.GetProperty("C").GetDouble(), e.GetProperty("h").GetDouble());

    public static MusycSurface Musyc(Dictionary<string, double> p) => new(
        new HillCurve(p["E0"], p["E1"], p["C1"], p["h1"]), new HillCurve(p["E0"], p["E2"], p["C2"], p["h2"]), p["E3"],
        p["alpha12"], p["alpha21"], p.GetValueOrDefault("gamma12", 1), p.GetValueOrDefault("gamma21", 1));

    /// <summary>A block of synergyfinder's data, as percent inhibition, turned into shares.</summary>
    public DoseMatrix Block(string data, string block) => new(
    [
        .. Rows($"synergyfinder/{data}_response_inhibition.csv").Where(r => r["block_id"] == block)
            .Select(r => new Well(Number(r["conc1"]), Number(r["conc2"]), Number(r["response"]) / 100)),
    ]);

    /// <summary>A plate of the package synergy, in viability, from the table of its scores.</summary>
    public DoseMatrix Plate(string dataset, string method) => new(
    [
        .. Rows("djwooten-synergy/dataset_scores.csv").Where(r => r["dataset"] == dataset && r["method"] == method)
            .Select(r => new Well(Number(r["d1"]), Number(r["d2"]), 1 - Number(r["E"]))),
    ]);

    private static IEnumerable<string[]> Split(string text)
    {
        var row = new List<string>();
        var cell = new StringBuilder();
        bool quoted = false;
        foreach (char c in text)
        {
            if (c == '"') quoted = !quoted;   // a doubled quote toggles twice
            if (c == '\r') continue;
            if (quoted || c is not (',' or '\n'))
            {
                cell.Append(c);
                continue;
            }

            row.Add(Unquoted(cell.ToString()));
            cell.Clear();
            if (c == ',') continue;
            yield return [.. row];
            row.Clear();
        }
    }

    private static string Unquoted(string cell) => cell.StartsWith('"') ? cell[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : cell;
}
