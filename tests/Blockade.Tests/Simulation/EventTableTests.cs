using System.Collections.Immutable;
using System.Globalization;
using Blockade.Dosing;
using Blockade.Files;
using Blockade.Models.Bngl;
using Blockade.Models.Compilation;
using Blockade.Models.Diagnostics;
using Blockade.Models.Networks;
using Blockade.Numerics.Ode;
using Blockade.Simulation;
using Blockade.Testing;

namespace Blockade.Tests.Simulation;

/// <summary>Doses and observations from a table, against NONMEM and closed forms.</summary>
public class EventTableTests
{
    // Solved at 1e-9, with errors that add up over some hundred steps; a mistake in a rule is of the order of a dose.
    private const double OfLargest = 1e-6;

    private static readonly SolverOptions Tight = new() { RelativeTolerance = 1e-9, AbsoluteTolerance = 1e-9 };

    private static readonly ImmutableArray<DoseTerm> OfColumns =
    [
        new(DoseTermKind.Lag, "2", "LAGT", 0), new(DoseTermKind.Bioavailability, "2", "BIOAV", 0), new(DoseTermKind.Duration, "2", "DUR2", 0), new(DoseTermKind.Rate, "2", "RAT2", 0),
    ];

    [Theory]
    [InlineData("nmtests-1001", "nonmem-nmtests/dosing_1001_data.csv", 29)]
    [InlineData("nlmixr2data-nmtest", "nonmem-nlmixr2data/nmtest.csv", 54)]
    [Evidence(EvidenceKind.OtherProgram, "NONMEM 7 and the closed form of each scenario: pk-reference, nonmem_expected.csv")]
    public void Every_kind_of_row_does_what_NONMEM_does(string source, string data, int scenarios)
    {
        CorpusArchive archive = CorpusArchive.Open("pk-reference.tar.gz");
        Dictionary<string, double> from = Rows(archive["nonmem_scenarios.csv"]).Where(r => r["source"] == source).ToDictionary(r => r["id"], r => Number(r["closed_form_agrees_from_time"]));
        ILookup<string, Dictionary<string, string>> expected = Rows(archive["nonmem_expected.csv"]).Where(r => r["source"] == source).ToLookup(r => r["id"]);

        EventRun run = Run(OneCompartment, archive[data], OfColumns);

        Assert.Empty(run.Troubles);
        ILookup<string, EventRow> bySubject = run.Rows.ToLookup(r => r.Id);
        Assert.Equal(scenarios, from.Count);
        foreach ((string id, double start) in from)
        {
            double largest = expected[id].Max(r => Number(r["cp_closed_form"]));
            int compared = 0;
            foreach ((EventRow row, Dictionary<string, string> known) in bySubject[id].Zip(expected[id]))
            {
                if (Number(known["time"]) < start) continue;   // where NONMEM's own output is none, says the table
                Assert.Equal(Number(known["cp_closed_form"]), row.Values[1], OfLargest * largest);
                compared++;
            }

            Assert.True(compared > 20, $"scenario {id}: {compared} rows");
        }
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "NONMEM 7: a clearance that follows a weight in the table, five digits: pk-reference, timevarying_2001")]
    public void A_column_sets_a_parameter_up_to_its_own_row()
    {
        CorpusArchive archive = CorpusArchive.Open("pk-reference.tar.gz");
        string model = OneCompartment.Replace("CL/V", "CL*(WT/70)^0.75/V", StringComparison.Ordinal).Replace("KA 1.5", "KA 1.5\nWT 70", StringComparison.Ordinal);

        EventRun run = Run(model, archive["nonmem-nmtests/timevarying_2001_data.csv"], []);

        double[] known = [.. Rows(archive["nonmem-nmtests/timevarying_2001_nonmem.csv"]).Select(r => Number(r["CP"]))];
        Assert.Equal(known.Length, run.Rows.Length);
        for (int i = 0; i < known.Length; i++) Assert.Equal(known[i], run.Rows[i].Values[1], 1e-4 * known[i]);   // half of the fifth digit of a value that may begin with 1
    }

    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "NONMEM 7.4.3: a reset with a steady state begins a new clock, three decimals: pk-reference, evid4_ss_weight.csv")]
    public void A_reset_begins_a_new_clock()
    {
        CorpusArchive archive = CorpusArchive.Open("pk-reference.tar.gz");
        string model = OneCompartment.Replace("CL/V", "2.568724*(WT/70)^0.75/(69.1925*WT/70)", StringComparison.Ordinal)
            .Replace("KA 1.5", "KA 2.097\nWT 70", StringComparison.Ordinal).Replace("A2/(V/1000)", "A2/(69.1925*WT/70)", StringComparison.Ordinal);
        string table = archive["nonmem-nlmixr2data/evid4_ss_weight.csv"];

        EventRun run = Run(model, table, []);

        foreach ((EventRow row, Dictionary<string, string> known) in run.Rows.Zip(Rows(table)))
        {
            if (known["evid"] != "0") continue;
            Assert.Equal(Number(known["ipred"]), row.Values[1], 7e-4);   // what the closed form differs by, says the reference
        }
    }

    [Theory]
    [InlineData("bolus", 0)]
    [InlineData("infusion", 4)]
    [InlineData("infusion longer than the interval", 30)]
    [Evidence(EvidenceKind.Analytic, "one compartment, dose D every tau: trough D/(exp(k tau)-1) after a bolus; by superposition after infusions of length T")]
    public void A_steady_state_is_that_of_the_closed_form(string what, double length)
    {
        const double k = 0.055, tau = 12, dose = 100;
        string table = length == 0 ? $"TIME,EVID,CMT,AMT,II,SS\n0,1,central,{dose},{tau},1\n5,0,.,.,.,.\n" : $"TIME,EVID,CMT,AMT,DUR,II,SS\n0,1,central,{dose},{length.ToString(CultureInfo.InvariantCulture)},{tau},1\n5,0,.,.,.,.,.\n";

        EventRun run = Run(OneCompartment, table, []);

        double expected = 0;
        for (int n = 0; n < 2000; n++)
        {
            double since = 5 + (n * tau);
            expected += length == 0 ? dose * Math.Exp(-k * since) : dose / (length * k) * (Math.Exp(-k * Math.Max(0, since - length)) - Math.Exp(-k * since));
        }

        Assert.Equal(expected, run.Rows[1].Values[0], OfLargest * expected);
        Assert.NotEmpty(what);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "Michaelis-Menten elimination: over an interval of the steady state exactly the dose is eliminated, so the amounts at its two ends are the same")]
    public void A_nonlinear_model_has_its_steady_state_too()
    {
        string model = OneCompartment.Replace("central() -> 0 CL/V", "central() -> 0 Vm/(Km+A2)", StringComparison.Ordinal).Replace("KA 1.5", "KA 1.5\nVm 20\nKm 50", StringComparison.Ordinal);

        EventRun run = Run(model, "TIME,EVID,CMT,AMT,II,SS,ADDL\n0,1,central,100,12,1,5\n0,2,.,.,.,.,.\n11.999999999,0,.,.,.,.,.\n60,0,.,.,.,.,.\n", []);

        Assert.Equal(run.Rows[1].Values[0], run.Rows[2].Values[0] + 100, 1e-5 * 100);   // 1e-9 h before the next dose, at a slope below 20 an hour
        Assert.Equal(run.Rows[1].Values[0], run.Rows[3].Values[0], 1e-5 * 100);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "an amount that nothing takes away grows with every dose")]
    public void Without_elimination_there_is_no_steady_state_and_the_run_says_so()
    {
        string model = OneCompartment.Replace("central() -> 0 CL/V", "central() -> 0 0", StringComparison.Ordinal);

        EventRun run = Run(model, "ID,TIME,EVID,AMT,II,SS\n1,0,1,100,12,1\n2,0,1,100,0,0\n2,1,0,0,0,0\n", []);

        Assert.Contains("subject 1, line 2: no steady state", Assert.Single(run.Troubles), StringComparison.Ordinal);
        Assert.Equal(2, run.Rows.Length);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "additional doses after the last row change nothing, however many")]
    public void Doses_that_nobody_waits_for_cost_nothing()
    {
        EventRun few = Run(OneCompartment, "TIME,AMT,II,ADDL\n0,100,12,4\n50,0,0,0\n", []), many = Run(OneCompartment, "TIME,AMT,II,ADDL\n0,100,12,2000000000\n50,0,0,0\n", []);

        Assert.Equal(few.Rows[1].Values, many.Rows[1].Values);
    }

    [Theory]
    [InlineData("TIME,CMT,AMT,RATE,II,SS\n0,central,100,1e-9,12,1\n")]
    [InlineData("TIME,CMT,AMT,II,SS\n0,depot,100,1e-9,1\n")]
    [Evidence(EvidenceKind.Analytic, "an infusion or a lag of more intervals than can be followed is said, not waited for")]
    public void A_steady_state_of_too_many_doses_at_once_is_refused(string table) =>
        Assert.Contains("20000 intervals at most", Assert.Single(Run(OneCompartment, table, [new DoseTerm(DoseTermKind.Lag, "depot", null, 1)]).Troubles), StringComparison.Ordinal);

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "1, 2 and 7 threads")]
    public void The_rows_do_not_depend_on_the_threads()
    {
        string table = "ID,TIME,EVID,CMT,AMT,II,ADDL\n" + string.Concat(Enumerable.Range(1, 20).Select(i => $"{i},0,1,1,{i * 10},12,3\n{i},40,0,.,.,.,.\n"));

        string[] texts = [.. new[] { 1, 2, 7 }.Select(threads => string.Join(';', Run(OneCompartment, table, [], threads).Rows.SelectMany(r => r.Values).Select(v => v.ToString("R", CultureInfo.InvariantCulture))))];

        Assert.Equal(texts[0], texts[1]);
        Assert.Equal(texts[0], texts[2]);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a table and a model that do not fit: everything in the way, at once")]
    public void What_does_not_fit_the_model_is_said_all_at_once()
    {
        (EventPlan? plan, ImmutableArray<string> faults) = Plan(
            OneCompartment, "TIME,EVID,CMT,AMT,RATE,KA\n0,1,gut,10,0,1\n1,1,2,10,-2,1\n", [new(DoseTermKind.Lag, "central", "ALAG", 0), new(DoseTermKind.Bioavailability, "9", null, 1)], [("KA", 2)]);

        Assert.Null(plan);
        Assert.Equal(5, faults.Length);
        Assert.Contains(faults, f => f.Contains("line 2", StringComparison.Ordinal) && f.Contains("'gut'", StringComparison.Ordinal) && f.Contains("1 depot()", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("RATE -2", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("'ALAG'", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("'9'", StringComparison.Ordinal));
        Assert.Contains(faults, f => f.Contains("'KA'", StringComparison.Ordinal));
    }

    private static EventRun Run(string model, string table, ImmutableArray<DoseTerm> terms, int threads = 1)
    {
        (EventPlan? plan, ImmutableArray<string> faults) = Plan(model, table, terms, []);
        Assert.Empty(faults);
        return plan!.Run(Tight, threads, cancellation: TestContext.Current.CancellationToken);
    }

    private static (EventPlan?, ImmutableArray<string>) Plan(string model, string table, ImmutableArray<DoseTerm> terms, ImmutableArray<(string, double)> replaced)
    {
        Checked<EventTable> events = EventTableReader.Read(new SourceText("doses.csv", table));
        Assert.Empty(events.Diagnostics);
        ReactionNetwork network = ReactionNetwork.Expand(BnglReader.Read(new SourceText("model.bngl", model)).Value!, ExpansionLimits.Default, cancellation: TestContext.Current.CancellationToken).Value!;
        return EventPlan.Of(CompiledModel.Compile(network), replaced, events.Value!, terms);
    }

    private static IEnumerable<Dictionary<string, string>> Rows(string csv)
    {
        string[] lines = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] header = lines[0].TrimEnd('\r').Split(',');
        return lines.Skip(1).Select(l => Cells(l.TrimEnd('\r'))).Select(c => header.Zip(c).ToDictionary(p => p.First, p => p.Second));

        // a description may be quoted and hold commas
        static string[] Cells(string line)
        {
            string[] parts = line.Split('"');
            return string.Concat(parts.Select((p, i) => i % 2 == 1 ? p.Replace(',', ';') : p)).Split(',');
        }
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private const string OneCompartment = """
        begin parameters
        CL 1.1
        V 20
        KA 1.5
        end parameters
        begin molecule types
        depot()
        central()
        end molecule types
        begin seed species
        depot() 0
        central() 0
        end seed species
        begin observables
        Molecules A2 central()
        end observables
        begin functions
        CP() A2/(V/1000)
        end functions
        begin reaction rules
        depot() -> central() KA
        central() -> 0 CL/V
        end reaction rules
        """;
}
