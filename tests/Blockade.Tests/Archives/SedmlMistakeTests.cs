using System.Text;
using Blockade.Archives;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;
using Blockade.Models.Sedml;
using Blockade.Testing;

namespace Blockade.Tests.Archives;

/// <summary>What is said of an experiment that is wrong, and where.</summary>
public class SedmlMistakeTests
{
    [Theory]
    [InlineData("<sedML", "<sedL", "SBM1001")]
    [InlineData("http://sed-ml.org/sed-ml/level1/version3", "http://example.org/", "SED1001")]
    [InlineData("version=\"3\">", "version=\"9\">", "SED1002")]
    [InlineData(" modelReference=\"m\"", "", "SED1003")]
    [InlineData("source=\"decay.xml\"", "source=\"\"", "SED1003")]
    [InlineData("outputEndTime=\"4\"", "outputEndTime=\"four\"", "SED1004")]
    [InlineData("outputEndTime=\"4\"", "outputEndTime=\"-4\"", "SED1004")]
    [InlineData("numberOfPoints=\"4\"", "numberOfPoints=\"-4\"", "SED1004")]
    [InlineData("numberOfPoints=\"4\"", "numberOfPoints=\"2000000000\"", "SED4001")]
    [InlineData("<ci>v</ci>", "", "SED1005")]
    [InlineData("<ci>v</ci>", "<ci>w</ci>", "SED2001")]
    [InlineData("<ci>v</ci>", "<frob/>", "SBM1101")]
    [InlineData("modelReference=\"m\"", "modelReference=\"n\"", "SED2001")]
    [InlineData("simulationReference=\"sim\"", "simulationReference=\"sum\"", "SED2001")]
    [InlineData("taskReference=\"t\"", "taskReference=\"tt\"", "SED2001")]
    [InlineData("dataReference=\"gA\"", "dataReference=\"gB\"", "SED2001")]
    [InlineData("<dataGenerator id=\"gA\"", "<dataGenerator id=\"gTime\"", "SED2002")]
    [InlineData("<report id=\"r\"", "<report id=\"../r\"", "SED1004")]
    [InlineData("source=\"decay.xml\"", "source=\"#m\"", "SED2003")]
    [InlineData("[@id='A']", "[@id='Q']", "SED2004")]
    [InlineData("[@id='A']", "[@id='A'", "SED2004")]
    [InlineData("[@id='A']", "[starts-with(@id,'A')]", "SED2004")]
    [InlineData("sbml:species[", "other:species[", "SED2004")]
    [InlineData("source=\"decay.xml\"", "source=\"other.xml\"", "SED2006")]
    [InlineData("source=\"decay.xml\"", "source=\"../decay.xml\"", "SED2006")]
    [InlineData("source=\"decay.xml\"", "source=\"/etc/passwd\"", "SED2006")]
    [InlineData("source=\"decay.xml\"", "source=\"https://example.org/decay.xml\"", "SED2006")]
    [InlineData("source=\"decay.xml\"", "source=\"urn:miriam:biomodels.db:BIOMD0000000003\"", "SED2006")]
    [InlineData("urn:sedml:language:sbml", "urn:sedml:language:cellml", "SED3001")]
    [InlineData("uniformTimeCourse", "analysis", "SED3001")]
    [InlineData("urn:sedml:symbol:time", "urn:sedml:symbol:rate", "SED3001")]
    [InlineData("<listOfChanges>", "<listOfChanges><renameXML target='/a'/>", "SED3001")]
    [InlineData("KISAO:0000019", "KISAO:0000437", "SED3002")]
    [InlineData("KISAO:0000019", "CVODE", "SED3002")]
    [Evidence(EvidenceKind.Analytic, "one thing made wrong in an experiment that is right")]
    public void A_mistake_is_named_where_it_stands(string right, string wrong, string code)
    {
        string sedml = Experiment.Sedml();
        int at = sedml.IndexOf(right, StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{right}' is not in the experiment");
        string changed = wrong == "analysis" ? sedml.Replace(right, wrong, StringComparison.Ordinal) : string.Concat(sedml.AsSpan(0, at), wrong, sedml.AsSpan(at + right.Length));

        Checked<PreparedArchive> prepared = Experiment.Prepare(changed);

        Diagnostic said = prepared.Diagnostics.First(d => d.Severity == Severity.Error && d.Code == code);
        Assert.Null(prepared.Value);
        Assert.Equal("x.sedml", said.Source.Name);
        if (code is not ("SBM1001" or "SED4001")) Assert.Equal(new SourceText("", sedml).Position(at).Line, said.Source.Position(said.Span.Start).Line);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "three mistakes in the experiment and one in the model")]
    public void All_mistakes_are_said_at_once()
    {
        string sedml = Experiment.Sedml(tasks: """<task id="t" modelReference="m" simulationReference="sum"/>""").Replace("outputEndTime=\"4\"", "outputEndTime=\"four\"", StringComparison.Ordinal);

        string[] codes = [.. Experiment.Prepare(sedml).Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code)];

