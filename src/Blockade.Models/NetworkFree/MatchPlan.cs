using System.Collections.Immutable;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.NetworkFree;

/// <summary>
/// How a pattern is looked for from one molecule, its root: each step tests or follows one site. Matches are told apart by the pattern's
/// centre, what the rule changes; the root is part of it, so that matches at two roots always differ.
/// </summary>
internal sealed class MatchPlan
{
    private readonly CompiledPattern _pattern;
    private readonly Vocabulary _vocabulary;
    private readonly bool _isGuarded;

    private MatchPlan(CompiledPattern pattern, Vocabulary vocabulary, int root, ImmutableArray<int> molecules, ImmutableArray<int> sites, bool once, bool keepsTwins)
    {
        _pattern = pattern;
        _vocabulary = vocabulary;
        Place = pattern.Compartment;
        RepeatsTypes = pattern.Types.Distinct().Count() < pattern.Types.Length;
        Root = root;
        KeyMolecules = molecules;
        KeySites = sites;
        MatchesOnce = once;
        Multiplicity = keepsTwins ? 1 : pattern.Multiplicity;
        Steps = MakeSteps(vocabulary, keepsTwins, out List<(int Parent, int Via)> parents);
        IsScattered = Steps.Any(s => s.Kind == StepKind.Roam);
        IsWalk = !IsScattered && Steps.All(s => s.Kind == StepKind.Start || s.Places.Length == 1);
        _isGuarded = RepeatsTypes || Steps.Any(s => s.Compartment >= 0 || s.Slots > 0);
        Checks = IsWalk ? [.. Steps.Skip(1).Select(CheckOf)] : [];
        BondOfRoot = Array.FindIndex(Checks, c => c.Molecule >= 0) is >= 0 and int follow && pattern.Sites[Checks[follow].From].Molecule == root
            ? Array.Find(Checks, c => c.Site == Checks[follow].From).Offset : -1;
        NeedsKeys = !once && (IsScattered || Steps.Any(s => s.Places.Length > 1 && !sites.Contains(s.Site)));
        Ascents = [.. Enumerable.Range(0, pattern.Types.Length).Select(Ascent)];

        Check CheckOf(Step step)
        {
            bool follows = step.Kind == StepKind.Follow;
            int mask = (follows ? ~AgentPool.StateMask : 0) | (step.State >= 0 ? AgentPool.StateMask : 0);
            int cell = (follows ? step.Place << AgentPool.NumberShift : 0) | (step.State >= 0 ? step.State + 1 : 0);
            return new(
                follows ? step.Via : step.Molecule, AgentPool.SiteOf(0, step.Place), mask, cell, step.Slots > 0 ? BondKind.Any : step.Bond, step.Partner,
                follows ? step.Molecule : -1, step.Type, step.Site);
        }

        Climb[] Ascent(int molecule)
        {
            var climbs = new List<Climb>();
            for (int at = molecule; parents[at].Parent >= 0; at = parents[at].Parent)
            {
                int via = parents[at].Via;
                climbs.Add(new Climb(
                    Places(vocabulary, pattern.Sites[pattern.Sites[via].Partner], pattern.Types[at]), pattern.Types[parents[at].Parent],
                    Places(vocabulary, pattern.Sites[via], pattern.Types[parents[at].Parent])));
            }

            return [.. climbs];
        }
    }

    internal enum StepKind
    {
        /// <summary>The root.</summary>
        Start,

        /// <summary>A site of a molecule already found: each place of its class that fits.</summary>
        Pick,

        /// <summary>Over the bond of a site already found to its partner.</summary>
        Follow,

        /// <summary>Any other molecule of the complex: the pattern does not say by which bonds it hangs together.</summary>
        Roam,
    }

    /// <summary>The pattern's molecule that is its root.</summary>
    public int Root { get; }

    /// <summary>The compartment asked for the whole complex, -1 for any.</summary>
    public int Place { get; private init; }

    /// <summary>The pattern as it was read.</summary>
    public Pattern Pattern => _pattern.Source;

    public int RootType => _pattern.Types[Root];

    public int Molecules => _pattern.Types.Length;

    public int Sites => _pattern.Sites.Length;

    /// <summary>The centre, by the pattern's numbers.</summary>
    public ImmutableArray<int> KeyMolecules { get; }

    public ImmutableArray<int> KeySites { get; }

    /// <summary>A root counts once however often the rest fits: the rule changes nothing here, or the complex as a whole.</summary>
    public bool MatchesOnce { get; }

    /// <summary>How many embeddings one match that is found stands for: those that exchange twins.</summary>
    public double Multiplicity { get; }

    public Step[] Steps { get; }

    /// <summary>No step has a choice: a root matches once or not at all.</summary>
    public bool IsWalk { get; }

    /// <summary>What a walk tests, step by step after the root.</summary>
    public Check[] Checks { get; }

