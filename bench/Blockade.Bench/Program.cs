using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using Blockade.Bench;
using Blockade.Numerics.Tests.Cvode;
using Blockade.Reporting;

// Blockade.Bench FOLDER [PART [TOLERANCE,... [DOCUMENT [RSCRIPT]]]]: FOLDER holds the benchmark models, PART of a name picks some ("" all). Tables go to the
// console, and into the document between the marks <!-- NAME --> and <!-- /NAME -->. RSCRIPT is R, beside whose package survival
// the part "survival" is timed, and beside whose mrgsolve, where it has that, the part "population".
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: Blockade.Bench FOLDER_OF_MODELS [PART_OF_NAME [TOLERANCES [DOCUMENT [RSCRIPT]]]]");
    return 2;
}

if (args[0] == "network-free")
{
    if (args.Length < 2)
    {
        Console.Error.WriteLine("usage: Blockade.Bench network-free FOLDER_OF_MODELS [NFSIM]");
        return 2;
    }

    new NetworkFreeBench(Console.Out, args[1], args.Length > 2 ? args[2] : null).Run();
    return 0;
}

if (args[0] == "stochastic")
{
    if (args.Length < 2)
    {
        Console.Error.WriteLine("usage: Blockade.Bench stochastic FOLDER_OF_MODELS [RUN_NETWORK]");
        return 2;
    }

    new StochasticBench(Console.Out, args[1], args.ElementAtOrDefault(2)).Run();
    return 0;
}

if (args[0] == "scale")
{
    if (args.Length != 2)
    {
        Console.Error.WriteLine("usage: Blockade.Bench scale BLOCKADE");
        return 2;
    }

    new ScaleBench(Console.Out, args[1]).Run();
    return 0;
}

if (args[0] == "generate")
{
    if (args.Length < 3)
    {
        Console.Error.WriteLine("usage: Blockade.Bench generate FOLDER_OF_MODELS BLOCKADE [BNG2.pl [BIONETGEN]]");
        return 2;
    }

    new GenerationBench(Console.Out, args[1], args[2], args.ElementAtOrDefault(3), args.ElementAtOrDefault(4)).Run();
    return 0;
}

if (args[0] == "curves" && args.Length != 3)
{
    Console.Error.WriteLine("usage: Blockade.Bench curves FOLDER_OF_MODELS FOLDER_OF_FIGURES");
    return 2;
}

string part = args.Length > 1 ? args[1] : "";
string? document = args.Length > 3 ? args[3] : null, rscript = args.ElementAtOrDefault(4);
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (rscript is not null) Write("survival", writer => new SurvivalBench(writer, rscript).Run([10_000, 100_000, 1_000_000]));
if (part == "survival") return rscript is null ? Missing() : 0;
if (CvodeLibrary.Missing() is { } missing)
{
    Console.Error.WriteLine($"{missing} is not installed; bench/setup.sh installs it on Debian 12.");
    return 2;
}

string models = args[0] == "curves" ? args[1] : args[0];
double[] tolerances = [.. (args.Length > 2 && args[0] != "curves" ? args[2] : "1e-6,1e-8").Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture))];
CvodeMethod[] all = [CvodeMethod.Sparse, CvodeMethod.Krylov, CvodeMethod.Preconditioned, CvodeMethod.Dense];
(string Name, Func<BenchNetwork> Read, double End, int Points, CvodeMethod[] Methods)[] networks =
[
    ("multisite2", () => Network("scimlbenchmarks/multisite2.net"), 2, 100, all),
    ("egfr_net", () => Network("scimlbenchmarks/egfr_net.net"), 40, 50, all[..3]),
    ("fceri_ji", () => Network("bionetgen/FceriModels/fceri_ji.net"), 600, 10, all[..3]),
    ("bcr", () => Network("rni/bcr.net"), 100_000, 1000, [CvodeMethod.Preconditioned]),   // KLU takes a minute a run, Krylov without preconditioner does not finish
    ("fceri_gamma2", () => Network("scimlbenchmarks/fceri_gamma2.net"), 150, 100, [CvodeMethod.Preconditioned, CvodeMethod.Krylov]),
    ("chen2009", Chen, 9000, 10, [CvodeMethod.Sparse, CvodeMethod.Preconditioned]),   // dense LU takes 21 s, Krylov without preconditioner 115,000 steps
];

