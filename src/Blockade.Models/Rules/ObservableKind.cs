namespace Blockade.Models.Rules;

/// <summary>How an observable counts.</summary>
public enum ObservableKind
{
    /// <summary>Every embedding counts: a symmetric match counts as often as it embeds.</summary>
    Molecules,

    /// <summary>A species counts once for each of the observable's patterns that it matches.</summary>
    Species,
}
