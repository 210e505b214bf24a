using System.Collections.Immutable;
using Blockade.Calibration;
using Blockade.Models.Diagnostics;
using Blockade.Numerics.Ode;
using Blockade.Numerics.Random;
using Blockade.Petab;
using Blockade.Testing;
using Blockade.Tests.Petab;

namespace Blockade.Tests.Calibration;

/// <summary>Fits of PEtab problems whose answers are known.</summary>
public class PetabFitTests(ITestOutputHelper output)
{
    private static readonly SolverOptions Options = new() { RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-12 };
    private static readonly double[] Times = [0, 0.5, 1, 1.5, 2, 3, 4, 5, 6, 8];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    // a search ends within 1e-6 of the minimum of the objective; at a curvature of hundreds that is 1e-4 of a parameter
    [Fact]
    [Evidence(EvidenceKind.Analytic, "data without noise have their own parameters as the best fit")]
    public void Parameters_of_data_without_noise_are_found_again()
    {
        FitProblem fit = Problem(Times.Select(t => (t, 3.5 * Math.Exp(-0.7 * t))).ToList());

        SortedDictionary<int, FitPoint> starts = new MultiStartFit(fit, new RandomSource(5)).Run(6, false, new Dictionary<int, FitPoint>(), 2, (_, _) => { }, null, Token);

        double[] values = fit.Values(MultiStartFit.Best(starts)!.Value.Point.Point.AsSpan());
        Assert.Equal(0.7, values[0], 1e-3);
        Assert.Equal(3.5, values[1], 1e-3);
        Assert.True(MultiStartFit.AtBest(starts) >= 4, "most starts of so simple a problem end at the best");
    }

    // With k known the model is linear: the interval is the estimate, sum(a y) / sum(a^2), give or take 1.96 sd / sqrt(sum(a^2)). Ends are found to 1 % of the half width.
    [Fact]
    [Evidence(EvidenceKind.Analytic, "least squares through the origin with known noise")]
    public void The_interval_of_a_linear_parameter_is_the_textbooks()
    {
        RandomSequence random = new RandomSource(8).Sequence(901, 1);
        List<(double Time, double Value)> data = [];
        foreach (double t in Times) data.Add((t, (2 * Math.Exp(-0.5 * t)) + (0.2 * random.NextNormal())));
        Dictionary<string, string> files = PetabSample.Files(data);
        files["parameters.tsv"] = files["parameters.tsv"].Replace("0.5\t1", "0.5\t0", StringComparison.Ordinal);
        var fit = new FitProblem(new PetabSimulator(PetabSample.Read(files).Value!, Options));
        double squares = Times.Sum(t => Math.Exp(-t)), estimate = data.Sum(d => Math.Exp(-0.5 * d.Time) * d.Value) / squares, half = 1.959964 * 0.2 / Math.Sqrt(squares);

        FitPoint best = MultiStartFit.Best(new MultiStartFit(fit, new RandomSource(1)).Run(1, true, new Dictionary<int, FitPoint>(), 1, (_, _) => { }, null, Token))!.Value.Point;
        ParameterProfile profile = new ProfileLikelihood(fit, best, 0.95).Of(0, Token);

        Assert.Equal(estimate, best.Point[0], 1e-3);
        Assert.Equal(estimate - half, profile.Lower, 0.02 * half);
        Assert.Equal(estimate + half, profile.Upper, 0.02 * half);
        Assert.True(profile.IsIdentified);
    }

