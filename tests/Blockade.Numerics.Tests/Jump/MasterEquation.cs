using Blockade.Numerics.Jump;

namespace Blockade.Numerics.Tests.Jump;

/// <summary>
/// The exact law of a small process: every state that can be reached, and their probabilities at a time by uniformisation (Jensen 1953): the
/// powers of a stochastic matrix weighed by a Poisson law. Written from the definition, with none of the simulator's bookkeeping.
/// </summary>
internal sealed class MasterEquation
{
    private readonly List<long[]> _states = [];
    private readonly Dictionary<string, int> _number = [];
    private readonly List<(int From, int To, double Rate)> _moves = [];

    public MasterEquation((int[] Reactants, (int Species, int Change)[] Changes, double Constant)[] reactions, long[] start)
    {
        NumberOf(start);
        for (int s = 0; s < _states.Count; s++)
        {
            foreach (var reaction in reactions)
            {
                double rate = reaction.Constant;
                foreach (IGrouping<int, int> g in reaction.Reactants.GroupBy(r => r)) rate *= Choose(_states[s][g.Key], g.Count());
                if (rate == 0) continue;
                long[] next = [.. _states[s]];
                foreach ((int species, int change) in reaction.Changes) next[species] += change;
                _moves.Add((s, NumberOf(next), rate));
            }
        }
    }

    public int StateCount => _states.Count;

    public int NumberOf(IEnumerable<long> state)
    {
        string key = string.Join(',', state);
        if (_number.TryGetValue(key, out int number)) return number;
        _states.Add([.. state]);
        _number.Add(key, _states.Count - 1);
        return _states.Count - 1;
    }

    public double[] At(double t)
    {
        var leaving = new double[StateCount];
        foreach ((int from, _, double rate) in _moves) leaving[from] += rate;
        double uniform = leaving.Max();
        var p = new double[StateCount];
        p[0] = 1;
        var sum = new double[StateCount];
        double logWeight = -uniform * t;
        int last = (int)((uniform * t) + (12 * Math.Sqrt(uniform * t)) + 40);   // the Poisson law's tail beyond is below 1e-12
        for (int k = 0; k <= last; k++)
        {
            double weight = Math.Exp(logWeight);
            for (int s = 0; s < p.Length; s++) sum[s] += weight * p[s];
            logWeight += Math.Log(uniform * t / (k + 1));
            var next = new double[p.Length];
            for (int s = 0; s < p.Length; s++) next[s] = p[s] * (1 - (leaving[s] / uniform));
            foreach ((int from, int to, double rate) in _moves) next[to] += p[from] * rate / uniform;
            p = next;
        }

        return sum;
    }

    private static double Choose(long n, int k)
    {
        double ways = 1;
        for (int i = 0; i < k; i++) ways *= (double)(n - i) / (i + 1);
        return Math.Max(0, ways);
    }
}
