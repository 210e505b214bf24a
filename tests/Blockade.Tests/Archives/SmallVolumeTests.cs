using System.Collections.Immutable;
using Blockade.Archives;
using Blockade.Models.Diagnostics;
using Blockade.Models.Dynamics;
using Blockade.Models.Sbml;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Simulation;
using Blockade.Testing;

namespace Blockade.Tests.Archives;

/// <summary>
/// Substances in the volume of a synapse, as BioModels' first models have them (BIOMD0000000002: 1e-22 mol in 1e-16 l): a tolerance is that of a concentration, and
/// an identifier is one where hasOnlySubstanceUnits is not true (SBML Level 2 Version 4, 4.8.5).
/// </summary>
public class SmallVolumeTests
{
    private const double Volume = 1e-16, Receptors = 1e-6, Ligand = 1e-5, Rate = 1000;

    private static readonly string Model = $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4">
          <model id="binding">
            <listOfCompartments><compartment id="c" size="1E-16"/></listOfCompartments>
            <listOfSpecies>
              <species id="B" compartment="c" initialAmount="1E-22"/>
              <species id="A" compartment="c" initialAmount="1E-21"/>
              <species id="BL" compartment="c" initialAmount="0"/>
            </listOfSpecies>
            <listOfParameters><parameter id="k" value="1000"/></listOfParameters>
            <listOfReactions>
              <reaction id="binds">
                <listOfReactants><speciesReference species="B"/><speciesReference species="A"/></listOfReactants>
                <listOfProducts><speciesReference species="BL"/></listOfProducts>
                <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>c</ci><ci>k</ci><ci>B</ci><ci>A</ci></apply></math></kineticLaw>
              </reaction>
            </listOfReactions>
          </model>
        </sbml>
        """;

    // at a tolerance of 1e-12 for a concentration of 1e-6, 1e-6 of it a step; a hundred steps, most of whose errors the binding forgets
    [Fact]
    [Evidence(EvidenceKind.Analytic, "second-order binding: B = B0 D e / (A0 - B0 e), D = A0 - B0, e = exp(-D k t), in concentrations")]
    public void Concentrations_in_a_small_volume_follow_their_closed_form()
    {
        Checked<PreparedArchive> prepared = PreparedArchive.Of(Experiment.Archive(Experiment.Sedml(simulations: Experiment.Course(0, 0, 400, 4)).Replace("level3/version1/core", "level2/version4", StringComparison.Ordinal).Replace("[@id='A']", "[@id='B']", StringComparison.Ordinal), Model), new ArchiveRunOptions(), TestContext.Current.CancellationToken);
        Assert.True(prepared.Value is not null, string.Join('\n', prepared.Diagnostics.Select(d => d.Render())));
        ImmutableArray<double> got = prepared.Value.Run(TimeProvider.System, null, TestContext.Current.CancellationToken).Single().Outputs[0].Columns[1].Values;

        for (int k = 0; k <= 4; k++) Assert.Equal(1, got[k] / Free(100 * k), 2e-5);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "all receptors are bound in the end: the concentration of BL is theirs at the start")]
    public void The_steady_state_of_a_small_volume_is_found()
    {
        DynamicModel model = SbmlReader.Read(new SourceText("small.xml", Model), SbmlLimits.Default).Value!.Compiled;
        var process = new DynamicProcess(model, 0, new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-12 }, new RandomSource(1).Sequence(1, 0));

        Assert.Null(SteadyStateSearch.Run(process, model, TestContext.Current.CancellationToken));

        Assert.Equal(Receptors, process.Values[model.IndexOf("BL")], 1e-10);   // a hundred times the tolerance, as the search says
        Assert.Equal(1e-12 * Volume, process.Options.AbsoluteTolerance, 1e-30);
    }

    private static double Free(double t)
    {
        double d = Ligand - Receptors, e = Math.Exp(-d * Rate * t);
        return Receptors * d * e / (Ligand - (Receptors * e));
    }
}
