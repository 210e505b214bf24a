using System.Collections.Immutable;
using Blockade.Numerics.Random;

namespace Blockade.Synergy;

/// <summary>
/// Intervals of scores by a residual bootstrap: new plates are the old one's cell means with scatter drawn from the wells' own, and each is
/// fitted and scored like the plate itself.
/// </summary>
/// <remarks>
/// Davison and Hinkley (1997), Bootstrap Methods and their Application, section 6.3, doi:10.1017/CBO9780511802843; percentile limits. Residuals are widened by
/// sqrt(n/(n - p)), for wells that lie near their own mean. Wells are taken to scatter alike over the plate.
/// </remarks>
public static class PlateBootstrap
{
    /// <summary>
    /// Draws plates and scores them; null where the plate has neither replicates nor wells enough for a surface, so that nothing says how it scatters.
    /// </summary>
    /// <param name="matrix">The plate.</param>
    /// <param name="surface">Its fitted surface, or null.</param>
    /// <param name="beyond">As the scores were computed.</param>
    /// <param name="options">How many, and from which draws.</param>
    /// <param name="cancellation">Stops the drawing.</param>
    /// <remarks>Deterministic whatever the number of threads. Cost: a plate's fits for each plate drawn.</remarks>
    public static SynergyIntervals? Intervals(
        DoseMatrix matrix, MusycFit? surface, LoeweBeyond beyond, PlateBootstrapOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        ArgumentNullException.ThrowIfNull(options);
        if (Residuals(matrix, surface) is not (double[] residuals, NoiseSource noise)) return null;
        var plates = new (SynergyScores Scores, MusycFit? Surface)[options.Plates];
        Parallel.For(0, plates.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation }, i =>
        {
            RandomSequence random = options.Random.Sequence(options.Purpose, options.Replicate, (uint)i);
            var effects = new double[matrix.Wells.Length];
            for (int w = 0; w < effects.Length; w++) effects[w] = matrix.Mean(matrix.CellOf[w]) + residuals[random.NextInt32(residuals.Length)];
            DoseMatrix drawn = matrix.With(effects);
            plates[i] = (SynergyScores.Of(drawn, beyond), surface?.Again(drawn));
        });

        return new SynergyIntervals(
            noise, plates.Length,
            [.. Enum.GetValues<NullModel>().Select(m => Of(p => p.Scores.Against(m).Mean))],
            [.. Enum.GetValues<NullModel>().Select(m => Enumerable.Range(0, matrix.CellCount).Select(c => Of(p => p.Scores.Against(m).Excess[c])).ToImmutableArray())],
            Of(p => p.Surface?.Surface.Beta ?? double.NaN),
            Of(p => p.Surface?.Surface.Alpha12 ?? double.NaN),
            Of(p => p.Surface?.Surface.Alpha21 ?? double.NaN));

        Interval Of(Func<(SynergyScores Scores, MusycFit? Surface), double> value) => Interval.Of([.. plates.Select(value)]);
    }

    private static (double[] Residuals, NoiseSource Noise)? Residuals(DoseMatrix matrix, MusycFit? surface)
    {
        var residuals = new List<double>();
        for (int i = 0; i < matrix.Wells.Length; i++)
        {
            double n = matrix.Count(matrix.CellOf[i]);
            if (n > 1) residuals.Add((matrix.Wells[i].Effect - matrix.Mean(matrix.CellOf[i])) * Math.Sqrt(n / (n - 1)));
        }

        if (residuals.Count > 0) return ([.. residuals], NoiseSource.Replicates);
        if (surface is null) return null;
        double widen = Math.Sqrt(matrix.Wells.Length / (double)(matrix.Wells.Length - surface.Parameters));
        return ([.. matrix.Wells.Select(w => (w.Effect - surface.Surface.At(w.Dose1, w.Dose2)) * widen)], NoiseSource.Surface);
    }
}
