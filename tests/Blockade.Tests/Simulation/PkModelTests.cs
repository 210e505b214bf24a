using System.Globalization;
using Blockade.Dosing;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Numerics.Ode;
using Blockade.Populations;
using Blockade.Simulation;
using Blockade.Testing;

namespace Blockade.Tests.Simulation;

/// <summary>models/her2/pk.bngl: the drugs' kinetics as a model that can be dosed from a table and exported.</summary>
public class PkModelTests
{
    private static readonly CompiledModel Model = CompiledModel.Compile(
        ReactionNetwork.Expand(BnglReader.Read(Her2Files.Read("pk.bngl")).Value!, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken).Value!);

    [Fact]
    [Evidence(EvidenceKind.Published, "parameters.csv has each constant with its source")]
    public void Its_constants_are_those_of_the_evidence()
    {
        ParameterTable table = Her2Evidence.Parameters().Value!;
        double[] values = Model.Parameters();
        foreach ((string name, string id) in new[]
        {
            ("CLT", "trastuzumab.CL"), ("VcT", "trastuzumab.Vc"), ("QT", "trastuzumab.Q"), ("VpT", "trastuzumab.Vp"), ("VmaxT", "trastuzumab.Vmax"), ("KmT", "trastuzumab.Km"),
            ("CLP", "pertuzumab.CL"), ("VcP", "pertuzumab.Vc"), ("QP", "pertuzumab.Q"), ("VpP", "pertuzumab.Vp"),
            ("CLD", "docetaxel.CL"), ("V1D", "docetaxel.V1"), ("Q2D", "docetaxel.Q2"), ("V2D", "docetaxel.V2"), ("Q3D", "docetaxel.Q3"), ("V3D", "docetaxel.V3"),
        })
        {
            Assert.Equal(table.Value("pk." + id), values[Model.ParameterIndex(name)]);
        }
    }

    [Theory]
    [InlineData("TC", "cT", 528, 396, 199.8, 29.2, 48.1)]
    [InlineData("PC", "cP", 840, 420, 268.8, 55.5, 50.1)]
    [Evidence(EvidenceKind.OtherProgram, "Quartino 2019 and Garg 2014, typical patients, by a separate Runge-Kutta program: infusion 0.06 day, step 0.01 day")]
    public void Sixteen_cycles_from_a_table_have_the_typical_peaks_and_troughs(string compartment, string concentration, double first, double next, double peak, double trough, double last)
    {
        EventRun run = Run(
            $"""
            TIME,EVID,AMT,DUR,CMT,II,ADDL
            0,1,{first},0.06,{compartment},0,0
            0.06,0,0,0,{compartment},0,0
            21,0,0,0,{compartment},0,0
            21,1,{next},0.06,{compartment},21,14
            336,0,0,0,{compartment},0,0
            """);

        double At(int row) => run.Rows[row].Values[Model.ObservableNames.Length + Model.FunctionNames.IndexOf(concentration)];
        Assert.Equal(1, At(1) / peak, 0.01);   // as in TypicalPlasmaTests: three or four digits, steps of 0.01 day
        Assert.Equal(1, At(2) / trough, 0.01);
        Assert.Equal(1, At(4) / last, 0.01);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "linear kinetics: all that was given is cleared, so that the area over all time is dose over clearance")]
    public void Docetaxel_has_the_area_of_its_clearance()
    {
        // trapezia of half a minute on the first day: the fastest rate is some 250 a day, (250 / 2880)^2 / 12 = 6e-4; then of half an hour, where the slowest phase is left
        double[] times = [.. Enumerable.Range(1, 2880).Select(k => k / 2880.0), .. Enumerable.Range(49, 40 * 48).Select(k => k / 48.0)];
        string rows = string.Concat(times.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t},0,0,DC\n")));
        EventRun run = Run("TIME,EVID,AMT,CMT\n0,1,173,DC\n" + rows);
        int column = Model.ObservableNames.Length + Model.FunctionNames.IndexOf("cD");
        double area = 0;
        for (int k = 1; k < run.Rows.Length; k++) area += (run.Rows[k].Time - run.Rows[k - 1].Time) * (run.Rows[k].Values[column] + run.Rows[k - 1].Values[column]) / 2;

        Assert.Equal(173 / (21 * 24 * BodySize.DuBoisSurface(70.5, 162)), area, 1e-3 * area);
    }

    private static EventRun Run(string table)
    {
        Checked<EventTable> events = EventTableReader.Read(new SourceText("doses.csv", table));
        Assert.Empty(events.Diagnostics);
        (EventPlan? plan, var faults) = EventPlan.Of(Model, [], events.Value!, []);
        Assert.Empty(faults);
        return plan!.Run(new SolverOptions { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-8 }, threads: 1, cancellation: TestContext.Current.CancellationToken);
    }
}
