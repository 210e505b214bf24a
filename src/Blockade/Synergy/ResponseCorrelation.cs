using Blockade.Numerics.Random;

namespace Blockade.Synergy;

/// <summary>How the responses of one patient to two drugs go together: a rank correlation, held by a pair of correlated normal scores.</summary>
public sealed class ResponseCorrelation
{
    private readonly double _pearson;

    /// <summary>Takes Spearman's rank correlation.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="spearman"/> is not from -1 to 1.</exception>
    public ResponseCorrelation(double spearman)
    {
        if (!(spearman is >= -1 and <= 1)) throw new ArgumentOutOfRangeException(nameof(spearman), spearman, "A rank correlation is from -1 to 1.");
        Spearman = spearman;
        _pearson = 2 * Math.Sin(Math.PI * spearman / 6);   // Pearson (1907): of the normal scores that have this rank correlation
    }

    /// <summary>The rank correlation.</summary>
    public double Spearman { get; }

    /// <summary>The normal scores of a patient's two responses: two draws of the sequence.</summary>
    public (double First, double Second) Draw(ref RandomSequence random)
    {
        double first = random.NextNormal();
        return (first, (_pearson * first) + (Math.Sqrt(Math.Max(0, 1 - (_pearson * _pearson))) * random.NextNormal()));
    }
}
