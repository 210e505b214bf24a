using Blockade.Populations;

namespace Blockade.Trials;

/// <summary>One thing a protocol asks of a patient before she may enter; limits are included.</summary>
/// <param name="Property">What is looked at.</param>
/// <param name="AtLeast">Its smallest value, in the property's unit.</param>
/// <param name="AtMost">Its largest value; the same as the smallest where the answer is yes or no.</param>
public sealed record EligibilityRule(PatientProperty Property, double AtLeast, double AtMost)
{
    /// <summary>Whether a patient may enter.</summary>
    public bool Admits(VirtualPatient patient) => Property.Of(patient) is double value && value >= AtLeast && value <= AtMost;

    /// <summary>The rule in words, such as <c>age at least 18 years</c>.</summary>
    public string Words => Property.Unit is null ? $"{(AtLeast > 0 ? "" : "no ")}{Property.Name}"
        : double.IsNegativeInfinity(AtLeast) ? $"{Property.Name} at most {Number(AtMost)}"
        : double.IsPositiveInfinity(AtMost) ? $"{Property.Name} at least {Number(AtLeast)}"
        : $"{Property.Name} from {Number(AtLeast)} to {Number(AtMost)}";

    private string Number(double value) => FormattableString.Invariant($"{value:g6}{(Property.Unit == "1" ? "" : " ")}{(Property.Unit == "1" ? "" : Property.Unit)}");
}
