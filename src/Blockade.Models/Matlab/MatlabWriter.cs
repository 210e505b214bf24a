using System.Globalization;
using Blockade.Models.Compilation;
using Blockade.Models.Expressions;
using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Matlab;

/// <summary>
/// Writes a network as the M-file that BioNetGen's <c>writeMfile</c> makes: a function of time points, starts, parameters and whether to plot, which gives an error
/// flag, times, species and observables. Arguments, their order, their defaults and the names of the inner functions are BioNetGen's, so that scripts go on working;
/// functions of a model stand in an array, so that no name of theirs meets one of MATLAB's, and get the time.
/// </summary>
public static class MatlabWriter
{
    /// <summary>Why the network cannot be written so, or null.</summary>
    public static string? Objection(ReactionNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        try
        {
            Write(network, "model", new MatlabSettings(), TextWriter.Null);
            return null;
        }
        catch (NotSupportedException missing)
        {
            return $"{missing.Message} has no counterpart in MATLAB";
        }
    }

    /// <summary>
    /// Writes the file; <paramref name="name"/> is its function's and the file's. Where <paramref name="compiled"/> names a MEX function that integrates, the file only
    /// calls it and plots. Cost: linear in the network.
    /// </summary>
    /// <exception cref="NotSupportedException">There is an <see cref="Objection"/>.</exception>
    public static void Write(ReactionNetwork network, string name, MatlabSettings settings, TextWriter output, string? compiled = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(output);
        network = SharedRates.AsFunctions(network);
        var parts = new EquationParts(network);
        (Parameter[] ordered, Parameter[] numbers, Function[] functions) = (parts.Parameters, parts.Numbers, parts.Functions);
        var names = new Dictionary<string, string> { ["time"] = "time" };
        for (int i = 0; i < ordered.Length; i++) names[ordered[i].Name] = $"expressions({i + 1})";
        for (int i = 0; i < network.Observables.Length; i++) names[network.Observables[i].Name] = $"observables({i + 1})";
        for (int i = 0; i < functions.Length; i++) names[functions[i].Name] = $"functions({i + 1})";
        int species = network.Species.Length, observed = network.Observables.Length;

        WriteHead(output, name, species, numbers);
        WriteChecks(output, settings, species, numbers);
        if (compiled is null) WriteRun(output, settings, observed);
        else output.Write($"\n[err, species_out, observables_out] = {compiled}( timepoints, species_init, parameters );\n");
        WritePlot(output, name, network);

        Section("initialize species function", $"[species_init] = initialize_species( params )", $"species_init = zeros(1,{species});\n    expressions = calc_expressions( params );");
        foreach ((int seeded, Expression[] amounts) in parts.Starts) Line($"species_init({seeded + 1})", string.Join(" + ", amounts.Select(Formula)));
        End();
        Section("Calculate expressions", "[ expressions ] = calc_expressions ( parameters )", $"expressions = zeros(1,{ordered.Length});");
        for (int i = 0; i < ordered.Length; i++)
        {
            Line($"expressions({i + 1})", EquationParts.IsNumber(ordered[i]) ? $"parameters({Array.IndexOf(numbers, ordered[i]) + 1})" : Formula(ordered[i].Value));
        }

        End();
        if (compiled is null) WriteEquations();
        output.Write("\nend\n");

        void WriteEquations()
        {
            Section("Calculate observables", "[ observables ] = calc_observables ( species, expressions )", $"observables = zeros(1,{observed});");
            for (int i = 0; i < observed; i++)
            {
                IEnumerable<string> terms = network.Observables[i].Terms.Select(t => t.Weight == 1 ? $"species({t.Species + 1})" : $"{MatlabText.Number(t.Weight)}*species({t.Species + 1})");
                Line($"observables({i + 1})", network.Observables[i].Terms.IsEmpty ? "0" : string.Join(" + ", terms));
            }

            End();
            Section("Calculate user-defined functions", "[ functions ] = calc_functions ( time, expressions, observables )", $"functions = zeros(1,{functions.Length});");
            for (int i = 0; i < functions.Length; i++) Line($"functions({i + 1})", Formula(functions[i].Value));
            End();
            Section("Calculate ratelaws", "[ ratelaws ] = calc_ratelaws ( time, species, expressions, observables, functions )", $"ratelaws = zeros(1,{network.Reactions.Length});");
            for (int i = 0; i < network.Reactions.Length; i++) Line($"ratelaws({i + 1})", Flux(network, network.Reactions[i], n => names[n]));
            End();
            Section("Calculate species derivatives", "[ Dspecies ] = calc_species_deriv ( time, species, expressions )", $"""
                Dspecies = zeros({species},1);
                    observables = calc_observables( species, expressions );
                    functions = calc_functions( time, expressions, observables );
                    ratelaws = calc_ratelaws( time, species, expressions, observables, functions );
                """);
            foreach ((int s, string slope) in parts.Slopes(i => string.Create(CultureInfo.InvariantCulture, $"ratelaws({i + 1})")).Index()) Line($"Dspecies({s + 1})", slope);
            End();
        }

        string Formula(Expression e) => MatlabText.Of(e, n => names[n]);

        void Section(string what, string signature, string first) => output.Write($"\n% {what}\nfunction {signature}\n\n    {first.ReplaceLineEndings("\n")}\n");

        void Line(string left, string right) => output.Write($"    {left} = {right};\n");

        void End() => output.Write("\nend\n");
    }

