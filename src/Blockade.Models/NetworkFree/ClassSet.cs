using Blockade.Numerics.Random;

namespace Blockade.Models.NetworkFree;

/// <summary>Matches of a reactant by class: those that a rate law does not tell apart. A profile is the class of each match at a molecule.</summary>
internal sealed class ClassSet(MatchPlan plan, AgentPool pool, int cell) : FiledSet(plan, pool, cell)
{
    private readonly List<int[]> _classes = [];                      // by profile
    private readonly List<long> _counts = [];                        // by class
    private readonly List<List<(int Profile, int Times)>> _profiles = [];   // by class

    private readonly List<int> _active = [];                         // classes that have a match
    private readonly List<int> _placeInActive = [];                  // by class

    /// <summary>Classes that have a match now.</summary>
    public IReadOnlyList<int> Active => _active;

    /// <summary>Matches of a class now.</summary>
    public long Count(int matchClass) => _counts[matchClass];

    /// <summary>A match of a class that has one.</summary>
    public (int Agent, int Match) Draw(int matchClass, ref RandomSequence random)
    {
        long at = (long)(random.NextUniform() * _counts[matchClass]);
        foreach ((int profile, int times) in _profiles[matchClass])
        {
            List<int> agents = AgentsOf(profile);
            long here = (long)agents.Count * times;
            if (at < here) return (agents[(int)(at / times)], MatchOf(matchClass, profile, (int)(at % times)));
            at -= here;
        }

        return First(matchClass);
    }

    /// <summary>Some match of a class that has one.</summary>
    public (int Agent, int Match) First(int matchClass)
    {
        int profile = _profiles[matchClass].First(p => AgentsOf(p.Profile).Count > 0).Profile;
        return (AgentsOf(profile)[0], MatchOf(matchClass, profile, 0));
    }

    /// <inheritdoc/>
    protected override void Make(int[] numbers)
    {
        foreach (IGrouping<int, int> group in numbers.GroupBy(n => n))
        {
            while (_counts.Count <= group.Key)
            {
                _counts.Add(0);
                _placeInActive.Add(0);
                _profiles.Add([]);
            }

            _profiles[group.Key].Add((_classes.Count, group.Count()));
        }

        _classes.Add(numbers);
    }

    /// <inheritdoc/>
    protected override void Change(int profile, int by)
    {
        foreach (int matchClass in _classes[profile])
        {
            bool was = _counts[matchClass] > 0;
            _counts[matchClass] += by;
            if (_counts[matchClass] > 0 == was) continue;
            if (was) Retire(matchClass);
            else Enter(matchClass);
        }
    }

    /// <inheritdoc/>
    protected override int MatchesIn(int profile) => _classes[profile].Length;

    private void Enter(int matchClass)
    {
        _placeInActive[matchClass] = _active.Count;
        _active.Add(matchClass);
    }

    private void Retire(int matchClass)
    {
        int place = _placeInActive[matchClass];
        _active[place] = _active[^1];
        _placeInActive[_active[place]] = place;
        _active.RemoveAt(_active.Count - 1);
    }

    private int MatchOf(int matchClass, int profile, int number)
    {
        int[] classes = _classes[profile];
        for (int match = 0; ; match++)
        {
            if (classes[match] == matchClass && number-- == 0) return match;
        }
    }
}
