using System.Globalization;
using Blockade.Testing;

namespace Blockade.Cli.Tests.Commands;

public sealed class SimulateTests : IDisposable
{
    private readonly CommandLine _line = new();

    public void Dispose() => _line.Dispose();

    [Theory, InlineData(0.1), InlineData(3), InlineData(100)]
    [Evidence(EvidenceKind.Analytic, "binding in excess ligand: bound = H2 * T/(T + K) * (1 - exp(-(kon*T + koff)*t)) where receptors neither come nor go")]
    public async Task Binding_of_one_antibody_follows_its_closed_form(double nanomolar)
    {
        const double Receptors = 1e6, On = 1e-4, Off = 3.1e-5, End = 20_000;
        string[][] rows = await Csv(FormattableString.Invariant($"simulate plain-receptor.bngl --set T_nM={nanomolar} --set kdeg=0 --end {End} --points 10 --rtol 1e-9 --atol 1e-3"));

        Assert.Equal(11, rows.Length - 1);
        foreach (string[] row in rows.Skip(1))
        {
            double t = Value(rows, row, "time");
            double bound = Receptors * nanomolar / (nanomolar + (Off / On)) * -double.ExpM1(-((On * nanomolar) + Off) * t);
            // a tolerance of 1e-9 a step and at most some hundred steps; atol 1e-3 of a molecule
            Assert.Equal(bound, Value(rows, row, "H2T"), (1e-7 * bound) + 0.1);
        }
    }

    [Theory, InlineData("ssa"), InlineData("tau"), InlineData("nf")]
    [Evidence(EvidenceKind.Analytic, "receptors bind one by one: the bound ones are binomial, mean N p and variance N p (1 - p), p as in the closed form")]
    public async Task Event_by_event_the_bound_receptors_are_binomial(string method)
    {
        const double Receptors = 2000, On = 1e-4, Off = 3.1e-5, Nanomolar = 1, Runs = 200;
        string[][] rows = await Csv(FormattableString.Invariant($"simulate plain-receptor.bngl --set T_nM={Nanomolar} H2_0={Receptors} kdeg=0 --end 6000 --points 2 --method {method} --runs {Runs} --seed 5"));

        Assert.Equal(0, Value(rows, rows[1], "H2T"));
        foreach (string[] row in rows.Skip(2))
        {
            double t = Value(rows, row, "time");
            double p = Nanomolar / (Nanomolar + (Off / On)) * -double.ExpM1(-((On * Nanomolar) + Off) * t);
            double sd = Math.Sqrt(Receptors * p * (1 - p));

            // four standard errors of a mean and of a normal's deviation; a leap of tolerance 0.03 is off by less than a tenth of a deviation here
            Assert.Equal(Receptors * p, Value(rows, row, "H2T"), (4 * sd / Math.Sqrt(Runs)) + (method == "tau" ? 0.1 * sd : 0));
            Assert.Equal(1, Value(rows, row, "H2T_sd") / sd, 4 / Math.Sqrt(2 * Runs));
        }
    }

