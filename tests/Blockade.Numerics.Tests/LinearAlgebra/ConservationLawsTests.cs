using System.Collections.Immutable;
using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Random;
using Blockade.Testing;
using MathNet.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Tests.LinearAlgebra;

public class ConservationLawsTests
{
    [Fact]
    [Evidence(EvidenceKind.Analytic, "E + S <-> ES -> E + P: enzyme E + ES, substrate S + ES + P")]
    public void An_enzyme_keeps_itself_and_its_substrate()
    {
        var laws = ConservationLaws.Find(4, [[(0, -1), (1, -1), (2, 1)], [(0, 1), (1, 1), (2, -1)], [(2, -1), (0, 1), (3, 1)]]);

        Assert.Equal(2, laws.Length);
        AssertSpans(laws, 4, [1, 0, 1, 0], [0, 1, 1, 1]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "2 A <-> A2, A2 + A <-> A3: A + 2 A2 + 3 A3, in whole numbers")]
    public void Oligomers_count_their_monomers()
    {
        var laws = ConservationLaws.Find(3, [[(0, -2), (1, 1)], [(0, -1), (1, -1), (2, 1)]]);

        Assert.Equal([(0, 1L), (1, 2L), (2, 3L)], Assert.Single(laws));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a source breaks a law; a state that nothing touches is one; a catalyst that comes back is one")]
    public void Sources_break_laws_and_idle_states_are_laws()
    {
        Assert.Empty(ConservationLaws.Find(2, [[(0, 1)], [(0, -1), (1, 1)]]));
        Assert.Equal([(0, 1L)], Assert.Single(ConservationLaws.Find(1, [])));
        Assert.Equal([(0, 1L)], Assert.Single(ConservationLaws.Find(2, [[(0, -1), (1, -1), (0, 1)]])));
        Assert.Empty(ConservationLaws.Find(0, []));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "large and coprime coefficients: 999983 A <-> 1000003 B keeps 1000003 A + 999983 B")]
    public void Coefficients_are_exact_and_without_a_common_divisor()
    {
        Assert.Equal([(0, 1000003L), (1, 999983L)], Assert.Single(ConservationLaws.Find(2, [[(0, -999983), (1, 1000003)]])));
        Assert.Equal([(0, 3L), (1, 2L)], Assert.Single(ConservationLaws.Find(2, [[(0, -4), (1, 6)]])));
    }

    [Theory, InlineData(1u), InlineData(2u), InlineData(3u), InlineData(4u), InlineData(5u)]
    [Evidence(EvidenceKind.OtherProgram, "MathNet.Numerics 5.0: rank of the stoichiometry matrix by singular values")]
    public void Random_networks_have_as_many_laws_as_their_rank_leaves(uint number)
    {
        RandomSequence random = new RandomSource(number).Sequence(1, 0);
        int states = 5 + random.NextInt32(20), count = 2 + random.NextInt32(20);
        var reactions = new List<List<(int State, int Change)>>();
        for (int r = 0; r < count; r++)
        {
            reactions.Add([(random.NextInt32(states), -1 - random.NextInt32(2)), (random.NextInt32(states), -1), (random.NextInt32(states), 1)]);
        }

        var laws = ConservationLaws.Find(states, reactions);

        var matrix = Matrix<double>.Build.Dense(states, count);
        for (int r = 0; r < count; r++)
        {
            foreach ((int state, int change) in reactions[r]) matrix[state, r] += change;
        }

        Assert.Equal(states - matrix.Rank(), laws.Length);
        foreach (var law in laws)
        {
            foreach (var reaction in reactions) Assert.Equal(0, law.Sum(e => e.Coefficient * reaction.Where(c => c.State == e.State).Sum(c => c.Change)));
            Assert.True(law[0].Coefficient > 0);
        }
    }

    // both bases span one space: stacking them adds no rank
    private static void AssertSpans(ImmutableArray<ImmutableArray<(int State, long Coefficient)>> laws, int states, params double[][] expected)
    {
        var matrix = Matrix<double>.Build.Dense(laws.Length + expected.Length, states);
        for (int l = 0; l < laws.Length; l++)
        {
            foreach ((int state, long coefficient) in laws[l]) matrix[l, state] = coefficient;
        }

        for (int l = 0; l < expected.Length; l++) matrix.SetRow(laws.Length + l, expected[l]);
        Assert.Equal(expected.Length, matrix.Rank());
    }
}
