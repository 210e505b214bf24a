using System.Collections.Immutable;
using Blockade.Models.Networks;

namespace Blockade.Models.Mrgsolve;

/// <summary>
/// Names of one mrgsolve model. Names of the rule model stay where C and mrgsolve allow it, and get an underline where not. A species that is one
/// molecule without sites has the molecule's name as its compartment, any other S and its number.
/// </summary>
internal sealed class MrgsolveNames
{
    // what mrgsolve keeps to itself, and C's words and functions
    private static readonly ImmutableHashSet<string> Reserved =
    [
        .. ("ID TIME AMT CMT EVID II SS ADDL RATE SOLVERTIME NEWIND NEQ self table pred ETA EPS THETA OMEGA SIGMA simeta simeps mevent tad report capture DXDTZERO CFONSTOP "
            + "id time amt cmt evid ii ss addl rate auto break case char const continue default do double else enum extern float for goto if inline int long register return "
            + "short signed sizeof static struct switch typedef union unsigned void volatile while bool class delete new private protected public template this throw try "
            + "catch true false namespace operator using virtual friend and or not xor localdouble localint localbool main exp log pow sqrt sin cos tan floor ceil fabs fmin "
            + "fmax gamma tgamma y0 y1 yn j0 j1 jn index time clock signal div abs").Split(' '),
    ];

    private readonly Dictionary<string, string> _given = [];
    private readonly HashSet<string> _taken = [.. Reserved];

    public MrgsolveNames(ReactionNetwork network)
    {
        foreach (string name in network.Model.Parameters.Select(p => p.Name).Concat(network.Observables.Select(o => o.Name)).Concat(network.Model.Functions.Select(f => f.Name)))
        {
            if (!_given.ContainsKey(name)) _given.Add(name, Fresh(name));
        }

        Compartments =
        [
            .. network.Species.Select((s, i) => Compartment(
                s.MoleculeCount == 1 && s.Name.EndsWith("()", StringComparison.Ordinal) && s.Name[..^2].All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? s.Name[..^2] : $"S{i + 1}")),
        ];
    }

    /// <summary>By species.</summary>
    public ImmutableArray<string> Compartments { get; }

    /// <summary>The C name of a parameter, an observable or a function.</summary>
    public string this[string name] => _given[name];

    /// <summary>A name that nothing has.</summary>
    public string Fresh(string wanted)
    {
        string name = char.IsAsciiLetter(wanted[0]) ? wanted : "x" + wanted;
        while (!_taken.Add(name)) name += "_";
        return name;
    }

    // mrgsolve reads what is called after a compartment as its start, equation, bioavailability, infusion and lag
    private string Compartment(string wanted)
    {
        string name = wanted;
        while (_taken.Contains(name) || After(name).Any(_taken.Contains)) name += "_";
        _taken.UnionWith([name, .. After(name)]);
        return name;

        static string[] After(string name) => [name + "_0", "dxdt_" + name, "F_" + name, "R_" + name, "D_" + name, "ALAG_" + name];
    }
}