    [Theory, InlineData("--method gillespie"), InlineData("--method ode --runs 3"), InlineData("--method ssa --runs 0")]
    [Evidence(EvidenceKind.Analytic, "what there is no method for")]
    public async Task A_method_that_is_none_is_refused(string options)
    {
        CommandResult result = await _line.RunAsync($"simulate plain-receptor.bngl {options}", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Usage, ""), (result.Code, result.Out));
        Assert.Contains("--method is ode, ssa, tau, hybrid or nf", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "more molecules are seeded than may be")]
    public async Task The_limit_of_molecules_names_its_option()
    {
        CommandResult result = await _line.RunAsync("simulate plain-receptor.bngl --set H2_0=2000 --end 1 --points 1 --method nf --max-agents 500", TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.NumericalFailure, result.Code);
        Assert.Contains("more than 500 molecules", result.Errors, StringComparison.Ordinal);
        Assert.Contains("--max-agents", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "receptors are made and degraded: only the two clamped species never change")]
    public async Task The_laws_of_a_model_are_found_and_held()
    {
        CommandResult result = await _line.RunAsync("simulate plain-receptor.bngl --set T_nM=10 --end 100 --points 1", TestContext.Current.CancellationToken);

        Assert.Contains("2 conservation laws, worst drift ", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "at equilibrium the two antibodies bind apart: T/(T + kToff/kTon) and P/(P + kPoff/kPon), and both at once by the product")]
    public async Task The_flagship_saturates_as_its_constants_say()
    {
        // the receptors' pairs, which couple the antibodies, and their turnover are switched off: what is left has a closed form
        // (what others are divided by is made small beyond notice instead)
        string off = string.Join(' ', new[] { "k22f", "kendo", "kendo3", "kshed", "krec" }.Select(p => $"{p}=0"));
        string[][] rows = await Csv($"simulate her2 --set T_nM=1 P_nM=0.2 {off} k23f=1e-40 kNf=1e-45 kdeg=1e-40 --end 1e6 --points 1 --rtol 1e-9");
        string[] last = rows[^1];
        const double T = 1 / (1 + (3.1e-5 / 1e-4)), P = 0.2 / (0.2 + (3.0e-5 / 1e-4));

        // exp(-(kon*c + koff)*1e6) is below 1e-21; hundreds of steps of 1e-9
        Assert.Equal(1e6 * T, Value(rows, last, "H2T"), 1);
        Assert.Equal(1e6 * P, Value(rows, last, "H2P"), 1);
        Assert.Equal(1e6 * T * P, Value(rows, last, "H2TP"), 1);
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "what is printed is what is written")]
    public async Task A_table_goes_to_a_file_whole_and_not_over_another()
    {
        CommandResult printed = await _line.RunAsync("simulate plain-receptor.bngl --set T_nM=10", TestContext.Current.CancellationToken);
        CommandResult written = await _line.RunAsync("simulate plain-receptor.bngl --set T_nM=10 --out cell.csv", TestContext.Current.CancellationToken);
        CommandResult again = await _line.RunAsync("simulate plain-receptor.bngl --set T_nM=20 --out cell.csv", TestContext.Current.CancellationToken);
        string kept = await File.ReadAllTextAsync(_line["cell.csv"], TestContext.Current.CancellationToken);
        CommandResult forced = await _line.RunAsync("simulate plain-receptor.bngl --set T_nM=20 --out cell.csv --force", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Done, ""), (written.Code, written.Out));
        Assert.Equal(printed.Out, kept);
        Assert.Equal((ExitCode.Usage, "blockade: 'cell.csv' is there already; --force replaces it.\n"), (again.Code, again.Errors));
        Assert.Equal(ExitCode.Done, forced.Code);
        Assert.NotEqual(kept, await File.ReadAllTextAsync(_line["cell.csv"], TestContext.Current.CancellationToken));
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a patient is a function of seed and number; the flat dose is the label's")]
    public async Task A_patient_is_the_same_whoever_asks_and_has_the_drugs_of_the_regimen()
    {
        string[][] one = await Csv("simulate patient --number 3 --days 22 --regimen pertuzumab --threads 1");
        string[][] two = await Csv("simulate patient --number 3 --days 22 --regimen pertuzumab --threads 2");
        string[][] other = await Csv("simulate patient --number 4 --days 22 --regimen pertuzumab --threads 2");

        Assert.Equal(one, two);
        Assert.NotEqual(one, other);
        Assert.All(one.Skip(1), r => Assert.Equal(0, Value(one, r, "trastuzumab")));
        Assert.True(Value(one, one[22], "pertuzumab") > 1.3 * Value(one, one[21], "pertuzumab"), "day 22 comes after the second dose, which follows on day 21");
    }

    private static double Value(string[][] rows, string[] row, string column) =>
        double.Parse(row[Array.FindIndex(rows[0], h => h.StartsWith(column + " [", StringComparison.Ordinal))], CultureInfo.InvariantCulture);

    private async Task<string[][]> Csv(string line)
    {
        CommandResult result = await _line.RunAsync(line, TestContext.Current.CancellationToken);
        Assert.True(result.Code == ExitCode.Done, result.Errors);
        return [.. result.Out.TrimEnd('\n').Split('\n').Select(l => l.Split(','))];
    }
}
