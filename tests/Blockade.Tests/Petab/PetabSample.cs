using System.Globalization;
using System.Text;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;
using Blockade.Petab;

namespace Blockade.Tests.Petab;

/// <summary>A problem small enough for a closed form: A decays from 1 at a rate k, and 2 A is measured.</summary>
internal static class PetabSample
{
    public static Dictionary<string, string> Files(IReadOnlyList<(double Time, double Value)>? data = null)
    {
        var measurements = new StringBuilder("observableId\tsimulationConditionId\ttime\tmeasurement\tnoiseParameters\n");
        foreach ((double time, double value) in data ?? [(0, 2), (1, 1.25), (3, 0.25)])
        {
            measurements.Append(CultureInfo.InvariantCulture, $"decay\tcontrol\t{time:R}\t{value:R}\tsd\n");
        }

        return new Dictionary<string, string>
        {
            ["problem.yaml"] = "format_version: 1\nparameter_file: parameters.tsv\nproblems:\n  - condition_files: [conditions.tsv]\n    measurement_files: [measurements.tsv]\n    observable_files: [observables.tsv]\n    sbml_files: [model.xml]\n",
            ["parameters.tsv"] = "parameterId\tparameterScale\tlowerBound\tupperBound\tnominalValue\testimate\nk\tlog10\t0.001\t100\t0.5\t1\nscale\tlin\t0.1\t10\t2\t1\nsd\tlin\t0.01\t1\t0.2\t0\n",
            ["conditions.tsv"] = "conditionId\tk\ncontrol\t\n",
            ["observables.tsv"] = "observableId\tobservableFormula\tnoiseFormula\ndecay\tA * scale\tnoiseParameter1_decay\n",
            ["measurements.tsv"] = measurements.ToString(),
            ["model.xml"] = """
                <sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" version="2"><model id="decay">
                <listOfCompartments><compartment id="c" size="1" spatialDimensions="3" constant="true"/></listOfCompartments>
                <listOfSpecies><species id="A" compartment="c" initialConcentration="1" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/></listOfSpecies>
                <listOfParameters><parameter id="k" value="1" constant="true"/><parameter id="half" constant="false"/></listOfParameters>
                <listOfRules><assignmentRule variable="half"><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><divide/><ci>A</ci><cn>2</cn></apply></math></assignmentRule></listOfRules>
                <listOfReactions><reaction id="r" reversible="false"><listOfReactants><speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants>
                <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>c</ci><ci>k</ci><ci>A</ci></apply></math></kineticLaw></reaction></listOfReactions>
                </model></sbml>
                """,
        };
    }

    public static Checked<PetabProblem> Read(Dictionary<string, string> files) => PetabReader.Read(
        new SourceText("problem.yaml", files["problem.yaml"]), n => files.TryGetValue(n, out string? text) ? new SourceText(n, text) : null, SbmlLimits.Default);
}
