using System.Collections.Immutable;
using System.Numerics;
using Blockade.Sensitivity;
using Blockade.Testing;

namespace Blockade.Tests.Sensitivity;

/// <summary>Shares of games whose shares are known.</summary>
public class ShapleyTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "the glove game: one left and two right gloves; the left one has 2/3, each right one 1/6 (Shapley and Shubik 1969)")]
    public void Gloves_are_shared_as_Shapley_says()
    {
        double[] parts = Parts(3, s => (s & 1) != 0 && (s & 6) != 0 ? 1 : 0);

        // sums of six terms of order one
        Assert.Equal(2.0 / 3, parts[0], 1e-14);
        Assert.Equal(1.0 / 6, parts[1], 1e-14);
        Assert.Equal(1.0 / 6, parts[2], 1e-14);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Shapley's axioms: parts add up to the whole; equals have equal parts; who adds nothing has none; games add")]
    public void The_axioms_hold()
    {
        double Game(int s) => Math.Pow(BitOperations.PopCount((uint)s & 0b0111), 2) + ((s & 0b0011) == 0b0011 ? 3 : 0);   // the fourth adds nothing, the first two are alike
        double Other(int s) => (s & 0b0100) != 0 ? 5 : 1;

        double[] parts = Parts(4, Game), both = Parts(4, s => Game(s) + Other(s)), other = Parts(4, Other);

        Assert.Equal(Game(0b1111) - Game(0), parts.Sum(), 1e-12);
        Assert.Equal(parts[0], parts[1], 1e-12);
        Assert.Equal(0, parts[3], 1e-12);
        for (int i = 0; i < 4; i++) Assert.Equal(parts[i] + other[i], both[i], 1e-12);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "two that multiply: 2 and 3 alone, 10 together from 1: alone 1 and 2, last 7 and 8, parts the means of both")]
    public void Two_share_their_interaction_by_halves()
    {
        double[] game = [1, 2, 3, 10];

        ImmutableArray<ShapleyShare> shares = Shapley.Of(["a", "b"], ["y"], [.. game.Select(v => new[] { v })]);

        Assert.Equal([(4.0, 1.0, 7.0), (5.0, 2.0, 8.0)], shares.Select(s => (s.Value, s.Alone, s.Last)));
    }

    private static double[] Parts(int players, Func<int, double> game) =>
        [.. Shapley.Of([.. Enumerable.Range(0, players).Select(i => $"p{i}")], ["y"], [.. Shapley.Sets(players).Select(s => new[] { game(s) })]).Select(s => s.Value)];
}
