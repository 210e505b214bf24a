using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Blockade.Evidence;

namespace Blockade.Antibodies;

/// <summary>An antibody that somebody brings: where it binds, and which known one it is like in all else.</summary>
/// <param name="Name">Its name, which its molecule type and constants carry.</param>
/// <param name="Like">The antibody whose rate of binding, doses and pharmacokinetics it has, and whose place in the patient it takes.</param>
/// <param name="Arms">One, or two for a biparatopic.</param>
/// <param name="Source">Who says so.</param>
/// <param name="Grade">How well its dissociation constants are known.</param>
public sealed partial record AntibodyDesign(string Name, string Like, ImmutableArray<AntibodyArm> Arms, string Source, Grade Grade)
{
    /// <summary>The antibodies that one can be like.</summary>
    public static ImmutableArray<string> Known { get; } = ["trastuzumab", "pertuzumab"];

    /// <summary>The other one of <see cref="Known"/>: what it is given with.</summary>
    public string Partner => Known.Single(k => k != Like);

    /// <summary>Whether a word can be an antibody's name: letters, digits and underscores, a letter first, as rules write names.</summary>
    public static bool IsName(string name) => NameForm().IsMatch(name);

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_]*$")]
    private static partial Regex NameForm();
}
