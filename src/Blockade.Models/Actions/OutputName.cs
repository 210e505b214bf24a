namespace Blockade.Models.Actions;

/// <summary>What an action's files are called: <c>PREFIX_SUFFIX.kind</c>. Both are plain names, never paths.</summary>
/// <param name="Prefix">Null for the model's name.</param>
/// <param name="Suffix">Null for none.</param>
public sealed record OutputName(string? Prefix, string? Suffix)
{
    /// <summary>The model's name alone.</summary>
    public static OutputName Default { get; } = new(null, null);

    /// <summary>The stem of the files' names for a model of this name.</summary>
    public string Stem(string modelName) => Suffix is null ? Prefix ?? modelName : $"{Prefix ?? modelName}_{Suffix}";
}
