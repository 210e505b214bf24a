using Blockade.Survival;
using Blockade.Testing;

namespace Blockade.Tests.Survival;

/// <summary>The pseudo-patients read back from CLEOPATRA's published curves, through all three methods.</summary>
public class TrialCurveTests
{
    // The expected values are printed with three digits: half a unit of the last one.
    [Theory]
    [InlineData("cleopatra-pfs.csv", 0.668, 0.567, 0.785, 12.5, 19.0)]
    [InlineData("cleopatra-os.csv", 0.677, 0.553, 0.829, 41.8, 60.3)]
    [Evidence(EvidenceKind.OtherProgram, "Evidence file on CLEOPATRA, section 6.1: hazard ratio and medians of the digitized curves")]
    public void The_digitized_curves_give_their_hazard_ratio_and_medians(
        string file, double hazardRatio, double lower, double upper, double controlMedian, double treatedMedian)
    {
        var table = new RReference.Table(File.ReadAllText(Repository.Shared("evidence/curves/" + file)));
        double[] events = table.Term("event");
        FollowUp[] all = [.. table.Term("time").Select((t, i) => new FollowUp(t, events[i] == 1))];
        int[] arms = [.. table.Column("arm").Select(a => a == "control" ? 0 : 1)];
        double[,] x = new double[all.Length, 1];
        for (int i = 0; i < all.Length; i++) x[i, 0] = arms[i];

        CoxFit fit = Cox.Fit(all, x);
        Estimate ratio = fit.HazardRatio(0);
        LogRankResult test = LogRank.Test(all, arms);
        double[] medians = [.. new[] { 0, 1 }.Select(arm => KaplanMeier.Estimate([.. all.Where((_, i) => arms[i] == arm)]).Median.Value)];

        Assert.Equal(CoxStatus.Converged, fit.Status);
        Assert.Equal([hazardRatio, lower, upper], [Math.Round(ratio.Value, 3), Math.Round(ratio.Lower, 3), Math.Round(ratio.Upper, 3)]);
        Assert.Equal([controlMedian, treatedMedian], [Math.Round(medians[0], 1), Math.Round(medians[1], 1)]);
        Assert.True(test.Z < 0 && test.PValue < 0.001, $"z {test.Z}, p {test.PValue}");
    }
}
