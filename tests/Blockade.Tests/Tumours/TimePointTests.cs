using Blockade.Testing;
using Blockade.Tumours;

namespace Blockade.Tests.Tumours;

/// <summary>The published tables of responses, cell by cell, as the criteria that ship read them. "-" is a patient without such lesions, NN is non-CR/non-PD.</summary>
public class TimePointTests
{
    [Theory]
    [InlineData("CR", "CR", false, "CR")]
    [InlineData("CR", "-", false, "CR")]        // no such lesions: nothing that could keep it from being complete
    [InlineData("CR", "NN", false, "PR")]
    [InlineData("CR", "NE", false, "PR")]
    [InlineData("PR", "CR", false, "PR")]       // non-PD or not all evaluated
    [InlineData("PR", "NN", false, "PR")]
    [InlineData("PR", "NE", false, "PR")]
    [InlineData("PR", "-", false, "PR")]
    [InlineData("SD", "CR", false, "SD")]
    [InlineData("SD", "NN", false, "SD")]
    [InlineData("SD", "NE", false, "SD")]
    [InlineData("SD", "-", false, "SD")]
    [InlineData("NE", "CR", false, "NE")]
    [InlineData("NE", "NN", false, "NE")]
    [InlineData("NE", "-", false, "NE")]
    [InlineData("PD", "CR", false, "PD")]       // PD, any, yes or no
    [InlineData("PD", "NN", false, "PD")]
    [InlineData("PD", "NE", true, "PD")]
    [InlineData("PD", "PD", true, "PD")]
    [InlineData("CR", "PD", false, "PD")]       // any, PD, yes or no
    [InlineData("PR", "PD", true, "PD")]
    [InlineData("SD", "PD", false, "PD")]
    [InlineData("NE", "PD", false, "PD")]
    [InlineData("CR", "CR", true, "PD")]        // any, any, yes
    [InlineData("PR", "NN", true, "PD")]
    [InlineData("SD", "NE", true, "PD")]
    [InlineData("NE", "NE", true, "PD")]
    [Evidence(EvidenceKind.Published, "Eisenhauer et al. 2009 (RECIST 1.1), table 1: patients with target disease")]
    public void A_time_point_with_target_lesions_is_that_of_table_1(string target, string nonTarget, bool newLesion, string expected) =>
        Assert.Equal(expected, TimePoint("1.1", target, nonTarget, newLesion));

    [Theory]
    [InlineData("CR", false, "CR")]
    [InlineData("NN", false, "NN")]
    [InlineData("NE", false, "NE")]
    [InlineData("PD", false, "PD")]             // unequivocal PD, yes or no
    [InlineData("PD", true, "PD")]
    [InlineData("CR", true, "PD")]              // any, yes
    [InlineData("NN", true, "PD")]
    [InlineData("NE", true, "PD")]
    [Evidence(EvidenceKind.Published, "Eisenhauer et al. 2009 (RECIST 1.1), table 2: patients with non-target disease only")]
    public void A_time_point_without_target_lesions_is_that_of_table_2(string nonTarget, bool newLesion, string expected) =>
        Assert.Equal(expected, TimePoint("1.1", "-", nonTarget, newLesion));

    [Theory]
    [InlineData("CR", "CR", false, "CR")]
    [InlineData("CR", "NN", false, "PR")]       // incomplete response or stable disease
    [InlineData("PR", "CR", false, "PR")]       // non-PD
    [InlineData("PR", "NN", false, "PR")]
    [InlineData("SD", "CR", false, "SD")]
    [InlineData("SD", "NN", false, "SD")]
    [InlineData("PD", "CR", false, "PD")]
    [InlineData("PD", "NN", true, "PD")]
    [InlineData("CR", "PD", false, "PD")]
    [InlineData("SD", "PD", true, "PD")]
    [InlineData("CR", "CR", true, "PD")]
    [InlineData("PR", "NN", true, "PD")]
    [InlineData("-", "NN", false, "SD")]        // one name for both: table of non-target lesions
    [InlineData("-", "CR", false, "CR")]
    [Evidence(EvidenceKind.Published, "Therasse et al. 2000 (RECIST 1.0), overall responses for all possible combinations of tumour responses in target and non-target lesions")]
    public void A_time_point_is_that_of_version_1_0(string target, string nonTarget, bool newLesion, string expected) =>
        Assert.Equal(expected, TimePoint("1.0", target, nonTarget, newLesion));

