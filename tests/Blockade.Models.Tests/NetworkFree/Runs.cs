using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.NetworkFree;
using Blockade.Numerics.Random;

namespace Blockade.Models.Tests.NetworkFree;

/// <summary>Many runs of a small model, and what they say of its observables.</summary>
internal static class Runs
{
    private const ushort Purpose = 1;

    public static NetworkFreeModel Compile(string text)
    {
        NetworkFreeModel? model = NetworkFreeModel.Compile(BnglReader.Read(new SourceText("model.bngl", text)).Value!).Value;
        Assert.NotNull(model);
        return model;
    }

    public static NetworkFreeSimulator Start(NetworkFreeModel model, uint replicate = 0, ulong seed = 20, NetworkFreeLimits? limits = null) =>
        new(model, model.Parameters(), new RandomSource(seed).Sequence(Purpose, replicate), limits);

    /// <summary>The observables at one time: [run][observable].</summary>
    public static double[][] At(NetworkFreeModel model, double time, int runs)
    {
        var values = new double[runs][];
        for (uint r = 0; r < runs; r++)
        {
            NetworkFreeSimulator simulator = Start(model, r);
            double t = 0;
            Assert.Equal(NetworkFreeStatus.Completed, simulator.Advance(ref t, time, TestContext.Current.CancellationToken));
            values[r] = new double[model.ObservableNames.Length];
            simulator.Observables(values[r]);
        }

        return values;
    }

    public static (double Mean, double Variance) Moments(this IEnumerable<double> values)
    {
        double[] x = [.. values];
        double mean = x.Average();
        return (mean, x.Sum(v => (v - mean) * (v - mean)) / (x.Length - 1));
    }

    /// <summary>Pearson's statistic of whole numbers against their probabilities.</summary>
    public static double ChiSquare(IEnumerable<double> values, double[] probabilities)
    {
        double[] x = [.. values];
        return probabilities.Select((p, k) => (Expected: p * x.Length, Seen: x.Count(v => v == k)))
            .Sum(c => (c.Seen - c.Expected) * (c.Seen - c.Expected) / c.Expected);
    }
}
