using System.Text;
using Blockade.Archives;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.Archives;

/// <summary>The tables of docs/run-archives.md, made from experiments that are run and from the lists in the code.</summary>
public class SedmlTablesTests
{
    private const string Document = "docs/run-archives.md";

    private const string Sub = """<task id="u" modelReference="m" simulationReference="sim"/>""";
    private const string Range = """<vectorRange id="x"><value>1</value></vectorRange>""";

    [Fact]
    [Evidence(EvidenceKind.Analytic, "each row is run: what becomes of it is what the row says")]
    public void What_is_carried_out_and_what_is_refused_is_in_the_document()
    {
        string set = $"""<setValue modelReference="m" range="x" target="{Experiment.Parameter}[@id='k']"><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>x</ci></math></setValue>""";
        string compute = $"""<computeChange target="{Experiment.Parameter}[@id='k']"><listOfVariables><variable id="v" target="{Experiment.Parameter}[@id='k']"/></listOfVariables><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>v</ci></math></computeChange>""";
        (string Name, string Sedml)[] features =
        [
            ("model in SBML", Experiment.Sedml()),
            ("model in BNGL", Experiment.Sedml(models: Experiment.ModelElement("m", "decay.bngl", language: "urn:sedml:language:bngl"), generators: Experiment.Generator("gTime", null) + Experiment.Generator("gA", "molecules.Done.count"))),
            ("model in CellML", Experiment.Sedml(models: Experiment.ModelElement("m", "decay.xml", language: "urn:sedml:language:cellml.1_0"))),
            ("model from another model (`#id`)", Experiment.Sedml(models: Experiment.ModelElement("base", "decay.xml") + Experiment.ModelElement("m", "#base"))),
            ("model by its number in BioModels, which the archive has not (`--models FOLDER`)", Experiment.Sedml(models: Experiment.ModelElement("m", "urn:miriam:biomodels.db:BIOMD0000000003"))),
            ("model from an address", Experiment.Sedml(models: Experiment.ModelElement("m", "https://example.org/decay.xml"))),
            ("`changeAttribute`", Changed($"""<changeAttribute target="{Experiment.Parameter}[@id='k']/@value" newValue="1"/>""")),
            ("`computeChange`", Changed(compute)),
            ("`addXML`", Changed("""<addXML target="/sbml:sbml/sbml:model/sbml:listOfParameters"><newXML><parameter id="q" value="1" constant="true"/></newXML></addXML>""")),
            ("`changeXML`", Changed($"""<changeXML target="{Experiment.Parameter}[@id='k']"><newXML><parameter id="k" value="1" constant="true"/></newXML></changeXML>""")),
            ("`removeXML`", Changed("""<removeXML target="//sbml:reaction[@id='made']"/>""")),
            ("`uniformTimeCourse`", Experiment.Sedml()),
            ("`oneStep`", Experiment.Sedml(simulations: """<oneStep id="sim" step="1"/>""")),
            ("`steadyState`", Experiment.Sedml(models: Experiment.ModelElement("m", "decay.xml"), simulations: """<steadyState id="sim"/>""")),
            ("`analysis`", Experiment.Sedml(simulations: """<analysis id="sim"/>""")),
            ("`task`", Experiment.Sedml()),
            ("`repeatedTask` with `uniformRange`", Repeated("""<uniformRange id="x" start="1" end="2" numberOfPoints="1" type="linear"/>""", set)),
            ("`repeatedTask` with `vectorRange`", Repeated(Range, set)),
            ("`repeatedTask` with `functionalRange`", Repeated(Range + """<functionalRange id="y" range="x"><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>x</ci></math></functionalRange>""", set)),
            ("`repeatedTask` with `dataRange`", Data(Repeated("""<dataRange id="x" sourceReference="d"/>""", ""))),
            ("`repeatedTask` with `setValue`", Repeated(Range, set)),
            ("`repeatedTask` with `concatenate`", Repeated(Range, "").Replace("resetModel", "concatenate=\"true\" resetModel", StringComparison.Ordinal)),
            ("`parameterEstimationTask`", Experiment.Sedml(tasks: """<parameterEstimationTask id="t"/>""")),
            ("`dataGenerator` with MathML", Experiment.Sedml()),
            ("`dataGenerator` with `min`, `max`, `sum`, `product` over all values", Experiment.Sedml(generators: Experiment.Generator("gTime", null) + Experiment.Generator("gA", Experiment.SpeciesA, math: """<apply><csymbol definitionURL="http://sed-ml.org/#max"/><ci>v</ci></apply>"""))),
            ("variable by `target`, and time by `symbol`", Experiment.Sedml()),
            ("variable by another `symbol`", Experiment.Sedml(generators: Experiment.Generator("gTime", null).Replace("symbol:time", "symbol:avogadro", StringComparison.Ordinal) + Experiment.Generator("gA", Experiment.SpeciesA))),
            ("variable with `remainingDimensions`", Experiment.Sedml(generators: Experiment.Generator("gTime", null) + Experiment.Generator("gA", Experiment.SpeciesA).Replace("taskReference=\"t\"/>", "taskReference=\"t\"><remainingDimensions/></variable>", StringComparison.Ordinal))),
            ("`dataDescription` of a file in CSV or NuML", Data(Experiment.Sedml())),
            ("`dataDescription` of a file in another form", Data(Experiment.Sedml()).Replace("format:csv", "format:hdf5", StringComparison.Ordinal)),
            ("`report`", Experiment.Sedml()),
            ("`plot2D` with `curve`", Experiment.Sedml(outputs: """<plot2D id="p"><listOfCurves><curve id="c" logX="false" logY="false" xDataReference="gTime" yDataReference="gA"/></listOfCurves></plot2D>""")),
            ("`plot2D` with `shadedArea`", Experiment.Sedml(outputs: """<plot2D id="p"><listOfCurves><shadedArea id="c"/></listOfCurves></plot2D>""")),
            ("`plot3D`", Experiment.Sedml(outputs: """<plot3D id="p"/>""")),
            ("`figure`", Experiment.Sedml(outputs: """<figure id="p"/>""")),
            ("`style`", Experiment.Sedml().Replace("<listOfModels>", "<listOfStyles/><listOfModels>", StringComparison.Ordinal)),
        ];
        var table = new StringBuilder("| of SED-ML | what becomes of it |\n| --- | --- |\n");
        foreach ((string name, string sedml) in features)
        {
            CombineArchive archive = Experiment.Archive(sedml);
            Checked<PreparedArchive> prepared = PreparedArchive.Of(archive with { Entries = archive.Entries.Add(new ArchiveEntry("d.csv", "a\n1\n2\n"u8.ToArray(), "")) }, new ArchiveRunOptions { ModelOf = _ => new SourceText("given.xml", Experiment.Model) }, TestContext.Current.CancellationToken);
            Diagnostic? said = prepared.Diagnostics.Where(d => d.Severity != Severity.Note).OrderByDescending(d => d.Severity).ThenByDescending(d => d.Code == "SED3001").FirstOrDefault();   // what is missing because of it comes second
            table.Append("| ").Append(name).Append(" | ").Append(said is null ? "carried out" : said.Severity == Severity.Error ? $"refused ({said.Code})" : $"passed over ({said.Code})").Append(" |\n");
            if (said is null && !name.Contains("steady", StringComparison.Ordinal)) Assert.Equal(ExperimentStatus.Succeeded, prepared.Value!.Run(TimeProvider.System, null, TestContext.Current.CancellationToken).Single().Status);
        }

        WrittenDocument.Agrees(Document, ("features", table.ToString()));
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the list in the code")]
    public void The_algorithms_and_what_is_used_for_them_are_in_the_document()
    {
        IEnumerable<string> rows = KisaoTerms.All.GroupBy(t => (t.Method, t.Distance)).OrderBy(g => g.Key.Method).ThenBy(g => g.Key.Distance).Select(g =>
            $"| {string.Join(", ", g.Select(t => $"{t.Name} ({t.Id[^7..].TrimStart('0')})"))} | {Said(g.Key.Method)} | {PolicyNames.Of(g.Key.Distance)} |");

        WrittenDocument.Agrees(Document, ("algorithms", "| asked for (number in KiSAO) | used | least policy |\n| --- | --- | --- |\n" + string.Join('\n', rows)));
        Assert.Equal(KisaoTerms.All.Length, KisaoTerms.All.Select(t => t.Id).Distinct().Count());
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "the limits in the code, and the issue that asks for them: 1,000 entries, 64 MiB each, 256 MiB in all, ratio 100")]
    public void The_limits_are_in_the_document()
    {
        ArchiveLimits limits = ArchiveLimits.Default;
        (string What, long Value, string Option)[] rows =
        [
            ("entries of an archive", limits.MaxEntries, "--max-archive-entries"), ("bytes of one file", limits.MaxEntryBytes, "--max-entry-bytes"),
            ("bytes of all files", limits.MaxTotalBytes, "--max-archive-bytes"), ("bytes of a file for each in the archive", limits.MaxRatio, "--max-archive-ratio"),
            ("numbers of the results of one experiment", new ArchiveRunOptions().MaxValues, "--max-values"),
        ];

        WrittenDocument.Agrees(Document, ("limits", "| limit | value | raised by |\n| --- | ---: | --- |\n" + string.Join('\n', rows.Select(r => FormattableString.Invariant($"| {r.What} | {r.Value:N0} | `{r.Option}` |")))));
        Assert.Equal(new ArchiveLimits(1000, 67_108_864, 268_435_456, 100), limits);
    }

    private static string Said(RunMethod method) => method switch
    {
        RunMethod.DifferentialEquation => "differentiation formulas",
        RunMethod.Exact => "exact simulation",
        _ => "differentiation formulas until nothing changes",
    };

    private static string Changed(string change) => Experiment.Sedml(models: Experiment.ModelElement("m", "decay.xml", change));

    private static string Data(string sedml) => sedml.Replace("<listOfModels>", """<listOfDataDescriptions><dataDescription id="data" source="d.csv" format="urn:sedml:format:csv"><listOfDataSources><dataSource id="d"><listOfSlices><slice reference="ColumnIds" value="a"/></listOfSlices></dataSource></listOfDataSources></dataDescription></listOfDataDescriptions><listOfModels>""", StringComparison.Ordinal);

    private static string Repeated(string ranges, string changes) => Experiment.Sedml(tasks: Sub
        + $"""<repeatedTask id="t" range="x" resetModel="true"><listOfRanges>{ranges}</listOfRanges><listOfChanges>{changes}</listOfChanges><listOfSubTasks><subTask task="u"/></listOfSubTasks></repeatedTask>""");
}
