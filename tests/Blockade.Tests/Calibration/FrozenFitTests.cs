using Blockade.Calibration;
using Blockade.Evidence;
using Blockade.Testing;

namespace Blockade.Tests.Calibration;

public class FrozenFitTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "SHA-256 of the calibrate rows of published.csv")]
    public void The_frozen_constants_were_fitted_to_the_targets_that_ship()
    {
        CalibrationTargets targets = Her2Evidence.Published().Value!.Targets;

        string? frozen = TumourFit.FrozenHash(Her2Files.Read("calibrated.csv").Text);

        Assert.Equal(targets.Sha256, frozen);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the same hash, the same constants, and a cloud about the frozen ones: each lies between the least and the greatest draw")]
    public void The_frozen_draws_are_of_the_same_fit()
    {
        ParameterTable frozen = EvidenceReader.ReadParameters(Her2Files.Read("calibrated.csv")).Value!;
        PosteriorDraws draws = EvidenceReader.ReadPosterior(Her2Files.Read("posterior.csv"), frozen).Value!;

        Assert.Equal(Her2Evidence.Published().Value!.Targets.Sha256, TumourFit.FrozenHash(Her2Files.Read("posterior.csv").Text));
        Assert.Equal(frozen.Select(r => r.Id), draws.Names);
        Assert.True(draws.Values.Length >= 100, $"only {draws.Values.Length} draws");
        for (int i = 0; i < draws.Names.Length; i++)
            Assert.InRange(frozen.Value(draws.Names[i]), draws.Values.Min(v => v[i]), draws.Values.Max(v => v[i]));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "every constant with a prior is in the frozen file, and no other")]
    public void The_frozen_constants_are_those_with_a_prior()
    {
        ParameterTable priors = EvidenceReader.ReadParameters(Her2Files.Read("priors.csv")).Value!;
        ParameterTable frozen = EvidenceReader.ReadParameters(Her2Files.Read("calibrated.csv")).Value!;

        Assert.Equal(priors.Select(r => (r.Id, r.Unit)), frozen.Select(r => (r.Id, r.Unit)));
        Assert.All(frozen, r => Assert.Equal(Grade.Fitted, r.Grade));
    }
}
