using System.Runtime.InteropServices;
using System.Text;

namespace Blockade.Models.Tests.Sbml;

/// <summary>libSBML's C interface, as Debian 12 packages it (5.19.7, package libsbml5): its judgement on a document.</summary>
internal static class SbmlLibrary
{
    private const string Library = "libsbml.so.5";

    /// <summary>Whether it can be loaded.</summary>
    public static bool IsPresent => NativeLibrary.TryLoad(Library, out _);

    /// <summary>What it says about a text, after all of its checks of consistency, units among them: severity (2 and above is an error), number, message.</summary>
    public static List<(uint Severity, uint Code, string Message)> Check(string text)
    {
        nint document = readSBMLFromString(Encoding.UTF8.GetBytes(text + "\0"));
        try
        {
            _ = SBMLDocument_checkConsistency(document);
            var found = new List<(uint, uint, string)>();
            for (uint i = 0; i < SBMLDocument_getNumErrors(document); i++)
            {
                nint error = SBMLDocument_getError(document, i);
                found.Add((XMLError_getSeverity(error), XMLError_getErrorId(error), Marshal.PtrToStringUTF8(XMLError_getMessage(error))!.Trim()));
            }

            return found;
        }
        finally
        {
            SBMLDocument_free(document);
        }
    }

#pragma warning disable IDE1006, SYSLIB1054 // the library's own names; generated marshalling would be unsafe code
    [DllImport(Library)] private static extern nint readSBMLFromString(byte[] text);
    [DllImport(Library)] private static extern uint SBMLDocument_checkConsistency(nint document);
    [DllImport(Library)] private static extern uint SBMLDocument_getNumErrors(nint document);
    [DllImport(Library)] private static extern nint SBMLDocument_getError(nint document, uint index);
    [DllImport(Library)] private static extern void SBMLDocument_free(nint document);
    [DllImport(Library)] private static extern uint XMLError_getSeverity(nint error);
    [DllImport(Library)] private static extern uint XMLError_getErrorId(nint error);
    [DllImport(Library)] private static extern nint XMLError_getMessage(nint error);
#pragma warning restore IDE1006, SYSLIB1054
}
