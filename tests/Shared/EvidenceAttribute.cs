namespace Blockade.Testing;

/// <summary>What a test's expected value rests on, so that anyone can see which numbers are proved, and how.</summary>
public enum EvidenceKind
{
    /// <summary>A closed form, or an identity that holds by definition.</summary>
    Analytic,

    /// <summary>A value printed in a publication.</summary>
    Published,

    /// <summary>A value computed by another program.</summary>
    OtherProgram,

    /// <summary>A relation between two runs of our own code.</summary>
    Metamorphic,
}

/// <summary>Files a test under the kind of evidence it rests on, and names the source.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class EvidenceAttribute(EvidenceKind kind, string source) : Attribute
{
    /// <summary>The kind.</summary>
    public EvidenceKind Kind { get; } = kind;

    /// <summary>The formula, paper or program with its version.</summary>
    public string Source { get; } = source;
}
