using System.Globalization;
using System.Text.RegularExpressions;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Models.Matlab;
using Blockade.Models.Networks;
using Blockade.Testing;

namespace Blockade.Models.Tests.Matlab;

public sealed partial class MatlabWriterTests
{
    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: the M-file that writeMfile wrote of this model")]
    public void The_equations_are_those_of_BioNetGens_file()
    {
        ReactionNetwork network = ReactionNetwork.Expand(BnglReader.Read(new SourceText("m.bngl", Model)).Value!, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken).Value!;
        using var ours = new StringWriter();
        MatlabWriter.Write(network, "m", new MatlabSettings { Steps = 5 }, ours);
        string text = ours.ToString().ReplaceLineEndings("\n");

        Assert.StartsWith("function [err, timepoints, species_out, observables_out] = m( timepoints, species_init, parameters, suppress_plot )\n", text, StringComparison.Ordinal);
        Assert.Contains("timepoints = linspace(0,10,5+1)';", text, StringComparison.Ordinal);
        Assert.Contains("parameters = [ 1, 100 ];", text, StringComparison.Ordinal);
        foreach ((double time, double scale) in new[] { (0.0, 1.0), (4.0, 0.01), (5.0, 20.0) })
        {
            Dictionary<string, double> expected = Evaluate(Theirs, time, scale), got = Evaluate(text, time, scale);
            foreach ((string name, double value) in expected.Where(e => Compared().IsMatch(e.Key)))
            {
                // sums of ten products of up to 2e5, each of a few roundings; species that nothing is seeded of stay the zeros that the array begins with
                Assert.Equal(value, name.StartsWith("species", StringComparison.Ordinal) ? got.GetValueOrDefault(name) : got[name], 1e-9);
            }

            Assert.Equal(expected.Keys.Count(k => k.StartsWith("Dspecies", StringComparison.Ordinal)), got.Keys.Count(k => k.StartsWith("Dspecies", StringComparison.Ordinal)));
        }
    }

    [GeneratedRegex("^(species_init|observables|Dspecies)_")]
    private static partial Regex Compared();