    // Of 100 intervals at 95 % the number that cover is binomial: fewer than 88 or so happen once in three hundred times, and the seed is fixed.
    [Fact]
    [Evidence(EvidenceKind.Analytic, "a 95 % interval covers the truth in 95 % of repeats")]
    public void Intervals_cover_the_truth_as_often_as_they_say()
    {
        int covered = 0;
        for (int repeat = 0; repeat < 100; repeat++)
        {
            RandomSequence random = new RandomSource(77).Sequence(902, (uint)repeat);
            List<(double, double)> data = [];
            foreach (double t in Times) data.Add((t, (2 * Math.Exp(-0.5 * t)) + (0.2 * random.NextNormal())));
            FitProblem fit = Problem(data);
            FitPoint best = MultiStartFit.Best(new MultiStartFit(fit, new RandomSource(1)).Run(1, true, new Dictionary<int, FitPoint>(), 1, (_, _) => { }, null, Token))!.Value.Point;
            ParameterProfile profile = new ProfileLikelihood(fit, best, 0.95).Of(0, Token);
            if (profile.Lower <= Math.Log10(0.5) && profile.Upper >= Math.Log10(0.5)) covered++;
        }

        output.WriteLine($"{covered} of 100");
        Assert.InRange(covered, 88, 100);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "data at time zero say nothing of a rate")]
    public void A_parameter_that_no_measurement_depends_on_is_open_on_both_sides()
    {
        FitProblem fit = Problem([(0, 2), (0, 2.1)]);
        FitPoint best = MultiStartFit.Best(new MultiStartFit(fit, new RandomSource(1)).Run(1, true, new Dictionary<int, FitPoint>(), 1, (_, _) => { }, null, Token))!.Value.Point;

        ParameterProfile profile = new ProfileLikelihood(fit, best, 0.95).Of(0, Token);

        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), (profile.Lower, profile.Upper));
    }

    // the collection's problem with the likelihood that AMICI has at its optimum
    [Fact]
    [Evidence(EvidenceKind.OtherProgram, "AMICI 3aebbe84: Boehm et al. (2014) at the published optimum, log-likelihood -138.22")]
    public void A_benchmark_problem_reaches_its_published_optimum_from_drawn_starts()
    {
        PetabProblem problem = PetabConformanceTests.Read(CorpusArchive.Open("petab-benchmark.tar.gz"), "Boehm_JProteomeRes2014/Boehm_JProteomeRes2014.yaml").Value!;
        var fit = new FitProblem(new PetabSimulator(problem, Options));

        SortedDictionary<int, FitPoint> starts = new MultiStartFit(fit, new RandomSource(1)).Run(6, false, new Dictionary<int, FitPoint>(), 2, (_, _) => { }, null, Token);

        output.WriteLine(string.Join(' ', starts.Values.Select(s => FormattableString.Invariant($"{s.Objective:f4} ({s.Iterations})"))));
        Assert.InRange(MultiStartFit.Best(starts)!.Value.Point.Objective, 138.2, 138.2220 + 0.01);   // a hundredth: nothing that a likelihood ratio sees
    }

    [Fact]
    [Evidence(EvidenceKind.Metamorphic, "a fit from one journal and the same fit taken up from half of it")]
    public void A_fit_that_is_taken_up_again_ends_as_one_that_was_left_in_peace()
    {
        FitProblem fit = Problem(Times.Select(t => (t, (3.5 * Math.Exp(-0.7 * t)) + (0.05 * Math.Sin(9 * t)))).ToList());
        using var stream = new MemoryStream();
        FitJournal journal = FitJournal.Open(stream, "key", 2).Journal!;
        var search = new MultiStartFit(fit, new RandomSource(3));
        SortedDictionary<int, FitPoint> whole = search.Run(4, false, journal.Starts, 2, journal.Append, null, Token);

        // killed within a line
        stream.SetLength(stream.Length - 20);
        stream.Position = 0;
        FitJournal again = FitJournal.Open(stream, "key", 2).Journal!;
        Assert.Equal(3, again.Starts.Count);
        SortedDictionary<int, FitPoint> resumed = search.Run(4, false, again.Starts, 1, again.Append, null, Token);

        Assert.Equal(whole.Select(s => (s.Key, s.Value.Objective)), resumed.Select(s => (s.Key, s.Value.Objective)));
        Assert.Equal(whole.SelectMany(s => s.Value.Point.AsEnumerable()), resumed.SelectMany(s => s.Value.Point.AsEnumerable()));
        stream.Position = 0;
        Assert.NotNull(FitJournal.Open(stream, "other", 2).Problem);
    }

    // Simulated at 1e-10; a slope is off by some hundred steps' errors of its own size, 1e-8 of it.
    [Fact]
    [Evidence(EvidenceKind.Analytic, "A = s exp(-k t): by log10 k the slope is -k t ln(10) A, by s it is A / s; normal noise of 0.2")]
    public void Slopes_of_a_decay_are_those_of_its_closed_form()
    {
        var simulator = new PetabSimulator(PetabSample.Read(PetabSample.Files([.. Times.Select(t => (t, 1.5))])).Value!, new SolverOptions { RelativeTolerance = 1e-10, AbsoluteTolerance = 1e-14 });
        var fit = new FitProblem(simulator);
        double[] point = [Math.Log10(0.7), 3];

        (double[] gradient, double[,] information) = fit.Slopes(point, fit.Run(point, Token), [true, true], Token);

        double[] a = [.. Times.Select(t => 3 * Math.Exp(-0.7 * t))], byRate = [.. Times.Select((t, i) => -0.7 * t * Math.Log(10) * a[i])], byScale = [.. a.Select(x => x / 3)];
        double Sum(Func<int, double> term) => Enumerable.Range(0, a.Length).Sum(term);
        Assert.True(simulator.HasForwardSensitivities);
        Assert.Equal(1, gradient[0] / Sum(i => -(1.5 - a[i]) / 0.04 * byRate[i]), 1e-7);
        Assert.Equal(1, gradient[1] / Sum(i => -(1.5 - a[i]) / 0.04 * byScale[i]), 1e-7);
        Assert.Equal(1, information[0, 0] / Sum(i => byRate[i] * byRate[i] / 0.04), 1e-7);
        Assert.Equal(1, information[1, 0] / Sum(i => byRate[i] * byScale[i] / 0.04), 1e-7);
    }

    // Differences of an objective good to 1e-9 of some hundred, over 2e-4, are good to 1e-3; and to (1e-4 ln 10)^2 of third derivatives, which are of the size of the gradient's terms.
    [Theory]
    [InlineData("Boehm_JProteomeRes2014")]
    [InlineData("Crauste_CellSystems2017")]
    [InlineData("Elowitz_Nature2000")]
    [InlineData("Bruno_JExpBot2016")]
    [Evidence(EvidenceKind.Metamorphic, "slopes by sensitivities are those of differences of whole runs, on problems of the benchmark collection")]
    public void Gradients_by_sensitivities_are_those_of_differences(string name)
    {
        PetabProblem problem = PetabConformanceTests.Read(CorpusArchive.Open("petab-benchmark.tar.gz"), $"{name}/{name}.yaml").Value!;
        var fit = new FitProblem(new PetabSimulator(problem, new SolverOptions { RelativeTolerance = 1e-11, AbsoluteTolerance = 1e-14 }));
        Assert.True(new PetabSimulator(problem, Options).HasForwardSensitivities);

        // away from the optimum, where gradients are not near zero
        double[] point = [.. fit.Nominal()!.Select((x, j) => Math.Clamp(x + (0.1 * (j % 2 == 0 ? 1 : -1)), fit.Lower[j] + 0.01, fit.Upper[j] - 0.01))];
        double[] gradient = fit.Slopes(point, fit.Run(point, Token), [.. point.Select(_ => true)], Token).Gradient;

        double scale = gradient.Max(Math.Abs);
        for (int j = 0; j < point.Length; j++)
        {
            double Moved(double by)
            {
                double[] moved = [.. point];
                moved[j] += by;
                return fit.Objective(fit.Run(moved, Token));
            }

            double difference = (Moved(1e-4) - Moved(-1e-4)) / 2e-4;
            Assert.True(Math.Abs(difference - gradient[j]) <= 1e-3 + (1e-5 * scale), $"{fit.Parameters[j].Id}: {gradient[j]} and {difference}");
        }
    }

    // of 400 draws half lie below the median, give or take ten: a binomial
    [Theory]
    [InlineData("parameterScaleNormal\t-1;0.3", 0)]
    [InlineData("normal\t1;0.2", 1)]
    [InlineData("logNormal\t0;0.5", 2)]
    [InlineData("parameterScaleLaplace\t0;0.2", 3)]
    [InlineData("uniform\t0.5;5", 4)]
    [InlineData("uniform\t", 5)]
    [InlineData("parameterScaleUniform\t-1;1", 6)]
    [InlineData("\t", 7)]
    [Evidence(EvidenceKind.Published, "PEtab 1, initializationPriorType: what start points are drawn from, clipped to the bounds; medians of the laws")]
    public void Starts_are_drawn_from_what_the_table_says(string cells, int law)
    {
        double median = law switch { 0 => -1, 1 => 0, 2 => 0, 3 => 0, 4 => Math.Log10(2.75), 5 => Math.Log10((0.001 + 100) / 2), 6 => 0, _ => (Math.Log10(0.001) + Math.Log10(100)) / 2 };
        Dictionary<string, string> files = PetabSample.Files();
        files["parameters.tsv"] = files["parameters.tsv"].Replace("estimate\n", "estimate\tinitializationPriorType\tinitializationPriorParameters\n", StringComparison.Ordinal).Replace("0.5\t1\n", $"0.5\t1\t{cells}\n", StringComparison.Ordinal);
        PetabProblem problem = PetabSample.Read(files).Value!;
        var fit = new FitProblem(new PetabSimulator(problem, Options));
        var search = new MultiStartFit(fit, new RandomSource(6));

        double[] drawn = [.. Enumerable.Range(0, 400).Select(k => search.Start(k)[0])];

        Assert.All(drawn, x => Assert.InRange(x, -3, 2));
        Assert.InRange(drawn.Count(x => x < median), 160, 240);
    }

    [Fact]
    [Evidence(EvidenceKind.Analytic, "a normal law without its two numbers, and one without width")]
    public void A_law_for_starts_that_is_none_is_refused_where_it_stands()
    {
        foreach (string cells in new[] { "normal\t", "normal\t1;0", "uniform\t2;1", "triangular\t1;2", "normal\t1" })
        {
            Dictionary<string, string> files = PetabSample.Files();
            files["parameters.tsv"] = files["parameters.tsv"].Replace("estimate\n", "estimate\tinitializationPriorType\tinitializationPriorParameters\n", StringComparison.Ordinal).Replace("0.5\t1\n", $"0.5\t1\t{cells}\n", StringComparison.Ordinal);

            Diagnostic said = Assert.Single(PetabSample.Read(files).Diagnostics, d => d.Severity == Severity.Error);

            Assert.Equal(("parameters.tsv", 2), (said.Source.Name, said.Source.Position(said.Span.Start).Line));
        }
    }

    private static FitProblem Problem(IReadOnlyList<(double, double)> data) => new(new PetabSimulator(PetabSample.Read(PetabSample.Files(data)).Value!, Options));
}
