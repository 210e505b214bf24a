using System.Runtime.InteropServices;

namespace Blockade.Models.NetworkFree;

/// <summary>Numbers for the classes of one reactant's matches under a law of all reactants. Classes that the law cannot tell apart are equal. One per simulator.</summary>
/// <param name="law">The law.</param>
/// <param name="reactant">The reactant's place in the rule.</param>
/// <param name="graph">The molecules as graphs.</param>
/// <param name="search">For what a law counts at labels.</param>
/// <param name="known">Classes by what they are; shared where classes of several reactants are to have the same numbers.</param>
internal sealed class MatchClasses(TupleLaw law, int reactant, ComplexGraph graph, ComplexSearch search, Dictionary<string, int> known)
{
    private readonly Dictionary<int, int[]> _numbers = [];
    private readonly Dictionary<int, int> _unit = [];
    private int _species;

    /// <summary>How many matches of a class there are in each complex of its species.</summary>
    public int Unit(int matchClass) => _unit[matchClass];

    /// <summary>What was counted for a class, term after term of this reactant.</summary>
    public int[] Numbers(int matchClass) => _numbers[matchClass];

    /// <summary>From now on matches are those in the complex of an agent, so many in all.</summary>
    public void Enter(int agent, int matches)
    {
        if (law.Kind != TupleLaw.Basis.Populations) return;
        _species = ClassOf(graph.Code(agent));
        _unit[_species] = matches;
    }

    /// <summary>The class of the match that the matcher found.</summary>
    public int Of(Matcher matcher, MatchPlan plan)
    {
        switch (law.Kind)
        {
            case TupleLaw.Basis.Populations:
                return _species;
            case TupleLaw.Basis.Energies:
                return Counted(graph.CodeAround(matcher.Molecules.AsSpan(0, plan.Molecules), matcher.Sites.AsSpan(0, plan.Sites), law.Radius), matcher);
            default:
                return Counted([], matcher);
        }
    }

    // matches that are alike and have the same counts at their labels are one class
    private int Counted(ReadOnlySpan<int> code, Matcher matcher)
    {
        int[] numbers = [.. law.Terms.Where(t => t.Reactant == reactant).Select(t => search.Count(t.Term, matcher.Molecules[Math.Max(0, t.Term.Molecule)]))];
        int number = ClassOf([.. code, .. numbers]);
        _numbers.TryAdd(number, numbers);
        return number;
    }

    private int ClassOf(ReadOnlySpan<int> code)
    {
        string key = new(MemoryMarshal.Cast<int, char>(code));
        if (!known.TryGetValue(key, out int number)) known.Add(key, number = known.Count);
        return number;
    }
}
