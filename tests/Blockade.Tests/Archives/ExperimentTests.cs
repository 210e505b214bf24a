using System.Collections.Immutable;
using Blockade.Archives;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.Archives;

/// <summary>Experiments of SED-ML against closed forms: A(t) = s/k + (A(0) - s/k) exp(-k t).</summary>
public class ExperimentTests
{
    // relative tolerance 1e-8 unless the experiment says otherwise: a hundred steps, each off by that at most, and decay amplifies none
    private const double Tolerance = 1e-6;

    [Fact]
    [Evidence(EvidenceKind.Analytic, "exponential decay; outputs begin later than the model")]
    public void A_time_course_begins_where_it_is_to_begin()
    {
        ImmutableArray<ResultArray> columns = Experiment.Columns(Experiment.Sedml(simulations: Experiment.Course(0, 2, 4, 4)));

        Assert.Equal([2, 2.5, 3, 3.5, 4], columns[0].Values);
        Near(columns[1], t => 10 * Math.Exp(-0.5 * t), columns[0]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a model without a clock does not know when it begins")]
    public void Time_begins_at_the_initial_time() => Near(Experiment.Columns(Experiment.Sedml(simulations: Experiment.Course(7, 7, 9, 2)))[1], t => 10 * Math.Exp(-0.5 * t), ResultArray.Of(0, 1, 2));

    [Theory]
    [InlineData("""<changeAttribute target="P[@id='k']/@value" newValue="0.25"/>""", 0.25, 0, 10)]
    [InlineData("""<changeAttribute target="A/@initialConcentration" newValue="4"/>""", 0.5, 0, 4)]
    [InlineData("""<changeAttribute target="A/@initialAmount" newValue="4"/>""", 0.5, 0, 2)]   // in a compartment of size 2
    [InlineData("""<computeChange target="P[@id='k']"><listOfVariables><variable id="old" target="P[@id='k']"/></listOfVariables><listOfParameters><parameter id="f" value="3"/></listOfParameters><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><divide/><ci>old</ci><ci>f</ci></apply></math></computeChange>""", 0.5 / 3, 0, 10)]
    [InlineData("""<changeXML target="P[@id='k']"><newXML><parameter xmlns="http://www.sbml.org/sbml/level3/version1/core" id="k" value="0.75" constant="true"/></newXML></changeXML>""", 0.75, 0, 10)]
    [InlineData("""<changeXML target="P[@id='k']"><newXML><parameter id="k" value="0.75" constant="true"/></newXML></changeXML>""", 0.75, 0, 10)]
    [InlineData("""<addXML target="/sbml:sbml/sbml:model"><newXML><sbml:listOfInitialAssignments><sbml:initialAssignment symbol="k"><math xmlns="http://www.w3.org/1998/Math/MathML"><cn>0.125</cn></math></sbml:initialAssignment></sbml:listOfInitialAssignments></newXML></addXML>""", 0.125, 0, 10)]
    [InlineData("""<removeXML target="//sbml:reaction[@id='decays']"/>""", 0, 0, 10)]
    [InlineData("""<changeAttribute target="/sbml:sbml/sbml:model/sbml:listOfParameters/*[2]/@value" newValue="3"/>""", 0.5, 3, 10)]
    [InlineData("""<changeAttribute target="/sbml:sbml/descendant::sbml:parameter[@id='k' and @constant='true']/@value" newValue="0.3"/>""", 0.3, 0, 10)]
    [Evidence(EvidenceKind.Analytic, "the closed form with the constants as they are after the change")]
    public void A_model_is_changed_before_it_is_simulated(string change, double k, double s, double start)
    {
        string written = change.Replace("\"P[", $"\"{Experiment.Parameter}[", StringComparison.Ordinal).Replace("\"A/", $"\"{Experiment.SpeciesA}/", StringComparison.Ordinal);
        ImmutableArray<ResultArray> columns = Experiment.Columns(Experiment.Sedml(models: Experiment.ModelElement("m", "decay.xml", written)));

        Near(columns[1], t => k == 0 ? start : (s / k) + ((start - (s / k)) * Math.Exp(-k * t)), columns[0]);
    }

    [Theory, InlineData("#half"), InlineData("half")]
    [Evidence(EvidenceKind.Analytic, "the same decay, from 5 and twice as fast; Versions 1 and 2 name a model without '#'")]
    public void A_model_is_made_from_another_and_may_read_its_values(string origin)
    {
        string half = Experiment.ModelElement("half", "decay.xml", $"""<changeAttribute target="{Experiment.SpeciesA}/@initialConcentration" newValue="5"/>""");
        string fast = Experiment.ModelElement("m", origin, $"""<computeChange target="{Experiment.Parameter}[@id='k']/@value"><listOfVariables><variable id="x" target="{Experiment.Parameter}[@id='k']/@value" modelReference="half"/></listOfVariables><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><cn>2</cn><ci>x</ci></apply></math></computeChange>""");

        Near(Experiment.Columns(Experiment.Sedml(models: fast + half))[1], t => 5 * Math.Exp(-t), ResultArray.Of(0, 1, 2, 3, 4));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "A' = s - k A is steady at s/k")]
    public void A_steady_state_is_found()
    {
        string made = Experiment.ModelElement("m", "decay.xml", $"""<changeAttribute target="{Experiment.Parameter}[@id='s']/@value" newValue="3"/><removeXML target="//sbml:reaction[@id='decays']/sbml:listOfProducts"/>""");   // B would grow for ever
        ImmutableArray<ResultArray> columns = Experiment.Columns(Experiment.Sedml(models: made, simulations: """<steadyState id="sim"><algorithm kisaoID="KISAO_0000407"/></steadyState>"""));

        Assert.Equal(6, Assert.Single(columns[1].Values), 6 * Tolerance);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a species' concentration, its amount, and a reaction's rate")]
    public void Every_kind_of_quantity_can_be_asked_for()
    {
        string generators = Experiment.Generator("gA", Experiment.SpeciesA) + Experiment.Generator("amount", Experiment.SpeciesA + "/@initialAmount")
            + Experiment.Generator("B", "//sbml:species[@id='B']") + Experiment.Generator("B2", "//sbml:species[@id='B']/@initialConcentration") + Experiment.Generator("rate", "//sbml:reaction[@id='decays']")
            + Experiment.Generator("size", "//sbml:compartment[@id='c']") + Experiment.Generator("k", Experiment.Parameter + "[@id='k']");
        ImmutableArray<ResultArray> c = Experiment.Columns(Experiment.Sedml(generators: generators, outputs: Experiment.Report("gA", "amount", "B", "B2", "rate", "size", "k")));

        double[] a = [.. Enumerable.Range(0, 5).Select(t => 10 * Math.Exp(-0.5 * t))];
        Near(c[0], a);
        Near(c[1], a.Select(x => 2 * x));
        Near(c[2], a.Select(x => 2 * (10 - x)));
        Near(c[3], a.Select(x => 10 - x));
        Near(c[4], a.Select(x => 2 * 0.5 * x));
        Near(c[5], a.Select(_ => 2.0));
        Near(c[6], a.Select(_ => 0.5));
    }

    [Theory]
    [InlineData("<apply><divide/><ci>v</ci><apply><csymbol definitionURL=\"http://sed-ml.org/#max\"/><ci>v</ci></apply></apply>", 1, 0.5, 0.25)]
    [InlineData("<apply><csymbol definitionURL=\"http://sed-ml.org/#min\"/><ci>v</ci></apply>", 2.5, 2.5, 2.5)]
    [InlineData("<apply><csymbol definitionURL=\"http://sed-ml.org/#sum\"/><ci>v</ci></apply>", 17.5, 17.5, 17.5)]
    [InlineData("<apply><csymbol definitionURL=\"http://sed-ml.org/#product\"/><ci>v</ci></apply>", 125, 125, 125)]
    [InlineData("<apply><minus/><cn>1</cn><ci>v</ci></apply>", -9, -4, -1.5)]
    [InlineData("<piecewise><piece><cn>1</cn><apply><gt/><ci>v</ci><cn>4</cn></apply></piece><otherwise><cn>0</cn></otherwise></piecewise>", 1, 1, 0)]
    [Evidence(EvidenceKind.Analytic, "A halves each time: 10, 5, 2.5")]
    public void A_generator_is_worked_out_over_its_values(string math, double first, double second, double third)
    {
        string generators = Experiment.Generator("gA", Experiment.SpeciesA, math: math);
        string simulations = Experiment.Course(0, 0, 4 * Math.Log(2), 2);   // two half-lives

        Near(Experiment.Columns(Experiment.Sedml(simulations: simulations, generators: generators, outputs: Experiment.Report("gA")))[0], [first, second, third]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "P(n) of a pure death process: from 20 molecules of A by steps of one")]
    public void Events_are_drawn_by_the_seed_of_the_experiment()
    {
        string Run(int seed) => string.Join(' ', Experiment.Columns(Experiment.Sedml(
            simulations: Experiment.Course(0, 0, 4, 40, $"""<algorithm kisaoID="KISAO:0000029"><listOfAlgorithmParameters><algorithmParameter kisaoID="KISAO:0000488" value="{seed}"/></listOfAlgorithmParameters></algorithm>"""),
            generators: Experiment.Generator("gA", Experiment.SpeciesA + "/@initialAmount"), outputs: Experiment.Report("gA")))[0].Values);

        string first = Run(3);
        double[] values = [.. first.Split(' ').Select(double.Parse)];

        Assert.Equal(20, values[0]);
        Assert.All(values, v => Assert.Equal(Math.Floor(v), v));
        Assert.All(values.Zip(values.Skip(1)), p => Assert.True(p.Second <= p.First));
        Assert.Equal(first, Run(3));
        Assert.NotEqual(first, Run(4));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the decay of 100 molecules; what is left and what is done add up")]
    public void A_model_in_Bngl_is_run_by_its_own_names()
    {
        string models = Experiment.ModelElement("m", "decay.bngl", """<changeAttribute target="parameters.k.value" newValue="0.25"/><changeAttribute target="species.A(x~u).initialCount" newValue="40"/>""", "urn:sedml:language:bngl");
        string generators = Experiment.Generator("left", "molecules.A(x~u).count") + Experiment.Generator("done", "molecules.Done.count") + Experiment.Generator("all", "molecules.A().count")
            + Experiment.Generator("species", "species.A(x~p).count") + Experiment.Generator("k", "parameters.k.value");
        ImmutableArray<ResultArray> c = Experiment.Columns(Experiment.Sedml(models: models, generators: generators, outputs: Experiment.Report("left", "done", "all", "species", "k")));

        double[] left = [.. Enumerable.Range(0, 5).Select(t => 40 * Math.Exp(-0.25 * t))];
        Near(c[0], left);
        Near(c[1], left.Select(x => 40 - x));
        Near(c[2], left.Select(_ => 40.0));
        Near(c[3], left.Select(x => 40 - x));
        Near(c[4], left.Select(_ => 0.25));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the other task does not need the one that fails")]
    public void A_task_that_fails_takes_nothing_else_along()
    {
        string broken = Experiment.ModelElement("bad", "decay.xml", """<addXML target="/sbml:sbml/sbml:model"><newXML><listOfRules><rateRule variable="c"><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><root/><apply><minus/><ci>c</ci></apply></apply></math></rateRule></listOfRules></newXML></addXML><changeAttribute target="//sbml:compartment[@id='c']/@constant" newValue="false"/>""");
        ExperimentOutcome outcome = Experiment.Outcome(Experiment.Sedml(
            models: Experiment.ModelElement("m", "decay.xml") + broken,
            tasks: """<task id="t" modelReference="m" simulationReference="sim"/><task id="u" modelReference="bad" simulationReference="sim"/>""",
            generators: Experiment.Generator("gA", Experiment.SpeciesA) + Experiment.Generator("gBad", Experiment.SpeciesA, "u"),
            outputs: Experiment.Report("gA") + Experiment.Report("gBad").Replace("id=\"r\"", "id=\"q\"", StringComparison.Ordinal)));

        Assert.Equal([ExperimentStatus.Succeeded, ExperimentStatus.Failed], outcome.Tasks.Select(t => t.Status));
        Assert.Equal([ExperimentStatus.Succeeded, ExperimentStatus.Failed], outcome.Outputs.Select(o => o.Status));
        Assert.Contains("not a number", outcome.Tasks[1].Reason, StringComparison.Ordinal);
        Assert.Equal(ExperimentStatus.Failed, outcome.Status);
    }

    [Theory]
    [InlineData("KISAO:0000019", SubstitutionPolicy.SameMath, "SED3002")]
    [InlineData("KISAO:0000019", SubstitutionPolicy.SimilarApproximations, null)]
    [InlineData("KISAO:0000288", SubstitutionPolicy.None, null)]
    [InlineData("KISAO:0000029", SubstitutionPolicy.None, null)]
    [InlineData("KISAO:0000027", SubstitutionPolicy.SameMethod, "SED3002")]
    [InlineData("KISAO:0000039", SubstitutionPolicy.SimilarApproximations, "SED3002")]
    [InlineData("KISAO:0000437", SubstitutionPolicy.SameFramework, "SED3002")]
    [InlineData("KISAO:0000437", SubstitutionPolicy.Any, null)]
    [InlineData("KISAO:0000407", SubstitutionPolicy.Any, "SED3002")]
    [Evidence(EvidenceKind.Analytic, "the order of BioSimulators' policies, and KiSAO's classes of algorithms")]
    public void An_algorithm_is_replaced_as_far_as_the_policy_allows(string term, SubstitutionPolicy policy, string? code)
    {
        Checked<PreparedArchive> prepared = Experiment.Prepare(Experiment.Sedml(simulations: Experiment.Course(0, 0, 1, 1, $"""<algorithm kisaoID="{term}"/>""")), new ArchiveRunOptions { Policy = policy });

        Assert.Equal(code, prepared.Diagnostics.FirstOrDefault(d => d.Severity == Severity.Error)?.Code);
    }

    private static void Near(ResultArray column, Func<double, double> of, ResultArray times) => Near(column, times.Values.Select(of));

    private static void Near(ResultArray column, IEnumerable<double> expected)
    {
        double[] e = [.. expected];
        Assert.Equal(e.Length, column.Values.Length);
        for (int k = 0; k < e.Length; k++) Assert.Equal(e[k], column.Values[k], (Math.Abs(e[k]) * Tolerance) + 1e-8);   // where A is left out of a sum, its own error remains
    }
}
