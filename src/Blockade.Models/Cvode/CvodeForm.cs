namespace Blockade.Models.Cvode;

/// <summary>Who calls a program written in C.</summary>
public enum CvodeForm
{
    /// <summary>MATLAB, as a MEX function, <c>_cvode.c</c>: <c>writeMexfile</c>.</summary>
    Mex,

    /// <summary>A program in C++ that includes it, <c>_cvode.h</c>: <c>writeCPPfile</c>.</summary>
    Header,

    /// <summary>Python through ctypes, as a shared library, <c>_cvode_py.c</c>: <c>writeCPYfile</c>.</summary>
    Library,
}
