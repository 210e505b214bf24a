using System.Collections.Immutable;

namespace Blockade.Models.Diagnostics;

/// <summary>
/// What reading a user's text gave: a value or nothing, and everything worth saying about it. The value is null exactly when
/// a diagnostic is an error.
/// </summary>
public sealed class Checked<T>
    where T : class
{
    /// <summary>Pairs a value with its diagnostics; the value is dropped when one of them is an error.</summary>
    public Checked(T? value, ImmutableArray<Diagnostic> diagnostics)
    {
        Diagnostics = diagnostics;
        Value = diagnostics.Any(d => d.Severity == Severity.Error) ? null : value;
        if (Value is null && !diagnostics.Any(d => d.Severity == Severity.Error))
        {
            throw new ArgumentException("A value that is missing needs an error that says why.", nameof(diagnostics));
        }
    }

    /// <summary>The value, or null when a diagnostic is an error.</summary>
    public T? Value { get; }

    /// <summary>In the order of the text.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }
}
