using System.Collections.Immutable;
using System.Text;
using Blockade.Archives;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sedml;
using Blockade.Testing;

namespace Blockade.Tests.Archives;

/// <summary>Files of numbers beside an experiment: what is cut out of them, what is done with it, and what is said of those that are wrong.</summary>
public class ExternalDataTests
{
    private const string Csv = """
        # measured by nobody
        time,S1,"S,2"
        0,10,1
        0.5,20,2
        1.5,30,inf
        """;

    private const string Numl = """
        <?xml version="1.0" encoding="utf-8"?>
        <numl version="1" level="1" xmlns="http://www.numl.org/numl/level1/version1">
          <resultComponents><resultComponent id="r">
            <dimensionDescription><compositeDescription indexType="double" id="time" name="Zeit"><compositeDescription indexType="string" id="SpeciesIds"><atomicDescription valueType="double" name="Values"/></compositeDescription></compositeDescription></dimensionDescription>
            <dimension>
              <compositeValue indexValue="0"><compositeValue indexValue="S1"><atomicValue>10</atomicValue></compositeValue><compositeValue indexValue="S2"><atomicValue>1</atomicValue></compositeValue></compositeValue>
              <compositeValue indexValue="0.5"><compositeValue indexValue="S1"><atomicValue>20</atomicValue></compositeValue></compositeValue>
            </dimension>
          </resultComponent></resultComponents>
        </numl>
        """;

    private const string Rows = """<dimensionDescription><compositeDescription indexType="integer" name="Index"><compositeDescription indexType="string" name="ColumnIds"><atomicDescription valueType="double" name="Values"/></compositeDescription></compositeDescription></dimensionDescription>""";

