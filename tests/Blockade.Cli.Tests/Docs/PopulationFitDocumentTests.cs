using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Blockade.Calibration;
using Blockade.Cli.Reports;
using Blockade.Evidence;
using Blockade.Testing;
using Blockade.Tests.Docs;

namespace Blockade.Cli.Tests.Docs;

/// <summary>What the frozen draws say of each constant, as docs/fit-a-population.md has it.</summary>
public sealed partial class PopulationFitDocumentTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "models/her2/posterior.csv and priors.csv")]
    public void The_table_of_what_the_fit_knows_is_of_the_frozen_draws()
    {
        ParameterTable priors = EvidenceReader.ReadParameters(Her2Files.Read("priors.csv")).Value!;
        ImmutableArray<FreeParameter> free = FreeParameter.From(priors);
        PosteriorDraws frozen = EvidenceReader.ReadPosterior(Her2Files.Read("posterior.csv"), priors).Value!;
        Assert.Equal(free.Select(f => f.Row.Id), frozen.Names);
        ImmutableArray<ImmutableArray<double>> draws = [.. frozen.Values.Select(v => free.Select((f, i) => f.Coordinate(v[i])).ToImmutableArray())];
        double size = double.Parse(Worth().Match(Her2Files.Read("posterior.csv").Text).Groups[1].Value, CultureInfo.InvariantCulture);

        var text = new StringBuilder("| constant | prior | posterior (90 %) | SD left |\n| --- | ---: | ---: | ---: |\n");
        foreach (string[] cells in PosteriorTables.Rows(PosteriorTables.Spread(free, draws))) text.Append(CultureInfo.InvariantCulture, $"| `{cells[0]}` | {cells[1]} | {cells[2]} | {cells[3]} |\n");
        text.Append(CultureInfo.InvariantCulture, $"\n{PosteriorTables.Summary(free, draws, size)}");
        WrittenDocument.Agrees("docs/fit-a-population.md", ("spread", text.ToString()), ("stages", $"```\n{string.Join('\n', Her2Files.Read("posterior.csv").Text.Split('\n').Where(l => l.StartsWith("# s", StringComparison.Ordinal) || l.StartsWith("# check", StringComparison.Ordinal)).Select(l => l[2..]))}\n```"));
    }

    [GeneratedRegex(@"points worth (\d+) independent draws")]
    private static partial Regex Worth();
}