    /// <summary>Where in the root's record the site is over whose bond a walk goes first; -1 where it goes over none.</summary>
    public int BondOfRoot { get; }

    /// <summary>A walk is not all: there are compartments, types asked for twice, or components that count their bonds.</summary>
    public bool IsGuarded => _isGuarded || Place >= 0;

    /// <summary>Parts of the pattern hang together somewhere in the complex, the pattern does not say how.</summary>
    public bool IsScattered { get; }

    /// <summary>Two molecules of one type are asked for, and must be two.</summary>
    public bool RepeatsTypes { get; }

    /// <summary>Matches with one centre may be found more than once.</summary>
    public bool NeedsKeys { get; }

    /// <summary>For each molecule of the pattern, the bonds from it up to the root.</summary>
    public Climb[][] Ascents { get; }

    /// <summary>The plan's text: equal plans have equal texts.</summary>
    public string Text => $"{Root}|{string.Join(',', KeyMolecules)}|{string.Join(',', KeySites)}|{MatchesOnce}|"
        + $"{Place}|{string.Join(',', _pattern.Compartments)}|" + string.Join(';', _pattern.Types) + "|" + string.Join(';', Steps.Select(s => $"{s.Kind},{s.Molecule},{s.Site},{s.Place},{s.Via},{s.State},{s.Bond},{s.Partner},{s.Slots},{s.Bonds},{s.Before},{s.Hub},{s.Slot}"));

    /// <summary>For a reactant of a rule: matches differ where their centres do. A place is asked of its complex, -1 for any.</summary>
    public static MatchPlan OfReactant(CompiledPattern pattern, Vocabulary vocabulary, ImmutableArray<int> centreMolecules, ImmutableArray<int> centreSites, int place)
    {
        bool once = centreMolecules.IsEmpty && centreSites.IsEmpty;
        int root = once ? 0 : !centreMolecules.IsEmpty ? centreMolecules[0] : pattern.Sites[centreSites[0]].Molecule;
        return new(pattern, vocabulary, root, centreMolecules, centreSites, once, keepsTwins: false) { Place = place };
    }

    /// <summary>For an observable: matches times <see cref="Multiplicity"/> is the number of embeddings.</summary>
    public static MatchPlan OfObservable(CompiledPattern pattern, Vocabulary vocabulary) => OfAll(pattern, vocabulary, keepsTwins: false);

    /// <summary>For what a rate counts: every embedding is a match.</summary>
    public static MatchPlan OfEmbeddings(CompiledPattern pattern, Vocabulary vocabulary) => OfAll(pattern, vocabulary, keepsTwins: true);

    /// <summary>Whether a change at a site of a type can matter to a molecule of the pattern.</summary>
    public bool Mentions(int molecule, int type, int siteClass)
    {
        if (_pattern.Types[molecule] != type) return false;
        for (int s = _pattern.SiteStart[molecule]; s < _pattern.SiteStart[molecule + 1]; s++)
        {
            if (ComponentAt(type, _pattern.Sites[s].Class) == ComponentAt(type, siteClass)) return true;
        }

        return false;
    }

    // a component that counts its bonds is not the same after one of its slots changed
    private int ComponentAt(int type, int siteClass) => siteClass > 0 && _vocabulary.Slots[type][siteClass - 1] > 0 ? siteClass - 1 : siteClass;

    public int TypeOf(int molecule) => _pattern.Types[molecule];

    private static MatchPlan OfAll(CompiledPattern pattern, Vocabulary vocabulary, bool keepsTwins) =>
        new(pattern, vocabulary, 0, [.. Enumerable.Range(0, pattern.Types.Length)], [.. Enumerable.Range(0, pattern.Sites.Length)], once: false, keepsTwins);

