using Blockade.Models.Actions;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Models.Rules;
using Blockade.Testing;

namespace Blockade.Models.Tests.Conformance;

/// <summary>What of the language is not covered, each with a model that is refused for it: the list in the document is written from here, and none of it is out of date.</summary>
public class UncoveredTests
{
    private const string Model = """
        begin parameters
          k 1
        end parameters
        begin compartments
        COMPARTMENT
        end compartments
        begin molecule types
          A(b,b,s~0~1)
          B(a,c)
          P() population
        end molecule types
        begin seed species
          A(b,b,s~0) 10
          B(a,c) 10
        end seed species
        begin observables
          Molecules Ones A(s~1)
        end observables
        begin reaction rules
          RULE
        end reaction rules
        begin population maps
          B(a,c) -> P() 1e5
        end population maps

        """;

    private const string Plain = "A(s~0) -> A(s~1) k";

    // what is said, then the models: a rule or an action (of a plain rule), and the code it is to be refused with
    private static readonly (string Text, (string Rule, string Actions, string Code)[] Cases)[] Uncovered =
    [
        (
            "no network, `.net` or ensemble of a component bound to itself, of states and bonds of molecules, of a priority that is no whole number: as in the table above",
            [
                ("A(b!1!1) -> A(b,s~1) k", "", "BNG1213"), ("A~x(b) -> A(b) k", "", "BNG1215"), ("B(c)!1.A(b)!1 -> B(c) k", "", "BNG1215"),
                (Plain + " priority=1.5", "", "BNG1409"), (Plain + " priority=high", "", "BNG1409"),
            ]),
        ("`generate_hybrid_model` with compartments, which BioNetGen says of its own that it does not support them", [("A(s~0) -> A(s~1) k # C", "generate_hybrid_model()", "NET1501")]),
        ("`generate_hybrid_model` of a model whose components hold several bonds", [("A(b)+B(a,c) -> A(b!1!2).B(a!1,c!2) k", "generate_hybrid_model()", "NET1501")]),
        ("`generate_hybrid_model` of a rule with TotalRate that becomes one for populations and one for molecules, which would have to share the rate", [("B(a) -> B(a!1).A(b!1,b,s~0) k TotalRate", "generate_hybrid_model()", "NET1501")]),
        (
            "of `pla_config`, `custom` tableaux, lengths by reactions (`:rb`), checks after a leap (`pre-eps`, `post-eps`, `Anderson`), and the numbers that steer them and BioNetGen's classes of reactions (`apx1`, `gg1`, `p`, `pp`, `q`, `w`): a note names what has no effect",
            [
                (Plain, "simulate({method=>\"pla\",pla_config=>\"custom|default|eps=0.03,bt=t.bt\",t_end=>1})", "BNG4008"),
                (Plain, "simulate({method=>\"pla\",pla_config=>\"fEuler|pre-neg:rb|eps=0.03\",t_end=>1})", "BNG4008"),
                (Plain, "simulate({method=>\"pla\",pla_config=>\"fEuler|post-eps:sb|eps=0.03,q=1.5\",t_end=>1})", "BNG4008"),
            ]),
        ("`blocks` of a file that the run itself writes, which it reads whole", [(Plain, "generate_network({})\nreadFile({file=>\"m.net\",blocks=>[\"parameters\"]})", "BNG4003")]),
        ("actions that only name themselves: `writeMDL`, which in BioNetGen 2.9.3 ends the run unless a file of geometry lies beside the model", [(Plain, "writeMDL()", "BNG4005")]),
        ("`writeSSC`, which ends the run where a rule makes or removes molecules, and `writeSSCcfg`, for a compiler that nothing was found to check them with", [(Plain, "writeSSC()", "BNG4005"), (Plain, "writeSSCcfg()", "BNG4005")]),
        ("`writeMfile_all`, whose class rests on a toolbox that no release of BioNetGen has; its function is that of `writeMfile`", [(Plain, "writeMfile_all()", "BNG4005")]),
    ];

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a line of the list is kept by what is refused, and what is refused by the line")]
    public void Each_line_has_a_model_that_is_refused_by_name()
    {
        foreach ((string rule, string actions, string code) in Uncovered.SelectMany(u => u.Cases))
        {
            string text = Model.Replace("RULE", rule, StringComparison.Ordinal).Replace("COMPARTMENT\n", rule.EndsWith("# C", StringComparison.Ordinal) ? "  C 3 1\n" : "", StringComparison.Ordinal);
            if (rule.EndsWith("# C", StringComparison.Ordinal)) text = text.Replace("b,b,s~0) 10", "b,b,s~0)@C 10", StringComparison.Ordinal).Replace("B(a,c) 10", "B(a,c)@C 10", StringComparison.Ordinal).Replace("B(a,c) ->", "B(a,c)@C ->", StringComparison.Ordinal);
            Checked<ActionProgram> read = ActionProgramReader.Read(new SourceText("m.bngl", text + actions + "\n"));
            Assert.True(read.Diagnostics.Any(d => d.Code == code), $"{rule} {actions}: not {code} but {string.Join(", ", read.Diagnostics.Select(d => d.Render()))}");
        }

        WrittenDocument.Agrees("docs/conformance.md", ("uncovered", string.Join('\n', Uncovered.Select(Line))));
    }

    private static string Line((string Text, (string Rule, string Actions, string Code)[] Cases) uncovered)
    {
        string codes = string.Join(", ", uncovered.Cases.Select(c => c.Code).Distinct());
        return $"- {uncovered.Text} ({codes});";
    }
}
