using System.Collections.Immutable;
using System.Text;
using Blockade.Archives;
using Blockade.Evidence;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Sedml;
using Blockade.Testing;

namespace Blockade.Tests.Archives;

/// <summary>Archives that are packed, and what verifying says of them.</summary>
public class PackTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "what has decayed of 100 molecules at a rate of 0.25: 100 (1 - exp(-t / 4))")]
    public void A_packed_experiment_gives_the_closed_form_from_rules_and_from_SBML()
    {
        ImmutableArray<ArchiveEntry> entries = Entries(new SourceText("decay.bngl", Experiment.Bngl), [("k", 0.25)]);

        foreach (string experiment in (string[])["experiment.sedml", "experiment-bngl.sedml"])
        {
            ExperimentOutcome outcome = Run([.. entries.Select(e => e with { IsMaster = e.Path == experiment })]);
            for (int k = 0; k <= 10; k++) Assert.Equal(100 * (1 - Math.Exp(-0.25 * k)), outcome.Outputs[0].Columns[1].Values[k], 1e-4);   // some hundred steps at 1e-8 of 100
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the flagship's rules and its flat SBML are one model")]
    public void The_flagships_two_experiments_agree()
    {
        ImmutableArray<ArchiveEntry> entries = Entries(Her2Files.Read("her2.bngl"), [("T_nM", 100), ("P_nM", 50)], 1800);
        ImmutableArray<ResultArray>[] both = [.. new[] { "experiment.sedml", "experiment-bngl.sedml" }.Select(x => Run([.. entries.Select(e => e with { IsMaster = e.Path == x })]).Outputs[0].Columns)];

        Assert.True(both[1].Length > 10);
        for (int c = 0; c < both[1].Length; c++) Assert.Equal(both[0][c].Values, both[1][c].Values);   // the same equations, to the bit
    }

    [Theory]
    [InlineData(0, 0, ResultVerdict.Same)]
    [InlineData(1e-5, 0, ResultVerdict.Same)]
    [InlineData(1e-3, 0, ResultVerdict.Different)]
    [InlineData(0, 1, ResultVerdict.Different)]
    [InlineData(0, -1, ResultVerdict.Different)]
    [Evidence(EvidenceKind.Analytic, "a table that is off by so much, or longer or shorter by one")]
    public void A_difference_beyond_the_tolerance_is_found(double off, int longer, ResultVerdict verdict)
    {
        ExperimentOutcome outcome = Experiment.Outcome(Experiment.Sedml());
        double[] values = [.. outcome.Outputs[0].Columns[1].Values];
        values[^1] += off * values[0];
        string row = string.Join(',', values.Take(values.Length + Math.Min(0, longer)).Concat(Enumerable.Repeat(1.0, Math.Max(0, longer))).Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
        var archive = new CombineArchive("x.omex", [new ArchiveEntry("any/folder/x.sedml/r.csv", Encoding.UTF8.GetBytes($"gA,{row}\n"), "")], []);

        ImmutableArray<ComparedDataSet> compared = ResultComparison.Of(archive, [], [outcome], 1e-4);

        Assert.Equal([("gTime", ResultVerdict.Missing), ("gA", verdict)], compared.Select(c => (c.Label, c.Verdict)));
    }

    private static ImmutableArray<ArchiveEntry> Entries(SourceText source, ImmutableArray<(string, double)> settings, double end = 10)
    {
        ReactionNetwork network = ReactionNetwork.Expand(BnglReader.Read(source).Value!, ExpansionLimits.Default, null, TestContext.Current.CancellationToken).Value!;
        return ArchivePacker.Of(network, settings, new SedmlSimulation.UniformTimeCourse("course", new SedmlAlgorithm("KISAO:0000019", [], default), 0, 0, end, 10));
    }

    private static ExperimentOutcome Run(ImmutableArray<ArchiveEntry> entries)
    {
        Checked<PreparedArchive> prepared = PreparedArchive.Of(new CombineArchive("packed.omex", entries, []), new ArchiveRunOptions(), TestContext.Current.CancellationToken);
        Assert.True(prepared.Value is not null, string.Join('\n', prepared.Diagnostics.Select(d => d.Render())));
        return prepared.Value.Run(TimeProvider.System, null, TestContext.Current.CancellationToken).Single();
    }
}
