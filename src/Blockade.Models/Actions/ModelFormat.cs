namespace Blockade.Models.Actions;

/// <summary>What a model can be written as, besides its network.</summary>
public enum ModelFormat
{
    /// <summary>BNGL, <c>.bngl</c>: <c>writeModel</c>, <c>writeBNGL</c>.</summary>
    Bngl,

    /// <summary>SBML Level 3, <c>_sbml.xml</c>: <c>writeSBML</c>.</summary>
    Sbml,

    /// <summary>The rules as SBML Level 3 with multistate and multicomponent species, <c>_sbml_sbmlmulti.xml</c>: <c>writeSBMLMulti</c>.</summary>
    SbmlMulti,

    /// <summary>The network's differential equations in LaTeX, <c>.tex</c>: <c>writeLatex</c>.</summary>
    Latex,

    /// <summary>The XML of rules that NFsim reads, <c>.xml</c>: <c>writeXML</c>.</summary>
    BngXml,

    /// <summary>The molecules, their sites and their bonds, <c>_contactmap.graphml</c>: <c>visualize({type=>"contactmap"})</c>.</summary>
    ContactMap,

    /// <summary>The rules and what they look at and change, <c>_regulatory.graphml</c>: <c>visualize({type=>"regulatory"})</c>.</summary>
    Regulatory,

    /// <summary>Each rule as what it does, <c>_ruleviz_operation.graphml</c>, also called <c>compact</c>.</summary>
    RuleOperations,

    /// <summary>Each rule between its patterns, <c>_ruleviz_pattern.graphml</c>, also called <c>conventional</c>.</summary>
    RulePatterns,

    /// <summary>The rules and which change what another must find, <c>_process.graphml</c>.</summary>
    Process,

    /// <summary>Species and reactions, <c>_reaction_network.graphml</c>.</summary>
    ReactionNetwork,
}
