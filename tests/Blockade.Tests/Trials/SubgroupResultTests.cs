using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;
using Blockade.Testing;
using Blockade.Trials;
using static Blockade.Tests.Trials.HandTrial;

namespace Blockade.Tests.Trials;

/// <summary>Hazard ratios among some of the patients and in windows of time, of eighty patients whose deaths follow a rule.</summary>
public class SubgroupResultTests
{
    private static readonly TrialResult Eighty = Of(Enumerable.Range(0, 80).Select(k =>
    {
        bool mutated = k / 2 % 3 == 0;
        int day = (((k * 37) % 101) + 1) * 9 * (mutated && k % 2 == 1 ? 2 : 1);
        SubjectRow row = k % 5 != 0 ? Patient(k % 2, 0, [], death: day) : Patient(k % 2, 0, [], dropout: day);
        return row with { Patient = row.Patient with { Pik3caMutated = mutated } };
    }));

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "R 4.2, survival 3.5-3: coxph of the same patients, Efron's ties, in each subgroup, and twice the difference of log-likelihoods with and without arm:mutation")]
    public void Ratios_in_subgroups_and_their_interaction_are_those_of_R()
    {
        ImmutableArray<SubgroupResult> all = SubgroupResult.Of(Eighty, Deaths());
        SubgroupResult mutated = all.Single(r => r.Subgroup.Name == "PIK3CA mutated"), wild = all.Single(r => r.Subgroup.Name == "PIK3CA wild type");

        Assert.Equal(((28, 23), (52, 41)), ((mutated.Patients, mutated.Events), (wild.Patients, wild.Events)));
        Close([0.14438233377445417, 0.03973641472539828, 0.52461346727473157], mutated.HazardRatio);
        Close([1.4943949621651365, 0.7861666628021207, 2.8406397887500399], wild.HazardRatio);
        Assert.Equal(0.0003267313738420056, mutated.InteractionP, 1e-8 * 3.3e-4);
        Assert.Equal(mutated.InteractionP, wild.InteractionP);
        Assert.Equal(mutated.HazardRatio, SubgroupResult.Ratio(Eighty, Deaths(), mutated.Subgroup));

        // everybody in these trials has one region: there is nobody to compare with
        SubgroupResult empty = all.Single(r => r.Subgroup.Factor == "region" && r.Patients == 0);
        Assert.Equal((0, double.NaN, double.NaN), (empty.Events, empty.HazardRatio.Value, empty.InteractionP));
    }

    [Theory]
    [InlineData("hazard-ratio-os@0-6", 0.8773731153151095, 0.2948204250566754, 2.6110252820161950)]
    [InlineData("hazard-ratio-os@6-12", 1.1632378471417057, 0.3549408261716157, 3.8122475332511581)]
    [InlineData("hazard-ratio-os@12-", 0.3960027119036673, 0.1885864432671424, 0.8315451795912918)]
    [Evidence(EvidenceKind.OtherProgram, "R 4.2, survival 3.5-3: coxph of who is left at the start of the window, censored at its end")]
    public void Ratios_in_windows_are_those_of_R(string quantity, double value, double lower, double upper)
    {
        var row = new PublishedResult("x", Eighty.Design.Name, "both", quantity, 1, 1, 1, "1", 80, "", "", ResultRole.Blind, Grade.Read, "", new SourceSpan(0, 1));

        Prediction found = Assert.Single(Prediction.Of(Eighty, [Deaths()], new PublishedResults([row])));

        Close([value, lower, upper], found.Predicted);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the subgroups of a factor are everybody, each patient once")]
    public void Every_patient_is_in_one_subgroup_of_each_factor() =>
        Assert.All(Subgroup.All.GroupBy(s => s.Factor), f => Assert.All(Eighty.Subjects, r => Assert.Single(f, s => s.Holds(r.Patient))));

    private static AnalysisResult Deaths() => AnalysisResult.Of(Eighty, By(Endpoint.OverallSurvival, AtDay(2400)));

    private static void Close(double[] expected, Blockade.Survival.Estimate found)
    {
        double[] values = [found.Value, found.Lower, found.Upper];
        for (int i = 0; i < 3; i++) Assert.Equal(expected[i], values[i], 1e-8 * expected[i]);   // R's own convergence is 1e-9 of the likelihood
    }
}
