using System.Globalization;
using System.Runtime.Intrinsics;
using Blockade.Bench;
using Blockade.Numerics.Tests.Cvode;

// Blockade.Bench FOLDER [PART] [TOLERANCE,...]: FOLDER holds the benchmark models, PART of a name picks some, tolerances as in 1e-6.
if (args.Length == 0)
{
    Console.Error.WriteLine("usage: Blockade.Bench FOLDER_OF_MODELS [PART_OF_NAME] [TOLERANCES]");
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

if (CvodeLibrary.Missing() is { } missing)
{
    Console.Error.WriteLine($"{missing} is not installed; bench/setup.sh installs it on Debian 12.");
    return 2;
}

string part = args.Length > 1 ? args[1] : "";
double[] tolerances = args.Length > 2 ? [.. args[2].Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture))] : [1e-6, 1e-8];
CvodeMethod[] all = [CvodeMethod.Sparse, CvodeMethod.Krylov, CvodeMethod.Dense];
(string File, double End, int Points, CvodeMethod[] Methods)[] networks =
[
    ("scimlbenchmarks/multisite2.net", 2, 100, all),
    ("scimlbenchmarks/egfr_net.net", 40, 50, all),
    ("bionetgen/FceriModels/fceri_ji.net", 600, 10, all),
    ("rni/bcr.net", 2000, 100, [CvodeMethod.Sparse]),               // Krylov without preconditioner does not finish, dense takes minutes
    ("scimlbenchmarks/fceri_gamma2.net", 150, 100, [CvodeMethod.Krylov]),
];

Console.WriteLine($"processor time, one thread, vectors of {(Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128)} bits");
if ("limit".Contains(part, StringComparison.Ordinal)) new LimitBench(Console.Out).Run();
Console.WriteLine("| network | method | tolerance | ms | largest error | rms error | steps / rhs / LU |");
Console.WriteLine("|---|---|---|---|---|---|---|");
foreach ((string file, double end, int points, CvodeMethod[] methods) in networks)
{
    if (file.Contains(part, StringComparison.Ordinal)) new NetworkBench(Console.Out, NetFile.Read(Path.Combine(args[0], file)), end, points).Run(tolerances, methods);
}

if ("antibody".Contains(part, StringComparison.Ordinal))
{
    Console.WriteLine("| population | method | tolerance | patients per second | largest error | steps / rhs of a patient |");
    Console.WriteLine("|---|---|---|---|---|---|");
    new DosingBench(Console.Out, AntibodyPatient.Read(Path.Combine(args[0], "pkpop/parA.csv"))[..100]).Run(tolerances);
}

return 0;
