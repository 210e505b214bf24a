using System.Globalization;
using System.Xml.Linq;
using Blockade.Actions;
using Blockade.Models.Actions;
using Blockade.Models.Bngl;
using Blockade.Models.Diagnostics;
using Blockade.Models.Expressions;
using Blockade.Testing;
using Blockade.Tests.Conformance;

namespace Blockade.Tests.Actions;

/// <summary>What single actions do to a model whose course is known: A decays, B follows.</summary>
public class ActionRunTests
{
    private const string Model = """
        begin parameters
          A0 100
          k 0.5
          half k/2
        end parameters
        begin seed species
          A(s~0) A0
          A(s~1) 0
        end seed species
        begin observables
          Molecules Left A(s~0)
          Molecules Done A(s~1)
        end observables
        begin functions
          share() Done/(Left+Done)
        end functions
        begin reaction rules
          A(s~0) -> A(s~1) k
        end reaction rules

        """;

    // tolerance of every course below: a hundred steps of 1e-8, and nothing amplifies an error of a decay
    private const double Tolerance = 1e-6;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Left = A0 exp(-k t); parameters count from when they are set, amounts while they are formulas follow them")]
    public void Parameters_set_after_generation_count_and_amounts_follow_until_a_simulation_has_run()
    {
        Dictionary<string, double[][]> files = Run("""
            generate_network({overwrite=>1})
            setParameter("A0",50)
            setParameter("k","half0*2")
            simulate({method=>"ode",t_end=>2,n_steps=>1})
            setParameter("A0",1)
            simulate({method=>"ode",suffix=>"on",t_end=>2,n_steps=>1})
            """.Replace("half0*2", "0.25*A0/50*4", StringComparison.Ordinal));

        Near(50 * Math.Exp(-2), files["m.gdat"][1][1]);         // k is 1
        Near(files["m.gdat"][1][1], files["m_on.gdat"][0][1]);   // amounts are numbers by now
        Near(50 * Math.Exp(-2) * Math.Exp(-0.02 * 2), files["m_on.gdat"][1][1]);   // but k is a formula still
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one course, cut in two; a dose in between")]
    public void A_run_that_continues_appends_its_rows_and_its_time()
    {
        double[][] rows = Run("""
            simulate({method=>"ode",t_end=>1,n_steps=>2})
            addConcentration("A(s~0)","A0")
            simulate({method=>"ode",t_end=>2,n_steps=>1,continue=>1})
            """)["m.gdat"];

        Assert.Equal([0, 0.5, 1, 2], rows.Select(r => r[0]));
        Near(((100 * Math.Exp(-0.5)) + 100) * Math.Exp(-0.5), rows[^1][1]);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "run_network 2.9.3: the condition is looked at at output times of a differential equation")]
    public void A_condition_stops_a_run_at_the_next_output_time()
    {
        double[][] rows = Run("""simulate({method=>"ode",t_end=>10,n_steps=>10,stop_if=>"Done>60"})""")["m.gdat"];

        Assert.Equal([0, 1, 2], rows.Select(r => r[0]));   // 1 - exp(-0.5 t) is 0.6 at 1.83
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "run_network 2.9.3: after every event, and a row at each tenth")]
    public void Events_are_counted_one_by_one()
    {
        Dictionary<string, double[][]> files = Run("""
            simulate({method=>"ssa",suffix=>"stop",t_end=>10,n_steps=>2,stop_if=>"Done>=7"})
            resetConcentrations()
            simulate({method=>"ssa",suffix=>"tens",t_end=>0.5,n_steps=>1,output_step_interval=>10})
            resetConcentrations()
            simulate({method=>"ssa",suffix=>"few",t_end=>10,n_steps=>2,max_sim_steps=>3})
            """);

        Assert.Equal(7, files["m_stop.gdat"][^1][2]);
        Assert.Equal(2, files["m_stop.gdat"].Length);
        double[] done = [.. files["m_tens.gdat"].Select(r => r[2])];
        Assert.Equal(Enumerable.Range(0, done.Length - 1).Select(i => 10.0 * i), done[..^1]);
        Assert.Equal([0.0, 3.0], files["m_few.gdat"].Select(r => r[2]));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Left at 1 for each k; the parameter keeps its last value, and amounts come back")]
    public void A_scan_starts_every_point_from_the_same_amounts()
    {
        Dictionary<string, double[][]> files = Run("""
            parameter_scan({method=>"ode",parameter=>"k",par_min=>0.01,par_max=>1,n_scan_pts=>3,log_scale=>1,t_end=>1,n_steps=>1})
            parameter_scan({method=>"ode",parameter=>"A0",par_scan_vals=>[10,20],t_end=>1,n_steps=>1,suffix=>"on",reset_conc=>0})
            simulate({method=>"ode",t_end=>1,n_steps=>1})
            """);

        Assert.Equal([0.01, 0.1, 1], files["m_k.scan"].Select(r => Math.Round(r[0], 12)));
        foreach (double[] row in files["m_k.scan"]) Near(100 * Math.Exp(-row[0]), row[1]);
        Near(10 * Math.Exp(-1), files["m_on.scan"][0][1]);
        Near(10 * Math.Exp(-2), files["m_on.scan"][1][1]);   // the second point goes on from the first
        Near(10 * Math.Exp(-3), files["m.gdat"][1][1]);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BNG2.pl 2.9.3: a folder of the scan's name with the network and the course of each point, begun anew by the next scan of that name")]
    public void A_scan_keeps_every_point_in_a_folder_of_its_own()
    {
        const string scan = """parameter_scan({method=>"ode",parameter=>"k",par_scan_vals=>[VALUES],t_end=>1,n_steps=>2})""";
        ActionResult result = Result($"""
            {scan.Replace("VALUES", "0.1,0.2,0.3", StringComparison.Ordinal)}
            {scan.Replace("VALUES", "0.1,2", StringComparison.Ordinal)}
            bifurcate({"{"}method=>"ode",parameter=>"k",par_scan_vals=>[1,2],t_end=>1,n_steps=>1,suffix=>"b"{"}"})
            parameter_scan({"{"}method=>"nf",parameter=>"k",par_scan_vals=>[1],t_end=>1,n_steps=>1,suffix=>"free"{"}"})
            """);

        Assert.Equal(
            [
                "m_b_backward/m_b_backward_00001.cdat", "m_b_backward/m_b_backward_00001.gdat", "m_b_backward/m_b_backward_00001.net",
                "m_b_backward/m_b_backward_00002.cdat", "m_b_backward/m_b_backward_00002.gdat", "m_b_backward/m_b_backward_00002.net",
                "m_b_forward/m_b_forward_00001.cdat", "m_b_forward/m_b_forward_00001.gdat", "m_b_forward/m_b_forward_00001.net",
                "m_b_forward/m_b_forward_00002.cdat", "m_b_forward/m_b_forward_00002.gdat", "m_b_forward/m_b_forward_00002.net",
                "m_free/m_free_00001.gdat", "m_free/m_free_00001.xml",
                "m_k/m_k_00001.cdat", "m_k/m_k_00001.gdat", "m_k/m_k_00001.net", "m_k/m_k_00002.cdat", "m_k/m_k_00002.gdat", "m_k/m_k_00002.net",
            ],
            result.Files.Select(f => f.Name).Where(n => n.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        double[][] second = Rows(result)["m_k/m_k_00002.gdat"];
        Assert.Equal([0, 0.5, 1], second.Select(r => r[0]));
        foreach (double[] row in second) Near(100 * Math.Exp(-2 * row[0]), row[1]);
        Assert.Contains("    2 k ", result.Files.Single(f => f.Name == "m_k/m_k_00002.net").Content.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the points left out change nothing else")]
    public void Points_of_a_scan_may_be_left_out()
    {
        const string actions = """parameter_scan({method=>"ode",parameter=>"k",par_scan_vals=>[0.1,2],t_end=>1,n_steps=>2})""";

        ActionResult with = Result(actions), without = Result(actions, options: new ActionRunOptions { WritesPoints = false });

        Assert.Equal(with.Files.Where(f => !f.Name.Contains('/', StringComparison.Ordinal)).Select(f => (f.Name, f.Content.ToString())), without.Files.Select(f => (f.Name, f.Content.ToString())));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "there and back with nothing reset: five and one decays of exp(-1)")]
    public void A_bifurcation_writes_there_and_back_for_each_observable()
    {
        Dictionary<string, double[][]> files = Run("""bifurcate({method=>"ode",parameter=>"A0",par_min=>100,par_max=>300,n_scan_pts=>3,t_end=>2,n_steps=>1})""");

        Assert.Equal([100.0, 200.0, 300.0], files["m_bifurcation_Left.scan"].Select(r => r[0]));
        Near(100 * Math.Exp(-1), files["m_bifurcation_Left.scan"][0][1]);
        Near(100 * Math.Exp(-6), files["m_bifurcation_Left.scan"][0][2]);
        Assert.Contains("m_bifurcation_Done.scan", files.Keys);
        Assert.DoesNotContain("m_forward.scan", files.Keys);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the protocol doses at 1 and goes on to 2, at each value")]
    public void A_scan_may_run_the_protocol()
    {
        Dictionary<string, double[][]> files = Run("""
            begin protocol
              simulate({method=>"ode",t_end=>1,n_steps=>1})
              addConcentration("A(s~0)",5)
              simulate({method=>"ode",t_end=>2,n_steps=>1,continue=>1})
            end protocol
            generate_network({})
            parameter_scan({method=>"protocol",parameter=>"k",par_scan_vals=>[0.1,1]})
            """);

        foreach (double[] row in files["m_k.scan"]) Near(((100 * Math.Exp(-row[0])) + 5) * Math.Exp(-row[0]), row[1]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "saved by label, reset by label, else to the seeds")]
    public void Amounts_and_parameters_come_back_as_they_were_saved()
    {
        Dictionary<string, double[][]> files = Run("""
            saveParameters("p")
            setConcentration("A(s~0)",7)
            saveConcentrations("seven")
            setParameter("k",3)
            simulate({method=>"ode",suffix=>"a",t_end=>1,n_steps=>1})
            resetConcentrations("seven")
            resetParameters("p")
            simulate({method=>"ode",suffix=>"b",t_end=>1,n_steps=>1})
            resetConcentrations()
            simulate({method=>"ode",suffix=>"c",t_end=>1,n_steps=>1,print_functions=>1})
            """);

        Near(7 * Math.Exp(-3), files["m_a.gdat"][1][1]);
        Near(7 * Math.Exp(-0.5), files["m_b.gdat"][1][1]);
        Near(100 * Math.Exp(-0.5), files["m_c.gdat"][1][1]);
        Near(1 - Math.Exp(-0.5), files["m_c.gdat"][1][3]);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "molecules are conserved, and what a run without a network leaves is where the next one starts")]
    public void A_run_without_a_network_leaves_its_molecules_to_the_next()
    {
        Dictionary<string, double[][]> files = Run("""
            simulate({method=>"nf",suffix=>"nf",t_end=>1,n_steps=>2})
            generate_network({overwrite=>1})
            simulate({method=>"ode",suffix=>"on",t_start=>1,t_end=>2,n_steps=>1})
            """);

        Assert.All(files["m_nf.gdat"], r => Assert.Equal(100, r[1] + r[2]));
        Assert.Equal(files["m_nf.gdat"][^1][1..], files["m_on.gdat"][0][1..]);
        Assert.Contains(files.Keys, n => n == "m_nf.species");
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a parameter that changes is a slot: the network is expanded once")]
    public void A_scan_does_not_expand_the_network_again()
    {
        ActionResult result = Result("""
            generate_network({overwrite=>1})
            parameter_scan({method=>"ode",parameter=>"k",par_min=>1,par_max=>2,n_scan_pts=>20,t_end=>1})
            setParameter("k",4)
            simulate({method=>"ode",t_end=>1})
            """);

        Assert.Single(result.Log, l => l.StartsWith("network of ", StringComparison.Ordinal));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "options of a file count where the action has none: 4 rows after the first, and an end of its own")]
    public void Options_may_stand_in_a_file()
    {
        Checked<ActionProgram> program = ActionProgramReader.Read(
            new SourceText("m.bngl", Model + "simulate({method=>\"ode\",t_end=>2,argfile=>\"args.txt\"})\n"), name => name == "args.txt" ? "# options\nt_end 5\nn_steps 4 # rows\nsuffix few\n" : null);

        double[][] rows = Rows(ActionRun.Run(program.Value!, new ActionRunOptions(), null, TestContext.Current.CancellationToken))["m_few.gdat"];

        Assert.Equal([0, 0.5, 1, 1.5, 2], rows.Select(r => r[0]));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the step of the clock at 1 is 2e-16: the tolerance asks for less where the rate jumps by 1e12")]
    public void A_jump_that_the_tolerance_cannot_resolve_is_crossed()
    {
        ActionResult result = Result("""simulate({method=>"ode",t_end=>2,n_steps=>2,atol=>1e-12,rtol=>1e-10})""",
            "begin parameters\n  big 1e8\n  lot 1e12\nend parameters\nbegin seed species\n  T() 0\n  S() 0\n  W() lot\nend seed species\nbegin observables\n  Molecules t T()\n  Molecules s S()\nend observables\nbegin functions\n  on() if(t>1,big,0)\nend functions\nbegin reaction rules\n  0 -> T() 1\n  0 -> S() on()\nend reaction rules\n");

        Assert.Equal(ActionStatus.Completed, result.Status);
        Near(1e8, Rows(result)["m.gdat"][2][2]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "half a life further on, half of it is left; k as it was set")]
    public void A_model_is_written_as_it_is_now()
    {
        ActionResult result = Result("""
            generate_network({overwrite=>1})
            setParameter("k",2)
            simulate({method=>"ode",t_end=>0.34657359027997264,n_steps=>1})
            writeBNGL({suffix=>"now"})
            writeSBML()
            visualize({type=>"contactmap"})
            visualize({type=>"process"})
            """);

        Dictionary<string, string> files = result.Files.ToDictionary(f => f.Name, f => f.Content.ToString());
        var now = BnglReader.Read(new SourceText("now", files["m_now.bngl"])).Value!;
        Assert.Equal(["A(s~0)", "A(s~1)"], now.Seeds.Select(e => files["m_now.bngl"].Substring(e.Species.Span.Start, e.Species.Span.Length).Trim()));
        Assert.All(now.Seeds, seed => Near(50, ((Expression.Number)seed.Amount).Value));
        Assert.Equal(2, ((Expression.Number)now.Parameters.Single(p => p.Name == "k").Value).Value);
        XElement sbml = XDocument.Parse(files["m_sbml.xml"]).Root!;
        XElement[] species = [.. sbml.Descendants(sbml.Name.Namespace + "species")];
        Assert.Equal(2, species.Length);
        Assert.All(species, e => Near(50, Start(e)));
        Assert.Contains("<graphml", files["m_contactmap.graphml"], StringComparison.Ordinal);
        Assert.Contains("<graphml", files["m_process.graphml"], StringComparison.Ordinal);

        double Start(XElement e) => (double?)e.Attribute("initialAmount") ?? double.Parse(
            sbml.Descendants(sbml.Name.Namespace + "initialAssignment").Single(a => (string?)a.Attribute("symbol") == (string?)e.Attribute("id")).Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "one course, cut in two, with the network in between written and read")]
    public void A_network_that_the_run_has_written_can_be_read()
    {
        Dictionary<string, double[][]> files = Run("""
            generate_network({overwrite=>1})
            simulate({method=>"ode",t_end=>1,n_steps=>1,save_progress=>1})
            readFile({file=>"./m_save.net"})
            simulate({method=>"ode",suffix=>"on",t_end=>1,n_steps=>1})
            """);

        Near(100 * Math.Exp(-0.5), files["m_on.gdat"][0][1]);
        Near(100 * Math.Exp(-1), files["m_on.gdat"][1][1]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "100 of one species become another at 0.5 each, written as SBML")]
    public void A_SBML_file_takes_the_place_of_the_model()
    {
        const string sbml = """
            <sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model>
              <listOfCompartments><compartment id="cell" size="1" spatialDimensions="3" constant="true"/></listOfCompartments>
              <listOfSpecies>
                <species id="Before" compartment="cell" initialAmount="100" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/>
                <species id="After" compartment="cell" initialAmount="0" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/>
              </listOfSpecies>
              <listOfParameters><parameter id="rate" value="0.5" constant="true"/></listOfParameters>
              <listOfReactions><reaction id="flip" reversible="false">
                <listOfReactants><speciesReference species="Before" stoichiometry="1" constant="true"/></listOfReactants>
                <listOfProducts><speciesReference species="After" stoichiometry="1" constant="true"/></listOfProducts>
                <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>rate</ci><ci>Before</ci></apply></math></kineticLaw>
              </reaction></listOfReactions>
            </model></sbml>
            """;

        ActionResult result = Result("""
            readFile({file=>"other.xml",atomize=>0})
            generate_network({overwrite=>1})
            simulate({method=>"ode",t_end=>1,n_steps=>1})
            """, openFile: name => name == "other.xml" ? sbml : null);

        Assert.True(result.Status == ActionStatus.Completed, string.Join('\n', result.Diagnostics.Select(d => d.Render())));
        Near(100 * Math.Exp(-0.5), Rows(result)["m.cdat"][1][1]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "what BioNetGen's atomizer guesses is left aside with a warning")]
    public void Guessed_sites_are_left_aside_with_a_warning()
    {
        Checked<ActionProgram> read = ActionProgramReader.Read(new SourceText("m.bngl", """readFile({file=>"other.xml",atomize=>1})"""), _ => "<sbml/>");

        Assert.Contains(read.Diagnostics, d => d is { Code: "BNG4008", Severity: Severity.Warning, Hint: { } hint } && hint.Contains("without sites", StringComparison.Ordinal));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "100 molecules flip at 0.5 each, and a rate of 2 times a function of them is twice that function")]
    public void Rates_that_are_formulas_are_printed_beside_functions()
    {
        ActionResult result = Result("""simulate({method=>"ode",t_end=>1,n_steps=>1,print_functions=>1})""", Model.Replace("A(s~1) k", "A(s~1) k*(1+share())", StringComparison.Ordinal));

        string[] lines = result.Files.Single(f => f.Name == "m.gdat").Content.ToString().Split('\n');
        Assert.Equal("# time Left Done share _rateLaw1", string.Join(' ', lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        double[] last = [.. lines[2].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
        Near(0.5 * (1 + last[3]), last[4]);
        Assert.Contains("_rateLaw1() k*(1+share)", result.Files.Single(f => f.Name == "m.net").Content.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the hybrid model is done under its own name, and the model goes on as it was")]
    public void A_hybrid_model_is_written_and_its_actions_are_done()
    {
        ActionResult result = Result(
            """
            generate_hybrid_model({overwrite=>1,suffix=>"h",execute=>1,\
                actions=>["simulate({method=>\"ode\",t_end=>1,n_steps=>1})","writeXML()"]})
            simulate({method=>"ode",t_end=>1,n_steps=>1})
            """,
            Model + "begin population maps\nA(s~0) -> P() 1e3\nend population maps\n");

        Assert.True(result.Status == ActionStatus.Completed, string.Join('\n', result.Diagnostics.Select(d => d.Render())));
        Assert.Equal(["m_h.bngl", "m_h.net", "m_h.gdat", "m_h.cdat", "m_h.xml", "m.net", "m.gdat", "m.cdat"], result.Files.Select(f => f.Name));
        Assert.Contains("P() -> A(s~1) k", result.Files[0].Content.ToString(), StringComparison.Ordinal);
        Dictionary<string, double[][]> rows = Rows(result);
        Near(100 * Math.Exp(-0.5), rows["m.gdat"][1][1]);
        Near(100 * Math.Exp(-0.5), rows["m_h.gdat"][1][1]);
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3 writes files of these names for these actions")]
    public void Programs_in_C_and_equations_are_called_as_BioNetGen_calls_them()
    {
        ActionResult result = Result("""
            generate_network({overwrite=>1})
            writeMexfile({t_end=>3})
            writeCPPfile()
            writeCPYfile({suffix=>"py"})
            writeLatex()
            writeFile({format=>"mexfile",prefix=>"other"})
            """);

        Assert.Equal(["m.net", "m_cvode.c", "m.m", "m_cvode.h", "m_py_cvode_py.c", "m.tex", "other_cvode.c", "other.m"], result.Files.Select(f => f.Name));
        Assert.Contains("[err, species_out, observables_out] = m_cvode( timepoints, species_init, parameters );", result.Files[2].Content.ToString(), StringComparison.Ordinal);
        Assert.Contains("linspace(0,3,20+1)", result.Files[2].Content.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 16, 36)]
    [InlineData(",continue=>0", 8, 9)]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: species and reactions of this model after three rounds in two actions, and after two; simulate writes the network of then")]
    public void A_second_generation_goes_on_from_the_first(string option, int species, int reactions)
    {
        ActionResult result = Result(
            $$"""
            generate_network({overwrite=>1,max_iter=>1})
            generate_network({overwrite=>1,max_iter=>2,suffix=>"q"{{option}}})
            simulate({method=>"ode",t_end=>1,n_steps=>2})
            """,
            """
            begin seed species
              A(a,b) 10
              B(x,x) 5
            end seed species
            begin reaction rules
              A(a)+B(x) <-> A(a!1).B(x!1) 0.01,0.1
              A(b)+A(b) <-> A(b!1).A(b!1) 0.01,0.1
            end reaction rules

            """);

        foreach (string file in new[] { "m_q.net", "m.net" })
        {
            string[] lines = [.. result.Files.Single(f => f.Name == file).Content.ToString().Split('\n').Select(l => l.Trim())];
            Assert.Equal((species, reactions), (Length("species"), Length("reactions")));

            int Length(string block) => Array.IndexOf(lines, $"end {block}") - Array.IndexOf(lines, $"begin {block}") - 1;
        }
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "BioNetGen 2.9.3: columns of .gdat, .scan and .net for such a file; the condition is a function from its first use on, after the rates")]
    public void Formulas_of_rates_and_the_condition_to_stop_stand_in_every_file_that_has_functions()
    {
        ActionResult result = Result(
            """
            parameter_scan({method=>"ode",parameter=>"k",par_min=>1,par_max=>2,n_scan_pts=>2,t_end=>1,n_steps=>1,print_functions=>1})
            simulate({method=>"ode",t_end=>9,n_steps=>9,print_functions=>1,stop_if=>"Done>90"})
            simulate({method=>"ode",suffix=>"on",t_end=>1,n_steps=>1,print_functions=>1})
            """,
            Model.Replace("A(s~1) k", "A(s~1) k*(1+share())", StringComparison.Ordinal));

        Assert.Equal("# k Left Done share _rateLaw1", Header("m_k.scan"));
        Assert.Equal("# time Left Done share _rateLaw1 _stop_if", Header("m.gdat"));
        Assert.Equal("# time Left Done share _rateLaw1 _stop_if", Header("m_on.gdat"));
        Assert.Contains("_stop_if() Done>90\nend functions", result.Files.Single(f => f.Name == "m.net").Content.ToString(), StringComparison.Ordinal);
        double[][] scan = Rows(result)["m_k.scan"];
        foreach (double[] row in scan) Near(row[0] * (1 + row[3]), row[4]);

        string Header(string file) => string.Join(' ', result.Files.Single(f => f.Name == file).Content.ToString().Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "exponential decay")]
    public void Amounts_in_moles_are_solved_to_as_many_digits_as_numbers_of_molecules()
    {
        // a picomole, ten thousand times less than the absolute tolerance that BioNetGen has by default
        Dictionary<string, double[][]> files = Rows(Result("""simulate({method=>"ode",t_end=>4,n_steps=>8})""", Model.Replace("A0 100", "A0 1e-12", StringComparison.Ordinal)));

        foreach (double[] row in files["m.gdat"]) Near(1e-12 * Math.Exp(-0.5 * row[0]), row[1]);
    }

    private static void Near(double expected, double actual) => Assert.Equal(1, actual / expected, Tolerance);

    private static Dictionary<string, double[][]> Run(string actions)
    {
        ActionResult result = Result(actions);
        Assert.True(result.Status == ActionStatus.Completed, string.Join('\n', result.Diagnostics.Select(d => d.Render())));
        return Rows(result);
    }

    private static Dictionary<string, double[][]> Rows(ActionResult result) => result.Files.ToDictionary(
        f => f.Name, f => f.Name.EndsWith("dat", StringComparison.Ordinal) || f.Name.EndsWith(".scan", StringComparison.Ordinal)
            ? DataFile.Read(f.Content.ToString()).Rows
            : []);

    private static ActionResult Result(string actions, string model = Model, Func<string, string?>? openFile = null, ActionRunOptions? options = null)
    {
        Checked<ActionProgram> program = ActionProgramReader.Read(new SourceText("m.bngl", model + actions + "\n"), openFile);
        Assert.True(program.Value is not null, string.Join('\n', program.Diagnostics.Select(d => d.Render())));
        return ActionRun.Run(program.Value, options ?? new ActionRunOptions(), null, TestContext.Current.CancellationToken);
    }
}
