namespace Blockade.Survival;

/// <summary>The sums of Gray's test while it goes through the times of a stratum, twice: scores and pulls first, then the variance.</summary>
/// <remarks>
/// Gray (1988), sections 2 and 3. F and S are a group's incidence of the cause and its survival of any event, F0 the incidence of the cause that all groups share if the hypothesis
/// holds, dN0/H with H the sum of Y/S(t-). A group's events differ from their share by what its own chance does, and by what F0 does through every group's: of group j the score of i
/// has a(t) directly, and what a time has left of c, the sum of a dF0/(1 - F0), through F0 at later times.
/// </remarks>
internal sealed class GrayProcess(int groups, double rho)
{
    private readonly double[] _survival = new double[groups], _incidence = new double[groups], _nextSurvival = new double[groups];
    private readonly double[] _open = new double[groups], _atRisk = new double[groups];
    private readonly double[,] _direct = new double[groups, groups], _pull = new double[groups, groups], _pullInAll = new double[groups, groups];
    private double _pooled;

    internal double[] Scores { get; } = new double[groups];

    internal double[,] Variance { get; } = new double[groups, groups];

    /// <summary>A new stratum.</summary>
    internal void Begin()
    {
        Again();
        Array.Clear(_pullInAll);
    }

    /// <summary>The same stratum from its start, now that what its times pull in all is known.</summary>
    internal void Again()
    {
        Array.Fill(_survival, 1);
        Array.Clear(_incidence);
        Array.Clear(_pull);
        _pooled = 0;
    }

    /// <summary>A time on the first way: scores, and the pulls.</summary>
    internal void Learn(int[] atRisk, int[] own, int[] other)
    {
        (double all, int events, double weight) = Step(atRisk, own, other);
        double open = _atRisk.Sum();
        for (int i = 0; i < groups; i++)
        {
            if (open > 0) Scores[i] += weight * (own[i] - (events * _atRisk[i] / open));
            for (int j = 0; j < groups; j++) _pullInAll[i, j] = _pull[i, j];
        }

        Advance(all, events, own, atRisk);
    }

    /// <summary>A time on the second way: the variance.</summary>
    internal void Add(int[] atRisk, int[] own, int[] other)
    {
        (double all, int events, _) = Step(atRisk, own, other);
        double share = 1 - (_pooled + (all > 0 ? events / all : 0));   // without the event of the cause, after this time
        for (int k = 0; k < groups; k++)
        {
            if (atRisk[k] == 0) continue;
            double through = _nextSurvival[k] > 0 ? share / _nextSurvival[k] : 0;
            if (events > 0)
            {
                // the pooled events, thinned out as the group's are; tied events exclude each other, as of a hypergeometric draw
                double tied = events > 1 ? 1 - ((events - 1) / ((all * _survival[k]) - 1)) : 1;
                Square(k, 1, 1 - through, tied * _survival[k] * events / (all * atRisk[k]));
            }

            if (other[k] > 0 && _nextSurvival[k] > 0)
            {
                double tied = other[k] > 1 ? 1 - ((other[k] - 1.0) / (atRisk[k] - 1.0)) : 1;
                Square(k, 0, through, tied * _survival[k] * _survival[k] * other[k] / ((double)atRisk[k] * atRisk[k]));
            }
        }

        Advance(all, events, own, atRisk);
    }

    // the sum over groups of Y/S, events of the cause, their weight; and the direct share of each group in each score
    private (double All, int Events, double Weight) Step(int[] atRisk, int[] own, int[] other)
    {
        (double all, int events) = (0, 0);
        for (int g = 0; g < groups; g++)
        {
            _open[g] = atRisk[g] > 0 ? atRisk[g] / _survival[g] : 0;
            _atRisk[g] = _open[g] * (1 - _incidence[g]);
            _nextSurvival[g] = atRisk[g] > 0 ? _survival[g] * (atRisk[g] - own[g] - other[g]) / atRisk[g] : _survival[g];
            all += _open[g];
            events += own[g];
        }

        double weight = Math.Pow(1 - _pooled, rho);
        double growth = events > 0 ? events / (all * (1 - _pooled)) : 0;
        for (int i = 0; i < groups; i++)
        {
            for (int j = 0; j < groups; j++)
            {
                _direct[i, j] = weight * _open[i] * ((i == j ? 1 : 0) - (_open[j] / all));
                _pull[i, j] += _direct[i, j] * growth;
            }
        }

        return (all, events, weight);
    }

    private void Square(int k, double direct, double through, double variance)
    {
        for (int i = 0; i < groups; i++)
        {
            double own = (direct * _direct[i, k]) + (through * (_pullInAll[i, k] - _pull[i, k]));
            for (int j = 0; j < groups; j++) Variance[i, j] += variance * own * ((direct * _direct[j, k]) + (through * (_pullInAll[j, k] - _pull[j, k])));
        }
    }

    private void Advance(double all, int events, int[] own, int[] atRisk)
    {
        for (int g = 0; g < groups; g++)
        {
            if (atRisk[g] > 0) _incidence[g] += _survival[g] * own[g] / atRisk[g];
            _survival[g] = _nextSurvival[g];
        }

        if (events > 0) _pooled += events / all;
    }
}
