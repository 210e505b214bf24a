namespace Blockade.Models.Sedml;

/// <summary>The language of a model, as far as it matters here.</summary>
public enum SedmlLanguage
{
    /// <summary>Not said: the file's name decides.</summary>
    Unsaid,

    /// <summary>SBML of any level.</summary>
    Sbml,

    /// <summary>BNGL.</summary>
    Bngl,
}
