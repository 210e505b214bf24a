using System.CommandLine;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;

namespace Blockade.Cli;

/// <summary>Options that raise the limits of SBML files, for one command.</summary>
internal sealed class SbmlOptions
{
    private readonly Option<int> _depth = Limit("--max-xml-depth", "SBML: most elements inside each other.", SbmlLimits.Default.MaxDepth, 1000);
    private readonly Option<int> _elements = Limit("--max-xml-elements", "SBML: most elements.", SbmlLimits.Default.MaxElements, int.MaxValue);
    private readonly Option<int> _attributes = Limit("--max-xml-attributes", "SBML: most attributes of one element.", SbmlLimits.Default.MaxAttributes, int.MaxValue);
    private readonly Option<int> _terms = Limit("--max-terms", "SBML: most terms of one formula with its functions written out.", SbmlLimits.Default.MaxTerms, int.MaxValue);

    public void AddTo(Command command)
    {
        foreach (Option<int> option in new[] { _depth, _elements, _attributes, _terms }) command.Add(option);
    }

    public SbmlLimits Of(ParseResult parse) => new(parse.GetValue(_depth), parse.GetValue(_elements), parse.GetValue(_attributes), parse.GetValue(_terms));

    /// <summary>Reads a file and says what is wrong with it; null, or the exit code.</summary>
    public (SbmlDocument? Document, int Code) Read(CommandHost host, SourceText source, ParseResult parse, bool quiet)
    {
        Checked<SbmlDocument> read = SbmlReader.Read(source, Of(parse));
        Inputs.Report(host, read.Diagnostics, quiet);
        return (read.Value, Inputs.Code(read.Diagnostics));
    }

    private static Option<int> Limit(string name, string description, int otherwise, int most)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise, HelpName = "N" };
        option.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() < 1 || r.GetValueOrDefault<int>() > most) r.AddError(FormattableString.Invariant($"{name} is from 1 to {most}."));
        });
        return option;
    }
}
