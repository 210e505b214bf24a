using System.Collections.Immutable;

namespace Blockade.Numerics.Jump;

/// <summary>Adds blocks of runs in the order of their numbers, whatever the order in which threads deliver them.</summary>
internal sealed class EnsembleSum(ImmutableArray<double> times, int outputCount, JumpStatistics method, IProgress<int>? progress)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, EnsembleBlock> _waiting = [];
    private readonly RunMoments _moments = new(times.Length * outputCount);
    private readonly List<double[]> _kept = [];
    private readonly List<EnsembleFailure> _failures = [];
    private int _nextBlock;
    private int _runs;
    private JumpStatistics _statistics = method;

    public void Take(int number, EnsembleBlock block)
    {
        lock (_lock)
        {
            _waiting.Add(number, block);
            while (_waiting.Remove(_nextBlock, out EnsembleBlock? next))
            {
                _nextBlock++;
                _runs += next.Runs;
                _moments.Add(next.Moments);
                _kept.AddRange(next.Kept);
                _failures.AddRange(next.Failures);
                _statistics = _statistics with
                {
                    Events = _statistics.Events + next.Events,
                    Leaps = _statistics.Leaps + next.Leaps,
                    RejectedLeaps = _statistics.RejectedLeaps + next.RejectedLeaps,
                };
            }

            progress?.Report(_runs);
        }
    }

    public EnsembleResult Result() =>
        new(times, outputCount, _runs, _moments, [.. _kept.Select(r => r.ToImmutableArray())], [.. _failures], _statistics);
}
