using System.Collections.Immutable;
using Blockade.Calibration;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.Calibration;

public class FreeParameterTests
{
    private static readonly ImmutableArray<FreeParameter> Free = FreeParameter.From(EvidenceReader.ReadParameters(new SourceText("priors.csv", """
        id,value,unit,distribution,source,doi,grade,note
        a,0.012,1/day,lognormal(cv=66%),by hand,,assumption,
        b,3,1,fixed,by hand,,assumption,
        c,-4,1,normal(sd=1.5),by hand,,assumption,
        """)).Value!);

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what varies is free, what is fixed is not")]
    public void Rows_with_a_spread_are_free() => Assert.Equal(["a", "c"], Free.Select(f => f.Row.Id));

    [Fact]
    [Evidence(EvidenceKind.Analytic, "log-normal: median exp(sigma z), sigma^2 = ln(1 + CV^2); normal: mean + SD z")]
    public void A_coordinate_counts_prior_deviations_from_the_middle()
    {
        double sigma = Math.Sqrt(Math.Log(1 + (0.66 * 0.66)));

        Assert.Equal((true, sigma), (Free[0].IsLogarithmic, Free[0].Spread));
        Assert.Equal(0.012, Free[0].Value(0));
        Assert.Equal(0.012 * Math.Exp(2 * sigma), Free[0].Value(2), 1e-15);
        Assert.True(Free[0].Value(-40) > 0);   // what must be positive stays so
        Assert.Equal((false, 1.5), (Free[1].IsLogarithmic, Free[1].Spread));
        Assert.Equal([-4, -1, -5.5], new[] { Free[1].Value(0), Free[1].Value(2), Free[1].Value(-1) });
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "there and back")]
    public void A_value_has_its_coordinate() => Assert.All(Free, f => Assert.Equal(-0.7, f.Coordinate(f.Value(-0.7)), 1e-14));

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a residual is in binomial standard errors")]
    public void A_misfit_is_counted_in_standard_errors() =>
        Assert.Equal(-2, new Misfit(Her2Evidence.Published().Value!.Targets.Rows[0], 0.5, 0.4, 0.05).Residual, 1e-14);
}
