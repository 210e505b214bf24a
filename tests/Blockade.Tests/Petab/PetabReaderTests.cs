using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;
using Blockade.Numerics.Ode;
using Blockade.Petab;
using Blockade.Testing;

namespace Blockade.Tests.Petab;

/// <summary>What is said of a problem that is wrong, and where.</summary>
public class PetabReaderTests
{
    [Theory]
    [InlineData("problem.yaml", "problems:", "problems: [", "PET1001")]
    [InlineData("problem.yaml", "format_version: 1", "format_version: 3", "PET1002")]
    [InlineData("problem.yaml", "  - condition_files: [conditions.tsv]\n", "  - condition_files: []\n", "PET1002")]
    [InlineData("parameters.tsv", "parameterScale", "parameterScael", "PET1003")]
    [InlineData("parameters.tsv", "0.5", "half", "PET1004")]
    [InlineData("parameters.tsv", "log10", "log20", "PET1005")]
    [InlineData("observables.tsv", "A * scale", "A * (scale", "PET1006")]
    [InlineData("problem.yaml", "parameters.tsv", "../parameters.tsv", "PET1007")]
    [InlineData("problem.yaml", "parameters.tsv", "/etc/passwd", "PET1007")]
    [InlineData("problem.yaml", "parameters.tsv", "https://example.org/p.tsv", "PET1007")]
    [InlineData("problem.yaml", "parameters.tsv", "absent.tsv", "PET1007")]
    [InlineData("observables.tsv", "A * scale", "Q * scale", "PET2001")]
    [InlineData("measurements.tsv", "control", "contrl", "PET2001")]
    [InlineData("parameters.tsv", "scale\tlin", "k\tlin", "PET2002")]
    [InlineData("conditions.tsv", "k", "half", "PET2003")]
    [InlineData("measurements.tsv", "0.25\tsd", "0.25\tsd;sd", "PET2004")]
    [InlineData("problem.yaml", "format_version: 1", "format_version: 1\nextensions:\n  spline:\n    version: 1", "PET3001")]
    [Evidence(EvidenceKind.Analytic, "one thing made wrong in a problem that is right")]
    public void A_mistake_is_named_where_it_stands(string file, string right, string wrong, string code)
    {
        Dictionary<string, string> files = PetabSample.Files();
        Assert.Contains(right, files[file], StringComparison.Ordinal);
        int at = files[file].IndexOf(right, StringComparison.Ordinal);
        files[file] = string.Concat(files[file].AsSpan(0, at), wrong, files[file].AsSpan(at + right.Length));

        Checked<PetabProblem> read = PetabSample.Read(files);

        Diagnostic said = Assert.Single(read.Diagnostics, d => d.Code == code);
        Assert.Equal(file, said.Source.Name);
        int line = said.Source.Position(said.Span.Start).Line, changed = said.Source.Position(at).Line;
        Assert.InRange(line, 1, Math.Max(changed, 1) + 3);
        if (code is not ("PET1001" or "PET1002" or "PET1003" or "PET2004" or "PET3001")) Assert.Equal(changed, line);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "three mistakes in three files")]
    public void All_mistakes_are_said_at_once()
    {
        Dictionary<string, string> files = PetabSample.Files();
        files["parameters.tsv"] = files["parameters.tsv"].Replace("0.5", "half", StringComparison.Ordinal);
        files["observables.tsv"] = files["observables.tsv"].Replace("A * scale", "Q * scale", StringComparison.Ordinal);
        files["measurements.tsv"] = files["measurements.tsv"].Replace("\t1\t", "\tone\t", StringComparison.Ordinal);

        Assert.Equal(["parameters.tsv", "observables.tsv", "measurements.tsv"], PetabSample.Read(files).Diagnostics.Select(d => d.Source.Name).Distinct());
    }

    // A(t) = exp(-k t), times 2; the residual of each measurement is 0.1 over a noise of 0.2: two of them
    [Fact]
    [Evidence(EvidenceKind.Analytic, "exponential decay, and the normal density")]
    public void A_decay_has_the_likelihood_of_its_closed_form()
    {
        PetabProblem problem = PetabSample.Read(PetabSample.Files([(1, (2 * Math.Exp(-0.5)) + 0.1), (3, (2 * Math.Exp(-1.5)) - 0.1)])).Value!;

        PetabOutcome run = new PetabSimulator(problem, new SolverOptions { RelativeTolerance = 1e-10, AbsoluteTolerance = 1e-12 }).Run(problem.NominalValues(), TestContext.Current.CancellationToken);

        Assert.Equal(-(Math.Log(2 * Math.PI * 0.2 * 0.2) + 0.25), run.LogLikelihood, 1e-8);   // a hundred times what two simulated values at 1e-10 may be off
        Assert.Equal(0.5, run.ChiSquare, 1e-8);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [Evidence(EvidenceKind.Analytic, "a reader gives a value or an error with a place, whatever the text")]
    public void Two_hundred_mutated_problems_give_a_value_or_a_located_error(int seed)
    {
        var random = new Blockade.Numerics.Random.RandomSource((ulong)seed).Sequence(900, 1);
        string[] names = [.. PetabSample.Files().Keys.Where(n => n != "model.xml").Order(StringComparer.Ordinal)];
        for (int i = 0; i < 200; i++)
        {
            Dictionary<string, string> files = PetabSample.Files();
            string name = names[random.NextInt32(names.Length)];
            char[] text = files[name].ToCharArray();
            for (int k = 0; k <= random.NextInt32(4); k++) text[random.NextInt32(text.Length)] = "\t\n\"0x;(:[{-#&*!|"[random.NextInt32(16)];
            files[name] = new string(text);

            Checked<PetabProblem> read = PetabSample.Read(files);

            Assert.True(read.Value is not null || read.Diagnostics.All(d => d.Span.Start <= d.Source.Text.Length));
        }
    }
}
