using Blockade.Models.Networks;
using Blockade.Models.Rules;

namespace Blockade.Models.Cvode;

/// <summary>
/// Writes a network as a program in C that integrates it with CVODE of SUNDIALS, to be called from MATLAB, C++ or Python. Names of files, functions, arguments and
/// results are those of BioNetGen's <c>writeMexfile</c>, <c>writeCPPfile</c> and <c>writeCPYfile</c>, so that programs around them go on working; the functions of the
/// model get the time, which BioNetGen's do not, and SUNDIALS may be that of BioNetGen's day (2) or of ours (6 and later).
/// </summary>
public static class CvodeWriter
{
    /// <summary>Why the network cannot be written so, or null.</summary>
    public static string? Objection(ReactionNetwork network)
    {
        ArgumentNullException.ThrowIfNull(network);
        try
        {
            new CvodeEquations(SharedRates.AsFunctions(network)).Write(TextWriter.Null);
            return null;
        }
        catch (NotSupportedException missing)
        {
            return $"{missing.Message} has no counterpart in C";
        }
    }

    /// <summary>Writes the file; <paramref name="name"/> is the model's. Cost: linear in the network.</summary>
    /// <exception cref="NotSupportedException">There is an <see cref="Objection"/>.</exception>
    public static void Write(ReactionNetwork network, string name, CvodeForm form, CvodeSettings settings, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(output);
        network = SharedRates.AsFunctions(network);
        var equations = new CvodeEquations(network);
        output.Write(CvodeFrame.Head(name, form).ReplaceLineEndings("\n"));
        equations.Write(output);
        output.Write(CvodeSolver.Text(settings).ReplaceLineEndings("\n"));
        output.Write(CvodeFrame.Tail(network, form).ReplaceLineEndings("\n"));
    }
}