    private static string Flux(ReactionNetwork network, Reaction reaction, Func<string, string> name)
    {
        (Expression rate, bool isWhole) = RateFormula.Of(network.Rates[reaction.RateIndex], reaction.Reactants.Length);
        string text = MatlabText.Of(rate, n => RateFormula.ReactantNumber(n) is { } place ? $"species({reaction.RuleOrder[place] + 1})" : name(n));
        if (reaction.Factor != 1) text = $"{MatlabText.Number(reaction.Factor)}*{text}";
        return isWhole ? text : text + string.Concat(reaction.RuleOrder.Select(s => string.Create(CultureInfo.InvariantCulture, $"*species({s + 1})")));
    }

    private static void WriteHead(TextWriter output, string name, int species, Parameter[] numbers) => output.Write($"""
        function [err, timepoints, species_out, observables_out] = {name}( timepoints, species_init, parameters, suppress_plot )
        %{name.ToUpperInvariant()} Integrate a reaction network and plot observables, as the M-files of BioNetGen's writeMfile do.
        %
        %   INPUTS (the empty array stands for a default):
        %   timepoints      : column vector of times.
        %   species_init    : row vector of {species} initial species populations.
        %   parameters      : row vector of {numbers.Length} model parameters.
        %   suppress_plot   : 0 if a plot is desired (default), 1 if not.
        %
        %   OUTPUTS:
        %   err             : 0 if the integrator exits without error, else not 0.
        %   timepoints      : the times.
        %   species_out     : populations (columns: species, rows: times).
        %   observables_out : observables (columns: observables, rows: times).

        """.ReplaceLineEndings("\n"));

    private static void WriteChecks(TextWriter output, MatlabSettings settings, int species, Parameter[] numbers)
    {
        output.Write($$"""

            if ( nargin < 1 ), timepoints = []; end
            if ( nargin < 2 ), species_init = []; end
            if ( nargin < 3 ), parameters = []; end
            if ( nargin < 4 ), suppress_plot = 0; end

            err = 0;
            species_out     = [];
            observables_out = [];

            if ( isempty(parameters) )
               parameters = [ {{string.Join(", ", numbers.Select(p => MatlabText.Number(EquationParts.Number(p))))}} ];
            end
            if ( isempty(species_init) && size(parameters,2) == {{numbers.Length}} )
               species_init = initialize_species( parameters );
            end
            if ( isempty(timepoints) )
               timepoints = linspace({{MatlabText.Number(settings.Start)}},{{MatlabText.Number(settings.End)}},{{settings.Steps}}+1)';
            end
            if ( isempty(suppress_plot) )
               suppress_plot = 0;
            end

            """.ReplaceLineEndings("\n"));
        Check("parameters", $"size(parameters,1) > 1  ||  size(parameters,2) ~= {numbers.Length}", $"[1 {numbers.Length}]");
        Check("species_init", $"size(species_init,1) ~= 1  ||  size(species_init,2) ~= {species}", $"[1 {species}]");
        Check("timepoints", "size(timepoints,1) < 2  ||  size(timepoints,2) ~= 1", "[t 1], t>1");
        Check("suppress_plot", "~isscalar(suppress_plot)", "[1 1]");
        output.Write($"\n% names of the parameters (this is for the user's reference)\nparam_labels = {{ {string.Join(", ", numbers.Select(p => $"'{p.Name}'"))} }};\n");

        void Check(string argument, string isWrong, string size) => output.Write(
            $"if ( {isWrong} )\n    fprintf( 1, 'Error: size of {argument} argument is invalid! Correct size = {size}.\\n' );\n    err = 1;\n    return;\nend\n");
    }

    private static void WriteRun(TextWriter output, MatlabSettings settings, int observed)
    {
        string longest = settings.LongestStep is { } step ? $", 'MaxStep', {MatlabText.Number(step)}" : "";
        output.Write($$"""

            expressions = calc_expressions( parameters );
            opts = odeset( 'RelTol', {{MatlabText.Number(settings.RelativeTolerance)}}, 'AbsTol', {{MatlabText.Number(settings.AbsoluteTolerance)}}, 'Stats', '{{(settings.Statistics ? "on" : "off")}}', ...
                           'BDF', '{{(settings.Backward ? "on" : "off")}}', 'MaxOrder', {{settings.HighestOrder}}{{longest}} );
            rhs_fcn = @(t,y)( calc_species_deriv( t, y, expressions ) );
            try
                [~, species_out] = ode15s( rhs_fcn, timepoints, species_init', opts );
                if ( length(timepoints) ~= size(species_out,1) )
                    throw( MException('ODE15sError:MissingOutput','Not all timepoints output\n') );
                end
            catch
                err = 1;
                fprintf( 1, 'Error: some problem encountered while integrating ODE network!\n' );
                return;
            end

            observables_out = zeros( length(timepoints), {{observed}} );
            for t = 1 : length(timepoints)
                observables_out(t,:) = calc_observables( species_out(t,:), expressions );
            end

            """.ReplaceLineEndings("\n"));
    }

    private static void WritePlot(TextWriter output, string name, ReactionNetwork network)
    {
        string labels = string.Join(", ", network.Observables.Length > 0 ? network.Observables.Select(o => $"'{o.Name}'") : network.Species.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"'S{i + 1}'")));
        string plotted = network.Observables.Length > 0 ? "observables" : "species";
        output.Write($$"""

            if ( ~suppress_plot )
                plot(timepoints,{{plotted}}_out);
                title('{{name}} {{plotted}}','fontSize',14,'Interpreter','none');
                axis([0 timepoints(end) 0 inf]);
                legend({ {{labels}} },'fontSize',10,'Interpreter','none');
                xlabel('time','fontSize',12,'Interpreter','none');
                ylabel('number or concentration','fontSize',12,'Interpreter','none');
            end

            % a choice that may stand in a formula
            function [val] = if__fun (cond, valT, valF)
                if (cond)
                    val = valT;
                else
                    val = valF;
                end
            end

            """.ReplaceLineEndings("\n"));
    }
}
