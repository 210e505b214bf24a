using System.Collections.Immutable;
using System.Text;
using Blockade.Archives;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sedml;

namespace Blockade.Tests.Archives;

/// <summary>A small archive: a substance that is made and decays, and an experiment with it whose parts a test replaces.</summary>
internal static class Experiment
{
    /// <summary>A' = s - k A, from A(0) = 10; s is 0 and k is 0.5 unless a change says otherwise. B is what has decayed.</summary>
    public const string Model = """
        <?xml version="1.0" encoding="UTF-8"?>
        <sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">
          <model id="decay">
            <listOfCompartments><compartment id="c" spatialDimensions="3" size="2" constant="true"/></listOfCompartments>
            <listOfSpecies>
              <species id="A" compartment="c" initialConcentration="10" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>
              <species id="B" compartment="c" initialAmount="0" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/>
            </listOfSpecies>
            <listOfParameters>
              <parameter id="k" value="0.5" constant="true"/>
              <parameter id="s" value="0" constant="true"/>
            </listOfParameters>
            <listOfReactions>
              <reaction id="decays" reversible="false" fast="false">
                <listOfReactants><speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants>
                <listOfProducts><speciesReference species="B" stoichiometry="1" constant="true"/></listOfProducts>
                <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>c</ci><ci>k</ci><ci>A</ci></apply></math></kineticLaw>
              </reaction>
              <reaction id="made" reversible="false" fast="false">
                <listOfProducts><speciesReference species="A" stoichiometry="1" constant="true"/></listOfProducts>
                <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>c</ci><ci>s</ci></apply></math></kineticLaw>
              </reaction>
            </listOfReactions>
          </model>
        </sbml>
        """;

    public const string Bngl = """
        begin model
        begin parameters
          k 0.5
          A0 100
        end parameters
        begin molecule types
          A(x~u~p)
        end molecule types
        begin seed species
          A(x~u) A0
        end seed species
        begin observables
          Molecules Done A(x~p)
        end observables
        begin reaction rules
          A(x~u) -> A(x~p) k
        end reaction rules
        end model
        """;

    public const string Parameter = "/sbml:sbml/sbml:model/sbml:listOfParameters/sbml:parameter";
    public const string SpeciesA = "/sbml:sbml/sbml:model/sbml:listOfSpecies/sbml:species[@id='A']";

    /// <summary>A SED-ML file; parts that are not given are the plain ones: the model, from 0 to 4 in 4 steps, a report of time and A.</summary>
    public static string Sedml(string? models = null, string? simulations = null, string? tasks = null, string? generators = null, string? outputs = null) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <sedML xmlns="http://sed-ml.org/sed-ml/level1/version3" xmlns:sbml="http://www.sbml.org/sbml/level3/version1/core" level="1" version="3">
          <listOfModels>
            {models ?? ModelElement("m", "decay.xml")}
          </listOfModels>
          <listOfSimulations>
            {simulations ?? Course(0, 0, 4, 4)}
          </listOfSimulations>
          <listOfTasks>
            {tasks ?? """<task id="t" modelReference="m" simulationReference="sim"/>"""}
          </listOfTasks>
          <listOfDataGenerators>
            {generators ?? Generator("gTime", null) + Generator("gA", SpeciesA)}
          </listOfDataGenerators>
          <listOfOutputs>
            {outputs ?? Report("gTime", "gA")}
          </listOfOutputs>
        </sedML>
        """;

    public static string ModelElement(string id, string source, string changes = "", string language = "urn:sedml:language:sbml") =>
        $"""<model id="{id}" language="{language}" source="{source}"><listOfChanges>{changes}</listOfChanges></model>""";

    public static string Course(double initial, double start, double end, int steps, string algorithm = """<algorithm kisaoID="KISAO:0000019"/>""", string id = "sim") => FormattableString.Invariant(
        $"""<uniformTimeCourse id="{id}" initialTime="{initial}" outputStartTime="{start}" outputEndTime="{end}" numberOfPoints="{steps}">{algorithm}</uniformTimeCourse>""");

    public static string Generator(string id, string? target, string task = "t", string? math = null) =>
        $"""<dataGenerator id="{id}"><listOfVariables><variable id="v" {(target is null ? "symbol=\"urn:sedml:symbol:time\"" : $"target=\"{target}\"")} taskReference="{task}"/></listOfVariables><math xmlns="http://www.w3.org/1998/Math/MathML">{math ?? "<ci>v</ci>"}</math></dataGenerator>""";

    public static string Report(params string[] generators) => $"""<report id="r"><listOfDataSets>{string.Concat(generators.Select(g => $"<dataSet id=\"d{g}\" label=\"{g}\" dataReference=\"{g}\"/>"))}</listOfDataSets></report>""";

    /// <summary>The archive with an experiment.</summary>
    public static CombineArchive Archive(string sedml, string model = Model) => new("test.omex",
    [
        new ArchiveEntry("decay.bngl", Encoding.UTF8.GetBytes(Bngl), CombineFormats.Bngl),
        new ArchiveEntry("decay.xml", Encoding.UTF8.GetBytes(model), CombineFormats.Sbml),
        new ArchiveEntry("x.sedml", Encoding.UTF8.GetBytes(sedml), CombineFormats.Sedml, IsMaster: true),
    ], []);

    public static Checked<PreparedArchive> Prepare(string sedml, ArchiveRunOptions? options = null) => PreparedArchive.Of(Archive(sedml), options ?? new ArchiveRunOptions(), TestContext.Current.CancellationToken);

    /// <summary>Runs it, and gives the columns of its first output.</summary>
    public static ImmutableArray<ResultArray> Columns(string sedml, ArchiveRunOptions? options = null)
    {
        ExperimentOutcome outcome = Outcome(sedml, options);
        Assert.True(outcome.Status == ExperimentStatus.Succeeded, string.Join('\n', outcome.Tasks.Select(t => t.Reason).Concat(outcome.Outputs.Select(o => o.Reason))));
        return outcome.Outputs[0].Columns;
    }

    public static ExperimentOutcome Outcome(string sedml, ArchiveRunOptions? options = null)
    {
        Checked<PreparedArchive> prepared = Prepare(sedml, options);
        Assert.True(prepared.Value is not null, string.Join('\n', prepared.Diagnostics.Select(d => d.Render())));
        return prepared.Value.Run(TimeProvider.System, null, TestContext.Current.CancellationToken).Single();
    }
}