    [Theory]
    [InlineData("CR CR", "CR", "CR")]
    [InlineData("CR PD", "SD", "PD")]           // SD if the least duration of stable disease was met at the first, else PD
    [InlineData("CR SD", "SD", "SD")]           // the second is late enough for stable disease by itself
    [InlineData("CR NE", "SD", "NE")]
    [InlineData("PR CR", "PR", "PR")]
    [InlineData("PR PR", "PR", "PR")]
    [InlineData("PR SD", "SD", "SD")]
    [InlineData("PR PD", "SD", "PD")]
    [InlineData("PR NE", "SD", "NE")]
    [InlineData("NE NE", "NE", "NE")]
    [InlineData("PR NE PR", "PR", "PR")]        // in most trials this is a confirmed response: section 4.6
    [Evidence(EvidenceKind.Published, "Eisenhauer et al. 2009 (RECIST 1.1), table 3: best overall response when confirmation of CR and PR is required")]
    public void The_best_response_is_that_of_table_3(string scans, string late, string early)
    {
        ResponseCriteria rules = SampleTumour.Recist("1.1") with { StableAfterDays = 42 };

        Assert.Equal(late, Best(rules, scans, 63));     // the first scan is late enough for stable disease
        Assert.Equal(early, Best(rules, scans, 28));    // and here it is not, while the second is
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "Eisenhauer et al. 2009, table 3, note a: any disease after a complete response, even one that would be a partial response to baseline, is progression")]
    public void Partial_after_complete_is_progression_by_measurement()
    {
        var reader = new RecistReader(SampleTumour.Recist("1.1") with { StableAfterDays = 42 }, 100);

        Assert.Equal([Response.Complete, Response.Progression], new[] { reader.Read(63, 0, false).Overall, reader.Read(126, 40, false).Overall });
        Assert.Equal(Response.Stable, reader.Best);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the table in the file is the one that stands in for a file without")]
    public void A_table_that_is_left_out_is_that_of_version_1_1()
    {
        TimePointTable shipped = SampleTumour.Recist("1.1").TimePoints;

        Assert.Equal(19, TimePointTable.Pairs.Count());   // five by four, less a patient without any lesion
        Assert.All(TimePointTable.Pairs, p => Assert.Equal(shipped.Of(p.Target, p.NonTarget), TimePointTable.Recist11.Of(p.Target, p.NonTarget)));
        Assert.Empty(shipped.Missing);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "non-target disease once complete and not yet confirmed is non-CR/non-PD so far")]
    public void Without_targets_an_unconfirmed_response_is_neither()
    {
        var reader = new RecistReader(SampleTumour.Recist("1.1"), null, 40);

        Assert.Equal(new ScanResponse(Response.Complete, null, Response.Complete, false), reader.Read(63, null, false, 0));
        Assert.Equal(Response.Persisting, reader.Best);
        reader.Read(126, null, false, 0);
        Assert.Equal((Response.Complete, 63.0), (reader.Best, reader.ResponseDay));
    }

    private static string TimePoint(string version, string target, string nonTarget, bool newLesion)
    {
        (Response? t, Response? n) = (Called(target), Called(nonTarget));
        var reader = new RecistReader(SampleTumour.Recist(version), t is null ? null : 100, n is null ? null : 50);
        return Short(reader.ReadCalls(63, t, n, newLesion).Overall);
    }

    private static string Best(ResponseCriteria rules, string scans, double firstDay)
    {
        var reader = new RecistReader(rules, 100);
        double day = firstDay;
        foreach (string scan in scans.Split(' '))
        {
            reader.ReadCalls(day, Called(scan), null, false);
            day += 63;
        }

        return Short(reader.Best);
    }

    private static Response? Called(string word) => word switch
    {
        "CR" => Response.Complete,
        "PR" => Response.Partial,
        "SD" => Response.Stable,
        "PD" => Response.Progression,
        "NN" => Response.Persisting,
        "NE" => Response.NotEvaluable,
        _ => null,
    };

    private static string Short(Response response) => response switch
    {
        Response.Complete => "CR",
        Response.Partial => "PR",
        Response.Stable => "SD",
        Response.Progression => "PD",
        Response.Persisting => "NN",
        _ => "NE",
    };
}