    private Step[] MakeSteps(Vocabulary vocabulary, bool keepsTwins, out List<(int Parent, int Via)> parents)
    {
        var steps = new List<Step>();
        (int Parent, int Via)[] above = [.. Enumerable.Repeat((-1, -1), _pattern.Types.Length)];
        var placed = new bool[_pattern.Types.Length];
        var order = new List<int>();
        var entered = new HashSet<int>();
        steps.Add(new Step(StepKind.Start, Root, -1, -1, -1, BondKind.Any, -1, _pattern.Types[Root], [0]) { Compartment = _pattern.Compartments[Root] });
        Place(Root);
        while (order.Count < placed.Length)
        {
            int via = Enumerable.Range(0, _pattern.Sites.Length).FirstOrDefault(
                s => _pattern.Sites[s].Partner >= 0 && placed[_pattern.Sites[s].Molecule] && !placed[_pattern.Sites[_pattern.Sites[s].Partner].Molecule], -1);
            if (via >= 0)
            {
                int entry = _pattern.Sites[via].Partner;
                int next = _pattern.Sites[entry].Molecule;
                above[next] = (_pattern.Sites[via].Molecule, via);
                entered.Add(entry);
                steps.Add(Make(StepKind.Follow, entry, via));
                Place(next);
            }
            else
            {
                int next = Array.IndexOf(placed, false);
                steps.Add(new Step(StepKind.Roam, next, -1, -1, -1, BondKind.Any, -1, _pattern.Types[next], [0]) { Compartment = _pattern.Compartments[next] });
                Place(next);
            }
        }

        parents = [.. above];
        return [.. steps];

        void Place(int molecule)
        {
            placed[molecule] = true;
            order.Add(molecule);
            for (int s = _pattern.SiteStart[molecule]; s < _pattern.SiteStart[molecule + 1]; s++)
            {
                if (!entered.Contains(s)) steps.Add(Make(StepKind.Pick, s, -1));
            }
        }

        Step Make(StepKind kind, int site, int via)
        {
            CompiledPattern.Site wanted = _pattern.Sites[site];
            int partner = wanted.Partner >= 0 && steps.Any(s => s.Site == wanted.Partner) ? wanted.Partner : -1;
            bool isSlot = wanted.Component != site;
            return new Step(
                kind, wanted.Molecule, site, via, wanted.State, wanted.Bond, partner, _pattern.Types[wanted.Molecule],
                Places(vocabulary, wanted, _pattern.Types[wanted.Molecule]))
            {
                Compartment = _pattern.Compartments[wanted.Molecule], Slots = wanted.Slots, Bonds = wanted.Bonds, Before = keepsTwins ? -1 : wanted.Before,
                Hub = isSlot && kind == StepKind.Pick ? wanted.Component : -1, HubSlots = isSlot ? _pattern.Sites[wanted.Component].Slots : 0,
                Slot = wanted.Slots > 0 ? entered.FirstOrDefault(e => _pattern.Sites[e].Component == site, -1) : -1,
            };
        }
    }

    private static int[] Places(Vocabulary vocabulary, CompiledPattern.Site site, int type) =>
        [.. Enumerable.Range(0, vocabulary.SiteClass[type].Length).Where(i => vocabulary.SiteClass[type][i] == site.Class)];

    /// <summary>One step of the search.</summary>
    /// <param name="Kind">What is done.</param>
    /// <param name="Molecule">The pattern's molecule.</param>
    /// <param name="Site">The pattern's site, or -1.</param>
    /// <param name="Via">For Follow: the pattern's site already found whose bond leads here.</param>
    /// <param name="State">The state asked for, or -1.</param>
    /// <param name="Bond">The bond asked for.</param>
    /// <param name="Partner">The site at the other end of a labelled bond, where it was found earlier; else -1.</param>
    /// <param name="Type">The molecule's type.</param>
    /// <param name="Places">Sites of the type that may stand for the pattern's site, by number.</param>
    internal readonly record struct Step(
        StepKind Kind, int Molecule, int Site, int Via, int State, BondKind Bond, int Partner, int Type, int[] Places)
    {
        /// <summary>The first place, the only one on a walk.</summary>
        public int Place => Places[0];

        /// <summary>The compartment asked for the molecule, -1 for any.</summary>
        public int Compartment { get; init; }

        /// <summary>How many slots follow a component with several bonds; 0 for any other.</summary>
        public int Slots { get; init; }

        /// <summary>In how many of them it holds a bond.</summary>
        public int Bonds { get; init; }

        /// <summary>For a slot of a component that was found earlier, the pattern's site of that component; else -1. Of equal components it is one of that one's slots.</summary>
        public int Hub { get; init; } = -1;

        /// <summary>How many slots that component has.</summary>
        public int HubSlots { get; init; }

        /// <summary>For a component that was entered over the bond of one of its slots, the pattern's site of that slot; else -1.</summary>
        public int Slot { get; init; } = -1;

        /// <summary>The twin whose place comes before this one's, or -1.</summary>
        public int Before { get; init; } = -1;
    }

    /// <summary>A step of a walk, as numbers that are compared with cells.</summary>
    /// <param name="From">The pattern's molecule whose site is looked at, or where a bond is followed the site it leaves from.</param>
    /// <param name="Offset">Where the site is in its record.</param>
    /// <param name="Mask">What of the site's cell is asked for.</param>
    /// <param name="Cell">What it is to be.</param>
    /// <param name="Bond">The bond asked for, of a site that is looked at.</param>
    /// <param name="Partner">As in <see cref="Step"/>.</param>
    /// <param name="Molecule">Where a bond is followed the pattern's molecule it leads to; else -1.</param>
    /// <param name="Type">That molecule's type.</param>
    /// <param name="Site">The pattern's site.</param>
    internal readonly record struct Check(int From, int Offset, int Mask, int Cell, BondKind Bond, int Partner, int Molecule, int Type, int Site);

    /// <summary>A bond from a molecule to the one nearer the root.</summary>
    internal readonly record struct Climb(int[] Places, int ParentType, int[] ParentPlaces);
}
