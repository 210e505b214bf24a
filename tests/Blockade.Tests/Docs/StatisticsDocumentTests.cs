using System.Globalization;
using System.Text;
using Blockade.Testing;
using Blockade.Tests.Survival;

namespace Blockade.Tests.Docs;

public class StatisticsDocumentTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "the numbers that RComparisonTests compares, and its tolerances")]
    public void The_table_of_agreement_is_the_tests()
    {
        var table = new StringBuilder("| what | numbers compared | largest difference allowed |\n| --- | --- | --- |\n");
        foreach ((_, string what, int numbers, double tolerance) in RComparisonTests.Agreement)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {what} | {numbers} | {tolerance:0e-0} |\n");
        }

        table.Append(CultureInfo.InvariantCulture, $"| Fleming-Harrington, Gehan-Breslow and Tarone-Ware tests | {RComparisonTests.WeightedNumbers} | 1e-10 |\n");
        table.Append(CultureInfo.InvariantCulture, $"| Gray's tests: two and three groups, three weights, strata, ties | {CompetingComparisonTests.GrayNumbers} | 1e-10 |\n");
        table.Append(CultureInfo.InvariantCulture, $"| Fine and Gray's regression: coefficients, both covariances, likelihoods, baseline | {CompetingComparisonTests.FineGrayNumbers} | 1e-8 |\n");
        WrittenDocument.Agrees("docs/statistics.md", ("agreement", table.ToString()));
    }
}
