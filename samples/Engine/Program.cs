using Engine;

if (args.Length == 0)
{
    Console.Error.WriteLine("usage: Engine MODEL.bngl [END]");
    return 2;
}

return Sample.Run(args[0], args.Length > 1 ? double.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 100, Console.Out);
