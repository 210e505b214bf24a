using System.Collections.Immutable;
using System.Text;
using Blockade.Archives;
using Blockade.Models.Sedml;

namespace Blockade.Cli.Tests;

/// <summary>An archive of a decay, x' = -x / 2 from 8, and the table that it ought to give.</summary>
internal static class SmallArchive
{
    public const string Model = """
        <sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="decay">
          <listOfParameters><parameter id="x" value="8" constant="false"/><parameter id="k" value="0.5" constant="true"/></listOfParameters>
          <listOfRules><rateRule variable="x"><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><minus/><apply><times/><ci>k</ci><ci>x</ci></apply></apply></math></rateRule></listOfRules>
        </model></sbml>
        """;

    public const string Sedml = """
        <sedML xmlns="http://sed-ml.org/sed-ml/level1/version3" xmlns:sbml="http://www.sbml.org/sbml/level3/version1/core" level="1" version="3">
          <listOfModels><model id="m" language="urn:sedml:language:sbml" source="model.xml"/></listOfModels>
          <listOfSimulations><uniformTimeCourse id="s" initialTime="0" outputStartTime="0" outputEndTime="2" numberOfPoints="2"><algorithm kisaoID="KISAO:0000019"/></uniformTimeCourse></listOfSimulations>
          <listOfTasks><task id="t" modelReference="m" simulationReference="s"/></listOfTasks>
          <listOfDataGenerators>
            <dataGenerator id="time"><listOfVariables><variable id="v" symbol="urn:sedml:symbol:time" taskReference="t"/></listOfVariables><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>v</ci></math></dataGenerator>
            <dataGenerator id="x"><listOfVariables><variable id="v" target="/sbml:sbml/sbml:model/sbml:listOfParameters/sbml:parameter[@id='x']" taskReference="t"/></listOfVariables><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>v</ci></math></dataGenerator>
          </listOfDataGenerators>
          <listOfOutputs>
            <report id="r"><listOfDataSets><dataSet id="d1" label="time" dataReference="time"/><dataSet id="d2" label="x, as it is" dataReference="x"/></listOfDataSets></report>
            <plot2D id="p"><listOfCurves><curve id="c" name="x" logX="false" logY="false" xDataReference="time" yDataReference="x"/></listOfCurves></plot2D>
          </listOfOutputs>
        </sedML>
        """;

    /// <summary>The closed form, to the digits of a double.</summary>
    public static string Table => FormattableString.Invariant($"time,0,1,2\n\"x, as it is\",8,{8 * Math.Exp(-0.5):R},{8 * Math.Exp(-1):R}\n");

    public static void Write(string path, string? sedml = null, string? model = null, string? table = null) => File.WriteAllBytes(path, ArchiveWriter.Write(
    [
        new ArchiveEntry("exp/model.xml", Encoding.UTF8.GetBytes(model ?? Model), CombineFormats.Sbml),
        new ArchiveEntry("exp/x.sedml", Encoding.UTF8.GetBytes(sedml ?? Sedml), CombineFormats.Sedml, IsMaster: true),
        .. table == "" ? ImmutableArray<ArchiveEntry>.Empty : [new ArchiveEntry("results/exp/x.sedml/r.csv", Encoding.UTF8.GetBytes(table ?? Table), CombineFormats.Csv)],
    ]));
}
