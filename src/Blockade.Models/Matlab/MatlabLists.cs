using Blockade.Models.Compilation;
using Blockade.Models.Rules;

namespace Blockade.Models.Matlab;

/// <summary>
/// The names in a model as functions of MATLAB's, with the arguments and outputs of the files that BioNetGen's <c>writeMfile_QueryNames</c> and
/// <c>writeMfile_ParametersObservables</c> write. Parameters are those of the function that <see cref="MatlabWriter"/> writes: the ones that are numbers, in their order.
/// </summary>
public static class MatlabLists
{
    /// <summary><c>QueryNames.m</c>: labels and values of parameters, labels of observables and of these species.</summary>
    public static void WriteQueryNames(RuleModel model, IEnumerable<string> species, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(output);
        Parameter[] numbers = Numbers(model);
        output.Write($"""
            function [ param_labels, param_defaults, obs_labels, species_labels ] = QueryNames( inputlist )
            %QUERYNAMES Names of parameters, their values, names of observables and of species.

                param_labels = {Labels(numbers.Select(p => p.Name))};
                param_defaults = {Values(numbers)};
                obs_labels = {Labels(model.Observables.Select(o => o.Name))};
                species_labels = {Labels(species)};
            end

            """.ReplaceLineEndings("\n"));
    }

    /// <summary><c>ParameterList.m</c>: all labels and values without an argument; of numbers the labels, of labels the numbers, 0 where there is none.</summary>
    public static void WriteParameterList(RuleModel model, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(output);
        Parameter[] numbers = Numbers(model);
        output.Write($"""
            function [ outputlist, defaultvals ] = ParameterList( inputlist )
            %PARAMETERLIST Without an argument the names of all parameters; of numbers their names, of names their numbers, 0 where there is none.

                param_labels = {Labels(numbers.Select(p => p.Name))};
                param_defaults = {Values(numbers)};
                if ( nargin < 1 )
                    outputlist = param_labels;
                    defaultvals = param_defaults;
                elseif ( isnumeric(inputlist) )
                    outputlist = reshape( param_labels(inputlist), size(inputlist) );
                    defaultvals = reshape( param_defaults(inputlist), size(inputlist) );
                else
                    [ found, outputlist ] = ismember( inputlist, param_labels );
                    defaultvals = zeros(size(inputlist));
                    defaultvals(found) = param_defaults(outputlist(found));
                end
            end

            """.ReplaceLineEndings("\n"));
    }

    /// <summary><c>ObservableList.m</c>: the same of observables, without values.</summary>
    public static void WriteObservableList(RuleModel model, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(output);
        output.Write($"""
            function [ outputlist ] = ObservableList( inputlist )
            %OBSERVABLELIST Without an argument the names of all observables; of numbers their names, of names their numbers, 0 where there is none.

                obs_labels = {Labels(model.Observables.Select(o => o.Name))};
                if ( nargin < 1 )
                    outputlist = obs_labels;
                elseif ( isnumeric(inputlist) )
                    outputlist = reshape( obs_labels(inputlist), size(inputlist) );
                else
                    [ ~, outputlist ] = ismember( inputlist, obs_labels );
                end
            end

            """.ReplaceLineEndings("\n"));
    }

    private static Parameter[] Numbers(RuleModel model) => [.. model.Parameters.Where(EquationParts.IsNumber)];

    private static string Labels(IEnumerable<string> names) => $"{{ {string.Join(", ", names.Select(n => $"'{n.Replace("'", "''", StringComparison.Ordinal)}'"))} }}";

    private static string Values(Parameter[] numbers) => $"[ {string.Join(", ", numbers.Select(p => MatlabText.Number(EquationParts.Number(p))))} ]";
}
