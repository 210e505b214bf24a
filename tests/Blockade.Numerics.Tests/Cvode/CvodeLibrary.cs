using System.Runtime.InteropServices;

namespace Blockade.Numerics.Tests.Cvode;

/// <summary>Signatures of SUNDIALS 6.4 as Debian 12 packages it: 64-bit indices, double precision.</summary>
/// <remarks>Packages: libsundials-cvode6, libsundials-nvecserial6, libsundials-sunmatrix4, libsundials-sunlinsol3.</remarks>
internal static class CvodeLibrary
{
    public const int Bdf = 2;
    public const int NormalTask = 1;
    public const int CompressedColumns = 0;
    public const int PreconditionLeft = 1;
    public const int OrderByMinimumDegree = 0;

    private const string Core = "libsundials_cvode.so.6";
    private const string Generic = "libsundials_generic.so.6";
    private const string Vector = "libsundials_nvecserial.so.6";
    private const string DenseMatrix = "libsundials_sunmatrixdense.so.4";
    private const string SparseMatrix = "libsundials_sunmatrixsparse.so.4";
    private const string DenseSolver = "libsundials_sunlinsoldense.so.4.4.1";
    private const string SparseSolver = "libsundials_sunlinsolklu.so.4.4.1";
    private const string KrylovSolver = "libsundials_sunlinsolspgmr.so.4.4.1";

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int RightHandSide(double t, nint y, nint derivative, nint user);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int JacobianFunction(double t, nint y, nint derivative, nint matrix, nint user, nint scratch1, nint scratch2, nint scratch3);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int PreconditionerSetup(double t, nint y, nint derivative, int jacobianIsCurrent, out int jacobianWasUpdated, double gamma, nint user);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate int PreconditionerSolve(double t, nint y, nint derivative, nint right, nint solution, double gamma, double delta, int side, nint user);

    /// <summary>Null when every library loads, else the one that does not.</summary>
    public static string? Missing()
    {
        foreach (string name in new[] { Core, Generic, Vector, DenseMatrix, SparseMatrix, DenseSolver, SparseSolver, KrylovSolver })
        {
            if (!NativeLibrary.TryLoad(name, out _)) return name;
        }

        return null;
    }

#pragma warning disable CA2101, SYSLIB1054 // no strings are passed; delegates are marshalled at run time
    [DllImport(Generic)] public static extern int SUNContext_Create(nint communicator, out nint context);
    [DllImport(Generic)] public static extern int SUNContext_Free(ref nint context);
    [DllImport(Generic)] public static extern nint N_VGetArrayPointer(nint vector);
    [DllImport(Generic)] public static extern void N_VDestroy(nint vector);
    [DllImport(Generic)] public static extern void SUNMatDestroy(nint matrix);
    [DllImport(Generic)] public static extern int SUNLinSolFree(nint solver);
    [DllImport(Vector)] public static extern nint N_VNew_Serial(long length, nint context);
    [DllImport(DenseMatrix)] public static extern nint SUNDenseMatrix(long rows, long columns, nint context);
    [DllImport(DenseMatrix)] public static extern nint SUNDenseMatrix_Data(nint matrix);
    [DllImport(SparseMatrix)] public static extern nint SUNSparseMatrix(long rows, long columns, long entries, int kind, nint context);
    [DllImport(SparseMatrix)] public static extern nint SUNSparseMatrix_Data(nint matrix);
    [DllImport(SparseMatrix)] public static extern nint SUNSparseMatrix_IndexValues(nint matrix);
    [DllImport(SparseMatrix)] public static extern nint SUNSparseMatrix_IndexPointers(nint matrix);
    [DllImport(DenseSolver)] public static extern nint SUNLinSol_Dense(nint vector, nint matrix, nint context);
    [DllImport(SparseSolver)] public static extern nint SUNLinSol_KLU(nint vector, nint matrix, nint context);
    [DllImport(SparseSolver)] public static extern int SUNLinSol_KLUSetOrdering(nint solver, int ordering);
    [DllImport(KrylovSolver)] public static extern nint SUNLinSol_SPGMR(nint vector, int side, int dimension, nint context);
    [DllImport(Core)] public static extern nint CVodeCreate(int method, nint context);
    [DllImport(Core)] public static extern int CVodeInit(nint memory, RightHandSide f, double t, nint y);
    [DllImport(Core)] public static extern int CVodeReInit(nint memory, double t, nint y);
    [DllImport(Core)] public static extern int CVodeSStolerances(nint memory, double relative, double absolute);
    [DllImport(Core)] public static extern int CVodeSetLinearSolver(nint memory, nint solver, nint matrix);
    [DllImport(Core)] public static extern int CVodeSetJacFn(nint memory, JacobianFunction jacobian);
    [DllImport(Core)] public static extern int CVodeSetPreconditioner(nint memory, PreconditionerSetup setup, PreconditionerSolve solve);
    [DllImport(Core)] public static extern int CVodeSetMaxNumSteps(nint memory, CLong steps);
    [DllImport(Core)] public static extern int CVodeSetStopTime(nint memory, double t);
    [DllImport(Core)] public static extern int CVode(nint memory, double tOut, nint y, out double t, int task);
    [DllImport(Core)] public static extern int CVodeGetNumSteps(nint memory, out CLong count);
    [DllImport(Core)] public static extern int CVodeGetNumRhsEvals(nint memory, out CLong count);
    [DllImport(Core)] public static extern int CVodeGetNumLinSolvSetups(nint memory, out CLong count);
    [DllImport(Core)] public static extern void CVodeFree(ref nint memory);
#pragma warning restore CA2101, SYSLIB1054
}