    [GeneratedRegex(@"^\s*(?:function \[val\] = (?<function>\w+)\(expressions, observables\)|(?<name>\w+)\((?<index>\d+)\) = (?<formula>.+);|val = (?<value>.+);)\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Line();

    // The assignments of a file, those of starts last because ours rest on the expressions; indices become names that our formulas can have.
    private static Dictionary<string, double> Evaluate(string text, double time, double scale)
    {
        var values = new Dictionary<string, double> { ["time"] = time, ["parameters_1"] = 1, ["parameters_2"] = 100, ["params_1"] = 1, ["params_2"] = 100 };
        for (int s = 1; s <= 5; s++) values[$"species_{s}"] = scale * (1 + (3.7 * s));
        Match[] lines = [.. Line().Matches(text).OfType<Match>()];
        string[] order = ["expressions", "observables", "val", "functions", "ratelaws", "Dspecies", "species_init"];
        foreach (string part in order)
        {
            string function = "";
            foreach (Match line in lines)
            {
                if (line.Groups["function"].Success) function = line.Groups["function"].Value;
                string name = line.Groups["value"].Success ? "val" : line.Groups["name"].Value;
                if (name != part || (name == "val" && function == "")) continue;
                string formula = line.Groups["value"].Success ? line.Groups["value"].Value : line.Groups["formula"].Value;
                formula = formula.Replace("time()", "time", StringComparison.Ordinal).Replace("if__fun(", "if(", StringComparison.Ordinal).Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal);
                formula = Regex.Replace(formula, @"(\w+)\(expressions,observables\)", "value_$1");
                formula = Regex.Replace(formula, @"\b(expressions|observables|functions|ratelaws|species|parameters|params)\((\d+)\)", "$1_$2");
                var source = new SourceText("formula", formula);
                Expression read = new ExpressionReader(source, new SourceSpan(0, formula.Length), System.Collections.Immutable.ImmutableArray.CreateBuilder<Diagnostic>()).ReadAll()!;
                string[] names = [.. values.Keys];
                values[name == "val" ? $"value_{function}" : string.Create(CultureInfo.InvariantCulture, $"{name}_{line.Groups["index"].Value}")] =
                    CompiledExpression.Compile(read, n => Array.IndexOf(names, n) is >= 0 and int at ? at : null).Evaluate([.. values.Values]);
            }
        }

        return values;
    }

    private const string Model =
        """
        begin model
        begin parameters
        k 1
        q k/2
        N 100
        end parameters
        begin molecule types
        A(a,c~u~p)
        B(b)
        end molecule types
        begin seed species
        A(a,c~u) N
        B(b) 2*N
        $A(a,c~p) 3
        end seed species
        begin observables
        Molecules F A(a!+)
        Species P A(c~p)
        end observables
        begin functions
        f() = k*(1+F)^2/N
        g() = if(time()>3 && F<2,f(),min(k,q,exp(-time())))
        end functions
        begin reaction rules
        A(a)+B(b)<->A(a!1).B(b!1) k/N,q
        A(c~u)->A(c~p) f()
        A(a)+A(a)->A(a) q/N
        end reaction rules
        end model
        """;

    private const string Theirs =
        """
        % initialize species function
        function [species_init] = initialize_species( params )

            species_init = zeros(1,5);
            species_init(1) = params(2);
            species_init(2) = 2*params(2);
            species_init(3) = 3;
            species_init(4) = 0;
            species_init(5) = 0;

        end


        % user-defined functions
        % function f
        function [val] = f(expressions, observables)
            val = ((expressions(1)*((1+observables(1))^2))/expressions(3));
        end

        % function g
        function [val] = g(expressions, observables)
            val = if__fun( ((time()>3)&&(observables(1)<2)), f(expressions,observables), min(expressions(1),expressions(2),exp((-time()))));
        end




        % Calculate expressions
        function [ expressions ] = calc_expressions ( parameters )

            expressions = zeros(1,6);
            expressions(1) = parameters(1);
            expressions(2) = (expressions(1)/2);
            expressions(3) = parameters(2);
            expressions(4) = (2*expressions(3));
            expressions(5) = (expressions(1)/expressions(3));
            expressions(6) = (expressions(2)/expressions(3));

        end



        % Calculate observables
        function [ observables ] = calc_observables ( species, expressions )

            observables = zeros(1,2);
            observables(1) = species(4) +species(5);
            observables(2) = species(3) +species(5);

        end


        % Calculate ratelaws
        function [ ratelaws ] = calc_ratelaws ( species, expressions, observables )

            ratelaws = zeros(1,2);
            ratelaws(1) = (expressions(1)/expressions(3))*species(1)*species(2);
            ratelaws(2) = (expressions(1)/expressions(3))*species(3)*species(2);
            ratelaws(3) = f(expressions,observables)*species(1);
            ratelaws(4) = (expressions(2)/expressions(3))*species(1)*species(1);
            ratelaws(5) = (expressions(2)/expressions(3))*species(1)*species(3);
            ratelaws(6) = (expressions(2)/expressions(3))*species(3)*species(1);
            ratelaws(7) = (expressions(2)/expressions(3))*species(3)*species(3);
            ratelaws(8) = (expressions(1)/2)*species(4);
            ratelaws(9) = (expressions(1)/2)*species(5);
            ratelaws(10) = f(expressions,observables)*species(4);

        end

        % Calculate species derivatives
        function [ Dspecies ] = calc_species_deriv ( time, species, expressions )

            % initialize derivative vector
            Dspecies = zeros(5,1);

            % update observables
            [ observables ] = calc_observables( species, expressions );

            % update ratelaws
            [ ratelaws ] = calc_ratelaws( species, expressions, observables );

            % calculate derivatives
            Dspecies(1) = -ratelaws(1) -ratelaws(3) -ratelaws(4) -ratelaws(6) +ratelaws(8);
            Dspecies(2) = -ratelaws(1) -ratelaws(2) +ratelaws(8) +ratelaws(9);
            Dspecies(3) = 0.0;
            Dspecies(4) = ratelaws(1) -ratelaws(8) -ratelaws(10);
            Dspecies(5) = ratelaws(2) -ratelaws(9) +ratelaws(10);

        end


        end
        """;
}
