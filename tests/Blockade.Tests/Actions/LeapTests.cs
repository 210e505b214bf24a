using System.Globalization;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.Actions;

/// <summary>What of BioNetGen's settings of its leaping method counts here.</summary>
public class LeapTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "leaps go as far as their tolerance allows: a tenth of it takes some ten times as many")]
    public void The_error_of_a_leap_is_the_one_asked_for()
    {
        int coarse = Leaps("fEuler|pre-neg:sb|eps=0.1"), fine = Leaps("fEuler|pre-neg:sb|eps=0.01");

        Assert.InRange(fine, 5 * coarse, 20 * coarse);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "leaps of a fixed length: 1 / 0.02 of them, whatever eps would allow; with eps as well the shorter of both")]
    public void A_fixed_length_counts_and_with_eps_the_shorter()
    {
        Assert.Equal(50, Leaps("fEuler|fixed-neg|tau=0.02"), 2.0);   // a sliver may be left at the end
        Assert.Equal(50, Leaps("midpt|fixed-eps:sb|tau=0.02,eps=0.5"), 2.0);
        Assert.Equal(Leaps("fEuler|pre-neg:sb|eps=0.01"), Leaps("fEuler|fixed-eps:sb|tau=0.02,eps=0.01"));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "force-ES of run_network is event by event: as many events as molecules that die")]
    public void Exact_can_be_forced()
    {
        string[] rows = Rows("force-ES");

        double left = double.Parse(rows[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        Assert.Equal(100_000 - left, rows.Length - 1);   // the start, and every event a row: the last one has the end's
    }

    [Theory]
    [InlineData("fEuler|pre-neg:sb|eps=0.03", "")]
    [InlineData("|midpt|default|eps=0.03|", "")]
    [InlineData("RK4| Pre-Neg:SB |EPS=0.03", "")]
    [InlineData("fEuler|fixed-neg|tau=0.1", "")]
    [InlineData("fEuler|pre-neg:rb|eps=0.03", ":rb (lengths follow species, as with :sb)")]
    [InlineData("fEuler|Anderson:sb|eps=0.03,w=0.75,q=1.5", "anderson (a length is found before the leap, as with pre-neg), w, q")]
    [InlineData("custom|pre-eps:sb|eps=0.03,bt=t.bt,tau=1", "custom (leaps are those of fEuler), pre-eps (a length is found before the leap, as with pre-neg), bt, tau")]
    [Evidence(EvidenceKind.Analytic, "what has no effect is named, and nothing else is")]
    public void What_has_no_effect_is_named(string config, string idle)
    {
        Diagnostic[] said = [.. DyingMolecules.Read($$"""simulate({method=>"pla",pla_config=>"{{config}}",t_end=>1})""").Diagnostics];

        Assert.Equal(idle.Length == 0 ? [] : [$"BNG4008: of 'pla_config' this has no effect here: {idle}"], said.Select(s => $"{s.Code}: {s.Message}"));
    }

    [Theory, InlineData("fEuler|pre-neg:sb"), InlineData("fEuler|fixed-neg|eps=0.1"), InlineData("euler"), InlineData("fEuler|sb|pre:neg|0.03"), InlineData("fEuler|pre:sb|eps=0.1"), InlineData("fEuler|default|0.03")]
    [InlineData("fEuler|default|epsilon=0.03"), InlineData("fEuler|fixed-neg|tau=-1")]
    [Evidence(EvidenceKind.OtherProgram, "run_network of BioNetGen 2.9.3 ends the run with each")]
    public void What_BioNetGen_refuses_is_refused(string config) => Assert.Contains(
        "BNG4003", DyingMolecules.Read($$"""simulate({method=>"pla",pla_config=>"{{config}}",t_end=>1})""").Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code));

    [Theory, InlineData("fEuler|eps=none"), InlineData("eps=0.9"), InlineData("fEuler|pre-neg:sb|eps=0")]
    [Evidence(EvidenceKind.Analytic, "a share of the total lies between 0 and 1")]
    public void An_error_that_is_none_is_refused(string config) => Assert.Contains(
        "BNG4003", DyingMolecules.Read($$"""simulate({method=>"pla",pla_config=>"{{config}}",t_end=>1})""").Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code));

    private static int Leaps(string config) => Rows(config).Length - 1;

    private static string[] Rows(string config) =>
        DyingMolecules.Rows(DyingMolecules.Read($$"""simulate({method=>"pla",pla_config=>"{{config}}",t_end=>1,n_steps=>1,output_step_interval=>1})"""));
}
