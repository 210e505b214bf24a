using System.Collections.Immutable;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Models.Tests.Bngl;

/// <summary>Ways to write one thing, as BioNetGen reads them.</summary>
public class LanguageTests
{
    private const string Plain = """
        begin parameters
          k 0.5
        end parameters
        begin molecule types
          A(b,s~u~p)
          B(a)
        end molecule types
        begin seed species
          A(b,s~u) 10
          B(a) 10
        end seed species
        begin observables
          Molecules Bound A(b!1).B(a!1)
        end observables
        begin reaction rules
          A(b) + B(a) -> A(b!1).B(a!1) k
        end reaction rules
        """;

    [Theory]
    [InlineData("  k 0.5", "  k=1/2")]
    [InlineData("  k 0.5", "  1 k 0.5")]
    [InlineData("  k 0.5", "  rate: k 0.5")]
    [InlineData("  k 0.5", "  k 0.25\n  k 0.5")]
    [InlineData("-> A(b!1).B(a!1) k", "-> A(b!1).B(a!1) .5")]
    [InlineData("-> A(b!1).B(a!1) k", "-> \\\n A(b!1).\\\n B(a!1) k # a comment")]
    [InlineData("-> A(b!1).B(a!1) k", "->A(b!bond).B(a!bond) k*1.0e0 priority=2")]
    [InlineData("  A(b) + B(a)", "  bind: A( b ) + B(a)")]
    [InlineData("  A(b) + B(a)", "  1 A(b)+B(a)")]
    [InlineData("  A(b) + B(a)", "  A(b,s~?) + B(a)")]
    [InlineData("end molecule types", "end   molecule   types   # done")]
    [InlineData("begin molecule types\n  A(b,s~u~p)\n  B(a)\nend molecule types\n", "")]
    [InlineData("  A(b,s~u) 10", "  first: A(s~u,b) 10")]
    [InlineData("Molecules Bound A(b!1).B(a!1)", "Molecules Bound B(a!1).A(b!1)")]
    [InlineData("begin parameters", "begin model\nbegin parameters")]
    [InlineData("begin parameters\n  k 0.5\nend parameters", "parameter k 0.5")]
    [InlineData("begin parameters", "a line of nothing\nbegin parameters")]
    [InlineData("  k 0.5", "  k 0.25 \\ # per second\n *2")]
    [InlineData("  A(b) + B(a)", "  A(b) + pool:B(a)")]
    [InlineData("  A(b) + B(a)", "  A(b){Context} + {MatchOnce=false}B(a)")]
    [InlineData("  A(b,s~u~p)", "  A(b!1,s~u~p)")]
    [Evidence(EvidenceKind.Metamorphic, "the same model in other words has the same network")]
    public void Other_words_for_a_model_give_its_network(string old, string other)
    {
        string text = Plain.ReplaceLineEndings("\n");
        string changed = text.Replace(string.Join('\n', old.Split('\n')), other, StringComparison.Ordinal);
        Assert.NotEqual(text, changed);
        if (other.Contains("A(b,s~?)", StringComparison.Ordinal)) changed = changed.Replace("A(b!1).B", "A(b!1,s~?).B", StringComparison.Ordinal).Replace("Bound A(b!1,s~?)", "Bound A(b!1)", StringComparison.Ordinal);

        (string[] species, string reaction) = Network(text);
        (string[] otherSpecies, string otherReaction) = Network(changed);

        Assert.Equal(species.Length, otherSpecies.Length);
        Assert.Equal(reaction, otherReaction);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "actions are data: name, arguments, options")]
    public void Actions_are_kept_and_not_run()
    {
        ImmutableArray<ModelAction> actions = BnglReader.Read(new SourceText("a.bngl", Plain + """

            generate_network({overwrite=>1, max_stoich=>{A=>5,B=>6}});
            setParameter("k", 3)
            begin actions
              simulate({method=>"ode",t_end=>10,n_steps=>100})
            end actions
            """)).Value!.Actions;

        Assert.Equal(["generate_network", "setParameter", "simulate"], actions.Select(a => a.Name));
        Assert.Equal("{A=>5,B=>6}", actions[0].Options["max_stoich"]);
        Assert.Equal(["k", "3"], actions[1].Arguments);
        Assert.Equal(("ode", "10"), (actions[2].Options["method"], actions[2].Options["t_end"]));
        Assert.Equal(5, NetworkBounds.Of(actions[0]).MoleculesOfType["A"]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "populations and their maps are kept for hybrid simulation, and change no network")]
    public void Populations_are_kept()
    {
        RuleModel model = BnglReader.Read(new SourceText("p.bngl", """
            begin molecule types
              A(b)
              PopA() population
            end molecule types
            begin seed species
              A(b) 10
            end seed species
            begin population maps
              A(b) -> PopA() 1e4
            end population maps
            begin reaction rules
              A() -> 0 1
            end reaction rules
            """)).Value!;

        Assert.True(model.MoleculeTypes.Single(t => t.Name == "PopA").IsPopulation);
        PopulationMap map = Assert.Single(model.PopulationMaps);
        Assert.Equal(("A", "PopA"), (map.Species.Molecules[0].Type.Name, map.Population.Molecules[0].Type.Name));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a table lies in the model's folder or below it; nothing outside of it is opened")]
    public void Only_tables_beside_a_model_are_opened()
    {
        string folder = Directory.CreateTempSubdirectory("blockade").FullName;
        try
        {
            string inside = Path.Combine(folder, "model");
            Directory.CreateDirectory(inside);
            File.WriteAllText(Path.Combine(folder, "outside.txt"), "0 1\n");
            File.WriteAllText(Path.Combine(inside, "dose.txt"), "0 1\n");
            Func<string, string?> open = BnglReader.FilesBeside(Path.Combine(inside, "m.bngl"));

            Assert.Equal("0 1\n", open("dose.txt"));
            Assert.Null(open("../outside.txt"));
            Assert.Null(open(Path.Combine(folder, "outside.txt")));
            Assert.Null(open("missing.txt"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (string[] Species, string Reaction) Network(string text)
    {
        var read = BnglReader.Read(new SourceText("m.bngl", text));
        Assert.True(read.Value is not null, string.Join('\n', read.Diagnostics.Select(d => d.Render())));
        ReactionNetwork network = ReactionNetwork.Expand(read.Value, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken).Value!;
        double[] parameters = Models.Compilation.CompiledModel.Compile(network).Parameters();
        var fluxes = new double[1];
        Models.Compilation.CompiledModel.Compile(network).Ode(parameters).Fluxes(0, [2, 3, 4], fluxes);
        Reaction reaction = Assert.Single(network.Reactions);
        return ([.. network.Species.Select(s => s.Name)], $"{string.Join('+', reaction.Reactants)} > {string.Join('+', reaction.Products)} at {fluxes[0]}, {network.Observables[0].Terms.Length}");
    }
}
