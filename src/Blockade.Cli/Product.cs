using System.Reflection;

namespace Blockade.Cli;

/// <summary>What is running.</summary>
internal static class Product
{
    /// <summary>The version, without what a build adds to it.</summary>
    public static string Version =>
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
