using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;

namespace Blockade.Numerics.Tests.Ode;

internal static class RandomNetworks
{
    /// <summary>60 species, reversible binding and first-order turnover, constants over eight orders of magnitude.</summary>
    public static (OdeSystem System, double[] Start) MassAction(uint number)
    {
        const int n = 60;
        RandomSequence random = new RandomSource(number).Sequence(1, 0);
        var reactions = new List<(double, int[], int[])>();
        for (int r = 0; r < 150; r++)
        {
            int a = random.NextInt32(n), b = random.NextInt32(n), c = random.NextInt32(n);
            double forward = Math.Pow(10, (8 * random.NextUniform()) - 4), reverse = Math.Pow(10, (8 * random.NextUniform()) - 4);
            reactions.Add((forward, [a, b], [c]));
            reactions.Add((reverse, [c], [a, b]));
        }

        for (int i = 0; i < n; i++)
        {
            reactions.Add((0.01, [i], []));
            reactions.Add((0.01, [], [i]));
        }

        return (PolynomialSystem.MassAction(n, [.. reactions]), [.. Enumerable.Range(0, n).Select(_ => random.NextUniform())]);
    }
}
