using System.Collections.Immutable;
using Blockade.Models.Cvode;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Matlab;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Actions;

/// <summary>One checked action: names are known, values have their types. Closed: the cases below are all there are.</summary>
public abstract record ActionStep
{
    private ActionStep(SourceText source, SourceSpan span) => (Source, Span) = (source, span);

    /// <summary>The text it stands in.</summary>
    public SourceText Source { get; }

    /// <summary>Where.</summary>
    public SourceSpan Span { get; }

    /// <summary><c>readFile</c>: another model, or a network, takes the place of the model so far.</summary>
    public sealed record Load(SourceText Source, SourceSpan Span, RuleModel Model, ReactionNetwork? Network) : ActionStep(Source, Span);

    /// <summary><c>readFile</c> of a file that the run itself has written by then.</summary>
    public sealed record LoadWritten(SourceText Source, SourceSpan Span, string File) : ActionStep(Source, Span);

    /// <summary><c>generate_network</c>: expands the rules and writes the network.</summary>
    public sealed record GenerateNetwork(SourceText Source, SourceSpan Span, NetworkBounds Bounds, OutputName Name) : ActionStep(Source, Span)
    {
        /// <summary>Write the reactions a second time, with the species' texts.</summary>
        public bool TextReaction { get; init; }

        /// <summary>Write species by their texts, not their numbers. Default true.</summary>
        public bool TextSpecies { get; init; } = true;

        /// <summary>Write the file. Default true.</summary>
        public bool Writes { get; init; } = true;

        /// <summary>Where there is a network, its rounds count, and those asked for come on top. Default true.</summary>
        public bool GoesOn { get; init; } = true;
    }

    /// <summary><c>simulate</c> and its like.</summary>
    public sealed record Simulate(SourceText Source, SourceSpan Span, SimulationRequest Request) : ActionStep(Source, Span);

    /// <summary><c>parameter_scan</c> and <c>bifurcate</c>.</summary>
    public sealed record Scan(SourceText Source, SourceSpan Span, ScanRequest Request) : ActionStep(Source, Span);

    /// <summary><c>LinearParameterSensitivity</c>: courses of a network, read by <paramref name="Network"/>, with each parameter raised in turn.</summary>
    public sealed record Sensitivity(SourceText Source, SourceSpan Span, ActionStep Network, SensitivityRequest Request) : ActionStep(Source, Span);

    /// <summary><c>setParameter</c>: a new definition, over parameters.</summary>
    public sealed record SetParameter(SourceText Source, SourceSpan Span, string Name, Expression Value) : ActionStep(Source, Span);

    /// <summary>
    /// <c>setConcentration</c> and <c>addConcentration</c>: the species as written without blanks, and as a pattern where the model has molecule types to
    /// read it by; the value over parameters, observables and functions.
    /// </summary>
    public sealed record SetAmount(SourceText Source, SourceSpan Span, string Text, Pattern? Species, Expression Value, bool IsAdded) : ActionStep(Source, Span);

    /// <summary><c>saveConcentrations</c>.</summary>
    public sealed record SaveAmounts(SourceText Source, SourceSpan Span, string Label) : ActionStep(Source, Span);

    /// <summary><c>resetConcentrations</c>.</summary>
    public sealed record ResetAmounts(SourceText Source, SourceSpan Span, string Label) : ActionStep(Source, Span);

    /// <summary><c>saveParameters</c>.</summary>
    public sealed record SaveParameters(SourceText Source, SourceSpan Span, string Label) : ActionStep(Source, Span);

    /// <summary><c>resetParameters</c>.</summary>
    public sealed record ResetParameters(SourceText Source, SourceSpan Span, string Label) : ActionStep(Source, Span);

    /// <summary><c>setVolume</c>: another size of a compartment.</summary>
    public sealed record SetVolume(SourceText Source, SourceSpan Span, string Compartment, Expression Size) : ActionStep(Source, Span);

    /// <summary><c>setModelName</c>: files are called so from here on.</summary>
    public sealed record Rename(SourceText Source, SourceSpan Span, string Name) : ActionStep(Source, Span);

    /// <summary><c>writeNetwork</c> and its like: the network as it is now, as a <c>.net</c> file.</summary>
    public sealed record WriteNetwork(SourceText Source, SourceSpan Span, OutputName Name) : ActionStep(Source, Span)
    {
        /// <summary>Numbers in place of the parameters' formulas.</summary>
        public bool Evaluates { get; init; }

        /// <summary>As of <see cref="GenerateNetwork"/>.</summary>
        public bool TextReaction { get; init; }

        /// <summary>As of <see cref="GenerateNetwork"/>. Default true.</summary>
        public bool TextSpecies { get; init; } = true;
    }

    /// <summary><c>writeSBML</c>, <c>writeModel</c>, <c>writeLatex</c>, <c>visualize</c>: the model as it is now in another form.</summary>
    public sealed record WriteModel(SourceText Source, SourceSpan Span, OutputName Name, ModelFormat Format) : ActionStep(Source, Span);

    /// <summary><c>writeMfile</c>: the network as it is now as a function of MATLAB's.</summary>
    public sealed record WriteMatlab(SourceText Source, SourceSpan Span, OutputName Name, MatlabSettings Settings) : ActionStep(Source, Span);

    /// <summary><c>writeMfile_QueryNames</c>, or <c>writeMfile_ParametersObservables</c>: the names in the model as it is now, for MATLAB.</summary>
    public sealed record WriteNames(SourceText Source, SourceSpan Span, bool IsQuery) : ActionStep(Source, Span);

    /// <summary><c>writeMexfile</c>, <c>writeCPPfile</c>, <c>writeCPYfile</c>: the network as it is now as a program in C.</summary>
    public sealed record WriteCode(SourceText Source, SourceSpan Span, OutputName Name, CvodeForm Form, CvodeSettings Settings, MatlabSettings Script) : ActionStep(Source, Span);

    /// <summary><c>generate_hybrid_model</c>: the model with its mapped species as populations, as a <c>.bngl</c> file, and what is done with it.</summary>
    /// <param name="Source">The text it stands in.</param>
    /// <param name="Span">Where.</param>
    /// <param name="Name">What the file, and the model in it, is called.</param>
    /// <param name="IsSafe">Keep every rule for single molecules too.</param>
    /// <param name="Actions">The actions that the file gets, a line each.</param>
    /// <param name="Body">Those that are done at once; empty where the file is only written.</param>
    public sealed record MakeHybrid(SourceText Source, SourceSpan Span, OutputName Name, bool IsSafe, string Actions, ImmutableArray<ActionStep> Body) : ActionStep(Source, Span);

    /// <summary><c>quit</c>: nothing after it is done.</summary>
    public sealed record Quit(SourceText Source, SourceSpan Span) : ActionStep(Source, Span);
}