    [Theory]
    [InlineData("data.csv", """<dataSource id="d"><listOfSlices><slice reference="ColumnIds" value="S1"/></listOfSlices></dataSource>""", new[] { 3 }, new[] { 10.0, 20, 30 })]
    [InlineData("data.csv", """<dataSource id="d"><listOfSlices><slice reference="ColumnIds" value="S,2"/></listOfSlices></dataSource>""", new[] { 3 }, new[] { 1, 2, double.PositiveInfinity })]
    [InlineData("data.csv", """<dataSource id="d" indexSet="Index"/>""", new[] { 3 }, new[] { 0.0, 1, 2 })]
    [InlineData("data.csv", """<dataSource id="d"><listOfSlices><slice reference="Index" value="1"/></listOfSlices></dataSource>""", new[] { 3 }, new[] { 0.5, 20, 2 })]
    [InlineData("data.csv", """<dataSource id="d"><listOfSlices><slice reference="Index" value="1"/><slice reference="ColumnIds" value="S1"/></listOfSlices></dataSource>""", new[] { 1 }, new[] { 20.0 })]
    [InlineData("data.csv", """<dataSource id="d"/>""", new[] { 3, 3 }, new[] { 0, 10, 1, 0.5, 20, 2, 1.5, 30, double.PositiveInfinity })]
    [InlineData("data.numl", """<dataSource id="d"><listOfSlices><slice reference="SpeciesIds" value="S1"/></listOfSlices></dataSource>""", new[] { 2 }, new[] { 10.0, 20 })]
    [InlineData("data.numl", """<dataSource id="d"><listOfSlices><slice reference="SpeciesIds" value="S2"/></listOfSlices></dataSource>""", new[] { 2 }, new[] { 1.0, double.NaN })]
    [InlineData("data.numl", """<dataSource id="d"><listOfSlices><slice reference="Zeit" value="5e-1"/></listOfSlices></dataSource>""", new[] { 2 }, new[] { 20.0, double.NaN })]
    [InlineData("data.numl", """<dataSource id="d" indexSet="time"/>""", new[] { 2 }, new[] { 0.0, 0.5 })]
    [Evidence(EvidenceKind.Published, "SED-ML Level 1 Version 3, dataDescription: a source is an index set, or what slices leave; numbers read off the file")]
    public void A_data_source_is_the_part_of_the_file_that_it_names(string file, string source, int[] shape, double[] values)
    {
        ResultArray column = Outcome(Described(file, source)).Outputs[0].Columns[0];

        Assert.Equal(shape, column.Shape);
        Assert.Equal(values, column.Values);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "A(4) = 10 exp(-4 k) for k = 10, 20, 30 of the column, and the double of the column")]
    public void A_range_goes_through_a_column_and_a_formula_takes_it()
    {
        string set = $"""<setValue modelReference="m" range="x" target="{Experiment.Parameter}[@id='k']"><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><divide/><ci>x</ci><cn>100</cn></apply></math></setValue>""";
        string tasks = $"""<task id="u" modelReference="m" simulationReference="sim"/><repeatedTask id="t" range="x" resetModel="true"><listOfRanges><dataRange id="x" sourceReference="#d"/></listOfRanges><listOfChanges>{set}</listOfChanges><listOfSubTasks><subTask task="u"/></listOfSubTasks></repeatedTask>""";
        string doubled = """<dataGenerator id="gD"><listOfVariables><variable id="v" target="#d"/></listOfVariables><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><cn>2</cn><ci>v</ci></apply></math></dataGenerator>""";
        string sedml = Described("data.csv", """<dataSource id="d"><listOfSlices><slice reference="ColumnIds" value="S1"/></listOfSlices></dataSource>""",
            Experiment.Sedml(tasks: tasks, generators: doubled + Experiment.Generator("gA", Experiment.SpeciesA), outputs: Experiment.Report("gD", "gA")));

        ImmutableArray<ResultArray> columns = Outcome(sedml).Outputs[0].Columns;

        Assert.Equal([20, 40, 60], columns[0].Values);
        Assert.Equal([3, 1, 5], columns[1].Shape);
        for (int round = 0; round < 3; round++) Assert.Equal(1, columns[1].Values[(round * 5) + 4] / (10 * Math.Exp(-4 * 0.1 * (round + 1))), 1e-5);   // tolerance of 1e-8 a step, hundreds of steps
    }

    [Theory]
    [InlineData("source=\"data.csv\"", "source=\"date.csv\"", "SED2020", "x.sedml")]
    [InlineData("source=\"data.csv\"", "source=\"../data.csv\"", "SED2020", "x.sedml")]
    [InlineData("source=\"data.csv\"", "source=\"http://example.org/data.csv\"", "SED2020", "x.sedml")]
    [InlineData("reference=\"ColumnIds\"", "reference=\"Columns\"", "SED2021", "x.sedml")]
    [InlineData("value=\"S1\"", "value=\"S3\"", "SED2021", "x.sedml")]
    [InlineData("<listOfSlices><slice reference=\"ColumnIds\" value=\"S1\"/></listOfSlices></dataSource>", "</dataSource><dataSource id=\"e\" indexSet=\"ColumnIds\"/>", "SED2021", "x.sedml")]
    [InlineData("value=\"S1\"", "value=\"S1\" startIndex=\"0\"", "SED3001", "x.sedml")]
    [InlineData("urn:sedml:format:csv", "urn:sedml:format:hdf5", "SED3001", "x.sedml")]
    [InlineData("target=\"#d\"", "target=\"#dd\"", "SED2001", "x.sedml")]
    [InlineData("<dataSource id=\"d\">", "<dataSource>", "SED1003", "x.sedml")]
    [InlineData("</dataSource>", "</dataSource><dataSource id=\"d\"/>", "SED2002", "x.sedml")]
    [InlineData("0.5,20,2", "0.5,20", "SED2022", "data.csv")]
    [InlineData("time,S1,", "time,time,", "SED2022", "data.csv")]
    [InlineData("http://www.numl.org/numl/level1/version1", "http://example.org/", "SED2022", "data.numl")]
    [InlineData("<atomicValue>20<", "<atomicValue>twenty<", "SED2022", "data.numl")]
    [InlineData("<compositeValue indexValue=\"S2\"><atomicValue>1</atomicValue></compositeValue>", "<atomicValue>1</atomicValue>", "SED2022", "data.numl")]
    [InlineData("<compositeValue indexValue=\"0.5\">", "<compositeValue>", "SED2022", "data.numl")]
    [InlineData("<resultComponent id=\"r\">", "<resultComponent id=\"q\"/><resultComponent id=\"r\">", "SED2022", "data.numl")]
    [Evidence(EvidenceKind.Analytic, "one thing made wrong in data that are right")]
    public void A_mistake_in_external_data_is_named_where_it_stands(string right, string wrong, string code, string file)
    {
        string sedml = Described(file == "data.numl" ? file : "data.csv", $"""<dataSource id="d"><listOfSlices><slice reference="{(file == "data.numl" ? "SpeciesIds" : "ColumnIds")}" value="S1"/></listOfSlices></dataSource>""");
        string text = file switch { "data.csv" => Csv, "data.numl" => Numl, _ => sedml };
        int at = text.IndexOf(right, StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{right}' is not in {file}");
        string changed = text.Replace(right, wrong, StringComparison.Ordinal);

        Checked<PreparedArchive> prepared = PreparedArchive.Of(Archive(file == "x.sedml" ? changed : sedml, file == "data.csv" ? changed : Csv, file == "data.numl" ? changed : Numl), new ArchiveRunOptions(), TestContext.Current.CancellationToken);

        Diagnostic said = prepared.Diagnostics.First(d => d.Severity == Severity.Error && d.Code == code);
        Assert.Equal(file, said.Source.Name);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "9 numbers, and a limit of 8")]
    public void Data_beyond_the_limit_of_numbers_are_refused()
    {
        Checked<PreparedArchive> prepared = PreparedArchive.Of(Archive(Described("data.csv", """<dataSource id="d"/>"""), Csv, Numl), new ArchiveRunOptions { MaxValues = 8 }, TestContext.Current.CancellationToken);

        Assert.Contains(prepared.Diagnostics, d => d.Code == "SED4001" && d.Source.Name == "data.csv");
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "the same model from the archive")]
    public void A_model_by_its_number_in_BioModels_is_taken_from_where_the_caller_has_it()
    {
        string sedml = Experiment.Sedml(models: Experiment.ModelElement("m", "urn:miriam:biomodels.db:BIOMD0000000003"));
        var asked = new List<string>();
        var options = new ArchiveRunOptions
        {
            ModelOf = number =>
            {
                asked.Add(number);
                return new SourceText("elsewhere.xml", Experiment.Model);
            },
        };

        Assert.Equal(Experiment.Columns(Experiment.Sedml())[1].Values, Experiment.Columns(sedml, options)[1].Values);
        Assert.Equal(["BIOMD0000000003"], asked.Distinct());
    }

    private static string Described(string file, string sources, string? sedml = null) => (sedml ?? Experiment.Sedml(
        generators: """<dataGenerator id="gD"><listOfVariables><variable id="v" target="#d"/></listOfVariables><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>v</ci></math></dataGenerator>""", outputs: Experiment.Report("gD")))
        .Replace("<listOfModels>", $"""<listOfDataDescriptions><dataDescription id="data" source="{file}" format="urn:sedml:format:{(file == "data.csv" ? "csv" : "numl")}">{(file == "data.csv" ? Rows : "")}<listOfDataSources>{sources}</listOfDataSources></dataDescription></listOfDataDescriptions><listOfModels>""", StringComparison.Ordinal);

    private static CombineArchive Archive(string sedml, string csv, string numl)
    {
        CombineArchive plain = Experiment.Archive(sedml);
        return plain with { Entries = [.. plain.Entries, new ArchiveEntry("data.csv", Encoding.UTF8.GetBytes(csv), ""), new ArchiveEntry("data.numl", Encoding.UTF8.GetBytes(numl), "")] };
    }

    private static ExperimentOutcome Outcome(string sedml)
    {
        Checked<PreparedArchive> prepared = PreparedArchive.Of(Archive(sedml, Csv, Numl), new ArchiveRunOptions(), TestContext.Current.CancellationToken);
        Assert.True(prepared.Value is not null, string.Join('\n', prepared.Diagnostics.Select(d => d.Render())));
        return prepared.Value.Run(TimeProvider.System, null, TestContext.Current.CancellationToken).Single();
    }
}