        Assert.Equal(["SED1004", "SED2001"], codes.Order(StringComparer.Ordinal));
        Assert.Equal(["SBM2001", "SED3002"], Codes(Experiment.Sedml(simulations: Experiment.Course(0, 0, 1, 1, """<algorithm kisaoID="KISAO:0000437"/>""")), "<ci>k</ci>", "<ci>kk</ci>"));
    }

    [Theory]
    [InlineData("plot3D")]
    [InlineData("figure")]
    [Evidence(EvidenceKind.Analytic, "outputs of other kinds")]
    public void An_output_that_is_not_made_is_passed_over_by_name(string kind)
    {
        ExperimentOutcome outcome = Experiment.Outcome(Experiment.Sedml(outputs: Experiment.Report("gTime", "gA") + $"<{kind} id=\"p\"/>"));

        Assert.Equal(ExperimentStatus.Succeeded, outcome.Outputs[0].Status);
        Assert.Equal((ExperimentStatus.Skipped, $"a {kind} is not made"), (outcome.Outputs[1].Status, outcome.Outputs[1].Reason));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "three tasks that each repeat the next one a hundred times nest to a million simulations of nothing")]
    public void Tasks_that_multiply_are_counted_before_they_run()
    {
        string Level(int n, string sub) => $"""<repeatedTask id="r{n}" range="x" resetModel="false"><listOfRanges><uniformRange id="x" start="1" end="1000" numberOfPoints="1000" type="linear"/></listOfRanges><listOfSubTasks>{string.Concat(Enumerable.Repeat($"<subTask task=\"{sub}\"/>", 20))}</listOfSubTasks></repeatedTask>""";
        string tasks = """<task id="t" modelReference="m" simulationReference="sim"/>""" + Level(1, "t") + string.Concat(Enumerable.Range(2, 13).Select(n => Level(n, $"r{n - 1}")));

        Checked<PreparedArchive> prepared = Experiment.Prepare(Experiment.Sedml(tasks: tasks, generators: Experiment.Generator("gA", Experiment.SpeciesA, "r14"), outputs: Experiment.Report("gA")));

        Assert.Equal("SED4001", Assert.Single(prepared.Diagnostics, d => d.Severity == Severity.Error).Code);
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5)]
    [Evidence(EvidenceKind.Analytic, "a reader gives a value or an error with a place, whatever the text")]
    public void Two_hundred_mutated_archives_give_a_run_or_a_located_error(int seed)
    {
        var mutation = new Mutation(seed);
        byte[] archive = ArchiveWriter.Write(Experiment.Archive(Experiment.Sedml()).Entries);
        string sedml = Experiment.Sedml(
            models: Experiment.ModelElement("m", "decay.xml", $"""<computeChange target="{Experiment.Parameter}[@id='k']"><listOfVariables><variable id="old" target="{Experiment.Parameter}[@id='k']"/></listOfVariables><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><plus/><ci>old</ci><cn>1</cn></apply></math></computeChange>"""),
            tasks: $"""<task id="u" modelReference="m" simulationReference="sim"/><repeatedTask id="t" range="x" resetModel="true"><listOfRanges><uniformRange id="x" start="1" end="2" numberOfPoints="2" type="log"/></listOfRanges><listOfChanges><setValue modelReference="m" target="{Experiment.Parameter}[@id='k']" range="x"><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>x</ci></math></setValue></listOfChanges><listOfSubTasks><subTask task="u"/></listOfSubTasks></repeatedTask>""");
        int ran = 0;
        for (int k = 0; k < 200; k++)
        {
            CombineArchive? opened;
            if (k % 2 == 0)
            {
                Checked<CombineArchive> read = ArchiveReader.Read("test.omex", mutation.Of(archive), ArchiveLimits.Default, SbmlLimits.Default);
                Located(read.Value, read.Diagnostics);
                opened = read.Value;
            }
            else
            {
                opened = Experiment.Archive(mutation.Of(sedml));
            }

            if (opened is null) continue;
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            Checked<PreparedArchive> prepared = PreparedArchive.Of(opened, new ArchiveRunOptions { MaxValues = 20_000 }, limit.Token);
            Located(prepared.Value, prepared.Diagnostics);
            ran += prepared.Value?.Run(TimeProvider.System, null, limit.Token).Length ?? 0;
        }

        Assert.True(ran >= 5, $"only {ran} of 200 still ran: the mutations are too coarse to reach what lies behind the readers");
    }

    private static void Located(object? value, IEnumerable<Diagnostic> diagnostics)
    {
        Diagnostic[] errors = [.. diagnostics.Where(d => d.Severity == Severity.Error)];
        Assert.Equal(value is null, errors.Length > 0);
        foreach (Diagnostic d in errors)
        {
            (int line, int column) = d.Source.Position(d.Span.Start);
            Assert.StartsWith(FormattableString.Invariant($"{d.Source.Name}({line},{column}): error {d.Code}: "), d.Render(), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Codes(string sedml, string right, string wrong)
    {
        CombineArchive archive = Experiment.Archive(sedml, Experiment.Model.Replace(right, wrong, StringComparison.Ordinal));
        return PreparedArchive.Of(archive, new ArchiveRunOptions()).Diagnostics.Where(d => d.Severity == Severity.Error).Select(d => d.Code).Order(StringComparer.Ordinal);
    }

    /// <summary>Small damage, drawn from a seed: a byte or a character replaced, a stretch dropped, doubled or moved.</summary>
    private sealed class Mutation(int seed)
    {
        private ulong _state = 0x9E3779B97F4A7C15UL * (ulong)(seed + 1);

        public byte[] Of(byte[] bytes)
        {
            var changed = bytes.ToList();
            for (int n = Next(3); n >= 0; n--) changed[Next(changed.Count)] = (byte)Next(256);
            if (Next(4) == 0) changed.RemoveRange(Next(changed.Count / 2), Next(changed.Count / 2));
            return [.. changed];
        }

        public string Of(string text)
        {
            var changed = new StringBuilder(text);
            for (int n = Next(3); n >= 0; n--)
            {
                int at = Next(changed.Length - 40), length = Next(30);
                switch (Next(5))
                {
                    case 0: changed.Remove(at, length); break;
                    case 1: changed.Insert(Next(changed.Length), changed.ToString(at, length)); break;
                    case 2: changed[at] = "<>\"'&/#[]@0919eE-.:x"[Next(20)]; break;
                    case 3:
                        // digits reach further than markup
                        int digit = changed.ToString().IndexOfAny([.. "0123456789"], at);
                        if (digit >= 0) changed.Insert(digit, Next(10));
                        break;
                    default:
                        int quote = changed.ToString().IndexOf("=\"", at, StringComparison.Ordinal);
                        if (quote >= 0) changed.Insert(quote + 2, "#-m1"[Next(4)]);
                        break;
                }
            }

            return changed.ToString();
        }

        // SplitMix64
        private int Next(int below)
        {
            _state += 0x9E3779B97F4A7C15UL;
            ulong z = _state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return (int)((z ^ (z >> 31)) % (ulong)Math.Max(1, below));
        }
    }
}
