using Blockade.Testing;
using Blockade.Tumours;

namespace Blockade.Tests.Tumours;

/// <summary>Tables of scans worked out by hand from the criteria. A scan is written "day:sum", with an asterisk for a new lesion.</summary>
public class RecistReaderTests
{
    [Theory]
    [InlineData(100, "63:100", "SD")]
    [InlineData(100, "63:70", "PR")]            // 30 % is reached exactly
    [InlineData(100, "63:70.001", "SD")]
    [InlineData(100, "63:0", "CR")]
    [InlineData(100, "63:120", "PD")]           // 20 % over the baseline, the smallest sum so far
    [InlineData(100, "63:119.999", "SD")]
    [InlineData(100, "63:50 126:60", "PR PD")]  // 20 % over 50, although 40 % under the baseline
    [InlineData(100, "63:50 126:59.999", "PR PR")]
    [InlineData(100, "63:50 126:40 189:47.9 252:48", "PR PR PR PD")]
    [InlineData(100, "63:100*", "PD")]
    [InlineData(100, "63:50 126:45*", "PR PD")] // a new lesion outweighs any shrinking
    [InlineData(100, "63:0 126:0 189:1", "CR CR PD")]   // any lesion that comes back has grown from nothing
    [InlineData(10, "63:12", "PD")]             // 2 mm are enough in 1.0
    [InlineData(0.3, "63:0.36", "PD")]          // 0.36 - 0.3 is less than 0.06 in binary: rounding must not decide
    [Evidence(EvidenceKind.Published, "Therasse et al. 2000 (RECIST 1.0): CR none left, PR 30 % under baseline, PD 20 % over the smallest sum or a new lesion; inclusive")]
    public void Scans_are_read_by_version_1_0(double baseline, string scans, string expected) =>
        Assert.Equal(expected, Read("1.0", baseline, scans).Responses);

    [Theory]
    [InlineData(10, "63:12", "SD")]             // 20 % but 2 mm
    [InlineData(10, "63:14.999", "SD")]
    [InlineData(10, "63:15", "PD")]             // 50 % and 5 mm
    [InlineData(25, "63:30", "PD")]             // 20 % and 5 mm at once
    [InlineData(100, "63:115", "SD")]           // 15 mm but 15 %
    [InlineData(100, "63:120", "PD")]
    [InlineData(100, "63:10 126:14", "PR PR")]  // 40 % over the smallest sum, but 4 mm
    [InlineData(100, "63:10 126:15", "PR PD")]
    [InlineData(100, "63:10*", "PD")]
    [Evidence(EvidenceKind.Published, "Eisenhauer et al. 2009 (RECIST 1.1): as 1.0, and progression needs 5 mm over the smallest sum as well")]
    public void Scans_are_read_by_version_1_1(double baseline, string scans, string expected) =>
        Assert.Equal(expected, Read("1.1", baseline, scans).Responses);

    [Theory, InlineData("1.0"), InlineData("1.1")]
    [Evidence(EvidenceKind.Published, "Schwartz et al. 2016, doi:10.1016/j.ejca.2016.03.081: a lesion that reappears after a complete response is progression, whatever its size")]
    public void What_comes_back_after_a_complete_response_is_progression(string version) =>
        Assert.Equal("CR CR PD", Read(version, 50, "63:0 126:0 189:3").Responses);

    [Theory]
    [InlineData("63:60 126:60", "PR")]
    [InlineData("63:60 126:90", "SD")]          // 90 is 50 % over 60: progression, but no response was ever confirmed and stable disease was
    [InlineData("63:60", "SD")]                 // once is not enough
    [InlineData("63:60 90:60", "SD")]           // 27 days apart
    [InlineData("63:60 91:60", "PR")]           // 28 days apart: four weeks
    [InlineData("63:0 126:60", "SD")]           // after a complete response a lesion is back: progression, and nothing was confirmed
    [InlineData("63:60 126:0", "PR")]           // complete only once, but partial at least twice
    [InlineData("63:60 126:0 189:0", "CR")]
    [InlineData("63:0 126:0 189:30", "CR")]     // progression later does not take it back
    [InlineData("63:60 126:71 189:60 252:60", "PR")]   // broken off, then confirmed; 71 is 18 % over 60
    [InlineData("63:130", "PD")]
    [InlineData("", "NE")]
    [Evidence(EvidenceKind.Published, "Therasse et al. 2000: a response is confirmed by a repeat assessment not less than four weeks later")]
    public void The_best_response_needs_a_second_scan(string scans, string expected) =>
        Assert.Equal(expected, Read("1.0", 100, scans).Best);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "rules as they stand in a table, each changed by itself")]
    public void Rules_that_are_changed_are_obeyed()
    {
        ResponseCriteria rules = SampleTumour.Recist("1.1");

        Assert.Equal(("PR", "PR"), Read("", 100, "63:60", rules with { ConfirmedAfterDays = null }));
        Assert.Equal(("PR PD", "SD"), Read("", 100, "63:60 126:66", rules with { Growth = 0.1 }));
        Assert.Equal(("SD SD", "SD"), Read("", 100, "63:60 126:60", rules with { Shrinkage = 0.5 }));
        Assert.Equal(("PR PR", "PR"), Read("", 100, "63:60 126:60*", rules with { NewLesionProgresses = false }));
        Assert.Equal(("CR CR PR", "CR"), Read("", 100, "63:0 126:0 189:4", rules with { ReappearanceProgresses = false }));
        Assert.Equal(("CR CR PD", "CR"), Read("", 100, "63:0 126:0 189:5", rules with { ReappearanceProgresses = false }));
        Assert.Equal(("CR CR PR", "CR"), Read("", 100, "63:0 126:0 189:5", rules with { ReappearanceProgresses = false, LeastGrowthMillimetres = 0 }));
        Assert.Equal(("PD", "PD"), Read("", 10, "63:12", rules with { LeastGrowthMillimetres = 2 }));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the smallest sum of all so far, baseline included")]
    public void The_nadir_is_the_smallest_sum_so_far()
    {
        var reader = new RecistReader(SampleTumour.Recist("1.0"), 100);
        var nadirs = new List<double> { reader.NadirMillimetres };
        foreach ((double day, double sum) in new[] { (63.0, 105.0), (126, 80), (189, 40), (252, 47), (315, 39) })
        {
            reader.Read(day, sum, newLesion: false);
            nadirs.Add(reader.NadirMillimetres);
        }

        Assert.Equal([100, 100, 80, 40, 40, 39], nadirs);
    }

    private static (string Responses, string Best) Read(string version, double baseline, string scans, ResponseCriteria? criteria = null)
    {
        var reader = new RecistReader(criteria ?? SampleTumour.Recist(version), baseline);
        string[] responses =
        [
            .. scans.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scan =>
            {
                string[] parts = scan.TrimEnd('*').Split(':');
                return Short(reader.Read(
                    double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture),
                    double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), scan.EndsWith('*')).Overall);
            }),
        ];
        return (string.Join(' ', responses), Short(reader.Best));
    }

    private static string Short(Response response) => response switch
    {
        Response.Complete => "CR",
        Response.Partial => "PR",
        Response.Stable => "SD",
        Response.Progression => "PD",
        _ => "NE",
    };
}
