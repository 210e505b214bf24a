using System.Reflection;

namespace Blockade.Cli;

/// <summary>What is running.</summary>
internal static class Product
{
    /// <summary>The version with what a build adds to it, the commit.</summary>
    public static string Build => typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>The version, without what a build adds to it.</summary>
    public static string Version => Build.Split('+')[0];
}
