using System.Collections.Immutable;
using Blockade.Archives;
using Blockade.Testing;

namespace Blockade.Tests.Archives;

/// <summary>Repeated tasks against closed forms of the decay A(t) = A(0) exp(-k t).</summary>
public class RepeatedTaskTests
{
    private const double Tolerance = 1e-6;   // as for a single course: ExperimentTests

    private const string Single = """<task id="t" modelReference="m" simulationReference="sim"/>""";

    [Theory]
    [InlineData("""<uniformRange id="x" start="0.1" end="0.4" numberOfPoints="3" type="linear"/>""", new[] { 0.1, 0.2, 0.3, 0.4 })]
    [InlineData("""<uniformRange id="x" start="0.1" end="10" numberOfPoints="2" type="log"/>""", new[] { 0.1, 1, 10 })]
    [InlineData("""<vectorRange id="x"><value>0.5</value><value> 2 </value></vectorRange>""", new[] { 0.5, 2.0 })]
    [Evidence(EvidenceKind.Analytic, "exp(-k) at time 1 for each k of the range")]
    public void A_parameter_is_scanned_over_a_range(string range, double[] ks)
    {
        ResultArray a = Run(Repeated(range, Set("k", "<ci>x</ci>"), "t"), Experiment.Course(0, 0, 1, 1));

        Assert.Equal([ks.Length, 1, 2], a.Shape);
        for (int k = 0; k < ks.Length; k++) Assert.Equal(10 * Math.Exp(-ks[k]), a.Values[(2 * k) + 1], 10 * Tolerance);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "k = x^2 / 2 with x = 1, 2; a value of the model, 0.5, in the formula")]
    public void A_functional_range_follows_another_and_the_model()
    {
        string functional = $"""<functionalRange id="y" range="x"><listOfVariables><variable id="half" target="{Experiment.Parameter}[@id='k']" modelReference="m"/></listOfVariables><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>half</ci><ci>x</ci><ci>x</ci></apply></math></functionalRange>""";
        ResultArray a = Run(Repeated("""<vectorRange id="x"><value>1</value><value>2</value></vectorRange>""" + functional, Set("k", "<ci>y</ci>", "y"), "t", master: "x"), Experiment.Course(0, 0, 1, 1));

        Assert.Equal(10 * Math.Exp(-0.5), a.Values[1], 10 * Tolerance);
        Assert.Equal(10 * Math.Exp(-2), a.Values[3], 10 * Tolerance);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "ten steps of one are one course to ten")]
    public void One_step_after_the_other_is_a_course()
    {
        ResultArray a = Run(Repeated("""<uniformRange id="x" start="1" end="10" numberOfPoints="9" type="linear"/>""", "", "t", resets: "false"), """<oneStep id="sim" step="1"><algorithm kisaoID="KISAO:0000019"/></oneStep>""");

        Assert.Equal([10, 1, 1], a.Shape);
        for (int k = 0; k < 10; k++) Assert.Equal(10 * Math.Exp(-0.5 * (k + 1)), a.Values[k], 10 * Tolerance);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "with a reset every round is the first one")]
    public void A_reset_begins_anew()
    {
        ResultArray a = Run(Repeated("""<uniformRange id="x" start="1" end="3" numberOfPoints="2" type="linear"/>""", "", "t"), """<oneStep id="sim" step="2"><algorithm kisaoID="KISAO:0000019"/></oneStep>""");

        Assert.All(a.Values, v => Assert.Equal(10 * Math.Exp(-1), v, 10 * Tolerance));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a pulse: A becomes 10 again each time unit, and each round decays by exp(-1/2) from there")]
    public void A_species_is_set_again_in_the_middle()
    {
        string pulse = $"""<setValue modelReference="m" target="{Experiment.SpeciesA}"><math xmlns="http://www.w3.org/1998/Math/MathML"><cn>10</cn></math></setValue>""";
        ResultArray a = Run(Repeated("""<uniformRange id="x" start="1" end="3" numberOfPoints="2" type="linear"/>""", pulse, "t", resets: "false"), Experiment.Course(0, 0, 1, 1));
        ResultArray b = Run(Repeated("""<uniformRange id="x" start="1" end="3" numberOfPoints="2" type="linear"/>""", pulse, "t", resets: "false"), Experiment.Course(0, 0, 1, 1), "//sbml:species[@id='B']");

        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(10, a.Values[2 * round], 10 * Tolerance);
            Assert.Equal(10 * Math.Exp(-0.5), a.Values[(2 * round) + 1], 10 * Tolerance);
            Assert.Equal((round + 1) * 2 * 10 * (1 - Math.Exp(-0.5)), b.Values[(2 * round) + 1], 60 * Tolerance);   // what has decayed is never reset: twice the concentration, as the volume is 2
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "two subtasks in the order of 'order', the first with 2 points and the second with 3; NaN fills up")]
    public void Several_subtasks_run_in_their_order_and_go_on_from_each_other()
    {
        string tasks = """<task id="long" modelReference="m" simulationReference="three"/>""" + Single
            + """<repeatedTask id="rep" range="x" resetModel="true"><listOfRanges><vectorRange id="x"><value>1</value></vectorRange></listOfRanges><listOfSubTasks><subTask order="2" task="long"/><subTask order="1" task="t"/></listOfSubTasks></repeatedTask>""";
        ResultArray a = Run(tasks, Experiment.Course(0, 0, 1, 1) + Experiment.Course(0, 0, 2, 2, id: "three"));

        Assert.Equal([1, 2, 3], a.Shape);
        double[] expected = [10, 10 * Math.Exp(-0.5), double.NaN, 10 * Math.Exp(-0.5), 10 * Math.Exp(-1), 10 * Math.Exp(-1.5)];
        for (int k = 0; k < 6; k++) Assert.Equal(expected[k], a.Values[k], 10 * Tolerance);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "k of the inner range, A(0) of the outer one")]
    public void A_repeated_task_is_repeated()
    {
        string inner = Repeated("""<vectorRange id="x"><value>1</value><value>2</value></vectorRange>""", Set("k", "<ci>x</ci>"), "t").Replace("id=\"rep\"", "id=\"inner\"", StringComparison.Ordinal).Replace("resetModel=\"true\"", "resetModel=\"false\"", StringComparison.Ordinal);
        string outer = $"""<repeatedTask id="rep" range="y" resetModel="true"><listOfRanges><vectorRange id="y"><value>3</value><value>4</value><value>5</value></vectorRange></listOfRanges><listOfChanges><setValue modelReference="m" target="{Experiment.SpeciesA}" range="y"><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>y</ci></math></setValue></listOfChanges><listOfSubTasks><subTask task="inner"/></listOfSubTasks></repeatedTask>""";
        ResultArray a = Run(inner + outer, Experiment.Course(0, 0, 1, 1));

        Assert.Equal([3, 1, 2, 1, 2], a.Shape);
        for (int o = 0; o < 3; o++)
        {
            Assert.Equal((3 + o) * Math.Exp(-1), a.Values[(4 * o) + 1], 10 * Tolerance);
            Assert.Equal((3 + o) * Math.Exp(-1) * Math.Exp(-2), a.Values[(4 * o) + 3], 10 * Tolerance);   // goes on from the first round
        }
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "SED-ML Level 1 Version 4, concatenate: one row after the other")]
    public void Results_are_joined_where_that_is_asked_for()
    {
        ResultArray a = Run(Repeated("""<vectorRange id="x"><value>1</value><value>2</value></vectorRange>""", Set("k", "<ci>x</ci>"), "t").Replace("<repeatedTask", "<repeatedTask concatenate=\"true\"", StringComparison.Ordinal), Experiment.Course(0, 0, 1, 1));

        Assert.Equal([4], a.Shape);
        Assert.Equal(10 * Math.Exp(-2), a.Values[3], 10 * Tolerance);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "sums over two rounds of 10 and 10 exp(-k)")]
    public void A_function_over_all_values_sees_every_round()
    {
        string tasks = Repeated("""<vectorRange id="x"><value>1</value><value>2</value></vectorRange>""", Set("k", "<ci>x</ci>"), "t");
        string generator = Experiment.Generator("gA", Experiment.SpeciesA, "rep", "<apply><csymbol definitionURL=\"http://sed-ml.org/#sum\"/><ci>v</ci></apply>");
        ResultArray a = Experiment.Columns(Experiment.Sedml(tasks: tasks, simulations: Experiment.Course(0, 0, 1, 1), generators: generator, outputs: Experiment.Report("gA")))[0];

        Assert.Equal(20 + (10 * Math.Exp(-1)) + (10 * Math.Exp(-2)), a.Values[0], 20 * Tolerance);
    }

    private static string Repeated(string ranges, string changes, string sub, string resets = "true", string master = "x") =>
        (sub == "t" ? Single : "") + $"""<repeatedTask id="rep" range="{master}" resetModel="{resets}"><listOfRanges>{ranges}</listOfRanges><listOfChanges>{changes}</listOfChanges><listOfSubTasks><subTask task="{sub}"/></listOfSubTasks></repeatedTask>""";

    private static string Set(string parameter, string math, string range = "x") =>
        $"""<setValue modelReference="m" range="{range}" target="{Experiment.Parameter}[@id='{parameter}']"><math xmlns="http://www.w3.org/1998/Math/MathML">{math}</math></setValue>""";

    private static ResultArray Run(string tasks, string simulations, string target = Experiment.SpeciesA) =>
        Experiment.Columns(Experiment.Sedml(tasks: tasks, simulations: simulations, generators: Experiment.Generator("gA", target, "rep"), outputs: Experiment.Report("gA")))[0];
}