if (args[0] == "curves")
{
    double[] wanted = [1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9];
    var figure = new TrajectoryFigure
    {
        Title = "Work and precision: processor time against the error reached, ours and CVODE's solvers",
        Description = "Six panels, one a network. Processor time of one simulation on a logarithmic axis against the root mean square error of all states at all samples, at tolerances from 1e-4 to 1e-9. Errors of 1 or more are left out. Lower and further left is better.",
        Time = new FigureAxis("Error, root mean square", "1") { Logarithmic = true },
        Panels = [.. networks.Select(n => new NetworkBench(Console.Out, n.Read(), n.End, n.Points).Curves(wanted, n.Methods))],
    };
    RenderedFigure drawn = FigureRenderer.Draw(figure, "work-precision");
    File.WriteAllText(Path.Combine(args[2], drawn.Name + ".svg"), drawn.Svg + "\n", new UTF8Encoding(false));
    using FileStream data = File.Create(Path.Combine(args[2], drawn.Name + ".csv"));
    CsvTable.Write(figure.Data(drawn.Name), data);
    return 0;
}

Console.WriteLine($"processor time, one thread, vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits");
Write("limit", writer => new LimitBench(writer).Run());
foreach ((string name, Func<BenchNetwork> read, double end, int points, CvodeMethod[] methods) in networks)
{
    Write(name, writer => new NetworkBench(writer, read(), end, points).Compare(tolerances, methods));
}

Write("ensemble-her2", writer => new EnsembleBench(writer, "models/her2/her2.bngl", 86_400, 24).Compare(tolerances));
Write("ensemble-fceri_ji", writer => new EnsembleBench(writer, Path.Combine(models, "bionetgen/Models2/fceri_ji.bngl"), 600, 10).Compare(tolerances));
Write("antibody", writer =>
{
    writer.WriteLine("| method | tolerance | patients per second | largest error | steps / rhs of a patient |");
    writer.WriteLine("|---|---|---|---|---|");
    new DosingBench(writer, AntibodyPatient.Read(Path.Combine(models, "pkpop/parA.csv"))[..100]).Run(tolerances);
});
Write("trial", writer => new TrialBench(writer, "cleopatra").Run(Environment.ProcessorCount));
Write("coupled", writer => new TrialBench(writer, "cleopatra").RunCoupled());
Write("population", writer => new PopulationBench(writer, Path.Combine(models, "pkpop"), rscript).Run());
return 0;

BenchNetwork Network(string file) => NetFile.Read(Path.Combine(models, file));

// its first condition, 5 nM of EGF; the stimulus rises within the hundredth of a second before 1800 s
BenchNetwork Chen() => SbmlNetwork.Read(Path.Combine(models, "petab_chen2009/model_Chen_MSB2009.xml"), "Chen 2009", [1799.99, 1800], ("c1", 5e-9));

int Missing()
{
    Console.Error.WriteLine("the part 'survival' needs the path of Rscript as fifth argument; bench/setup.sh installs it on Debian 12.");
    return 2;
}

void Write(string name, Action<TextWriter> bench)
{
    if (!name.Contains(part, StringComparison.Ordinal)) return;
    var writer = new StringWriter { NewLine = "\n" };
    bench(writer);
    Console.WriteLine($"{name}\n{writer}");
    if (document is null) return;
    string text = File.ReadAllText(document), begin = $"<!-- {name} -->", finish = $"<!-- /{name} -->";
    int from = text.IndexOf(begin, StringComparison.Ordinal), to = text.IndexOf(finish, StringComparison.Ordinal);
    if (from < 0 || to < from) throw new InvalidOperationException($"{document} has no place for '{name}'.");
    File.WriteAllText(document, $"{text[..from]}{begin}\n{writer.ToString().Trim()}\n{text[to..]}", new UTF8Encoding(false));
}
