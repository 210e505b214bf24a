using System.Collections.Immutable;

namespace Blockade.Reporting;

/// <summary>How one arm is drawn: told apart by colour, and in grey print by its dashes.</summary>
/// <param name="Hex">Colour as <c>#RRGGBB</c>.</param>
/// <param name="Dashes">Lengths of dash and gap in pixels; empty for a solid line.</param>
internal sealed record Ink(string Hex, ImmutableArray<float> Dashes)
{
    /// <summary>Text, axes and marks.</summary>
    public const string Black = "#1A1A1A";

    /// <summary>Notes and reference lines; contrast on white 7:1.</summary>
    public const string Grey = "#595959";

    /// <summary>Grid lines.</summary>
    public const string Light = "#E3E3E3";

    /// <summary>Dashes of everything published, thinner than any arm's.</summary>
    public static ImmutableArray<float> Published { get; } = [9, 6];

    /// <summary>
    /// Okabe and Ito's palette without black and yellow, in an order whose neighbours differ in lightness or hue for all common kinds of colour
    /// blindness (Wong 2011, Nat. Methods 8:441, doi:10.1038/nmeth.1618).
    /// </summary>
    private static readonly ImmutableArray<Ink> Arms =
    [
        new("#0072B2", []), new("#D55E00", [26, 9]), new("#009E73", [14, 6, 3, 6]),
        new("#CC79A7", [4, 6]), new("#E69F00", [26, 6, 3, 6, 3, 6]), new("#56B4E9", [12, 8]),
    ];

    /// <summary>The ink of the arm with this index, 0 to 5.</summary>
    public static Ink OfArm(int index) => Arms[index];
}
