using Blockade.Numerics.LinearAlgebra;
using Blockade.Numerics.Ode;

namespace Blockade.Numerics.Tests.Cvode;

/// <summary>How CVODE solves its linear systems.</summary>
internal enum CvodeMethod
{
    /// <summary>Dense LU, Jacobian by CVODE's own difference quotients: it sees nothing of ours but the right-hand side.</summary>
    DenseDifferences,

    /// <summary>Dense LU, our Jacobian.</summary>
    Dense,

    /// <summary>KLU with minimum-degree ordering, our Jacobian.</summary>
    Sparse,

    /// <summary>GMRES without preconditioner, matrix-free.</summary>
    Krylov,

    /// <summary>GMRES, matrix-free, preconditioned from the left by ILU(0) of our Jacobian, as is usual.</summary>
    Preconditioned,
}

/// <summary>Another program that solves the same problem: the BDF of CVODE 6.4.1, called from Debian's library.</summary>
internal sealed unsafe class CvodeSolver : IDisposable
{
    private readonly OdeSystem _system;
    private readonly CvodeLibrary.RightHandSide _derivative;     // kept: the library holds only the addresses
    private readonly CvodeLibrary.JacobianFunction _jacobian;
    private readonly CvodeLibrary.PreconditionerSetup? _prepare;
    private readonly CvodeLibrary.PreconditionerSolve? _precondition;
    private readonly IncompleteLu? _incomplete;
    private readonly double[] _values;
    private readonly double[] _shifted;
    private readonly nint _y;
    private readonly nint _matrix;
    private readonly nint _linear;
    private nint _context;
    private nint _memory;
    private bool _started;

    public CvodeSolver(OdeSystem system, double relative, double absolute, CvodeMethod method = CvodeMethod.DenseDifferences)
    {
        _system = system;
        int n = system.Dimension;
        SparsityPattern pattern = system.JacobianPattern;
        _values = new double[pattern.EntryCount];
        _shifted = new double[pattern.EntryCount];
        _derivative = Derivative;
        _jacobian = method == CvodeMethod.Sparse ? SparseJacobian : DenseJacobian;
        Check(CvodeLibrary.SUNContext_Create(0, out _context));
        _y = CvodeLibrary.N_VNew_Serial(n, _context);
        _memory = CvodeLibrary.CVodeCreate(CvodeLibrary.Bdf, _context);
        Check(CvodeLibrary.CVodeInit(_memory, _derivative, 0, _y));
        Check(CvodeLibrary.CVodeSStolerances(_memory, relative, absolute));
        Check(CvodeLibrary.CVodeSetMaxNumSteps(_memory, new(10_000_000)));
        switch (method)
        {
            case CvodeMethod.Sparse:
                _matrix = CvodeLibrary.SUNSparseMatrix(n, n, pattern.EntryCount, CvodeLibrary.CompressedColumns, _context);
                _linear = CvodeLibrary.SUNLinSol_KLU(_y, _matrix, _context);
                Check(CvodeLibrary.SUNLinSol_KLUSetOrdering(_linear, CvodeLibrary.OrderByMinimumDegree));
                break;
            case CvodeMethod.Krylov:
                _linear = CvodeLibrary.SUNLinSol_SPGMR(_y, 0, 0, _context);
                break;
            case CvodeMethod.Preconditioned:
                _linear = CvodeLibrary.SUNLinSol_SPGMR(_y, CvodeLibrary.PreconditionLeft, 0, _context);
                _incomplete = new IncompleteLu(pattern);
                break;
            default:
                _matrix = CvodeLibrary.SUNDenseMatrix(n, n, _context);
                _linear = CvodeLibrary.SUNLinSol_Dense(_y, _matrix, _context);
                break;
        }

        Check(CvodeLibrary.CVodeSetLinearSolver(_memory, _linear, _matrix));
        if (_incomplete is not null)
        {
            (_prepare, _precondition) = (Prepare, Precondition);
            Check(CvodeLibrary.CVodeSetPreconditioner(_memory, _prepare, _precondition));
        }

        if (method is CvodeMethod.Dense or CvodeMethod.Sparse) Check(CvodeLibrary.CVodeSetJacFn(_memory, _jacobian));
    }

    /// <summary>Whether a test may ask for it; with the reason where it may not.</summary>
    public static void SkipUnlessInstalled()
    {
#if !BENCH
        string? missing = CvodeLibrary.Missing();
        Assert.SkipUnless(
            missing is null,
            $"{missing} is not installed (Debian 12: libsundials-cvode6 libsundials-nvecserial6 libsundials-sunmatrix4 libsundials-sunlinsol3)");
#endif
    }

    public long Steps
    {
        get
        {
            Check(CvodeLibrary.CVodeGetNumSteps(_memory, out var count));
            return count.Value;
        }
    }

    public long Derivatives
    {
        get
        {
            Check(CvodeLibrary.CVodeGetNumRhsEvals(_memory, out var count));
            return count.Value;
        }
    }

    public long Setups
    {
        get
        {
            Check(CvodeLibrary.CVodeGetNumLinSolvSetups(_memory, out var count));
            return count.Value;
        }
    }

    /// <summary>Forgets the history, after a change of the state or of the right-hand side.</summary>
    public void Restart() => _started = false;

    /// <summary>Advances y from t to tEnd and does not look beyond it.</summary>
    public void Advance(ref double t, Span<double> y, double tEnd) => Sample(ref t, y, tEnd, tEnd);

    /// <summary>Advances y from t to a sample between steps that do not go beyond a limit.</summary>
    public void Sample(ref double t, Span<double> y, double tSample, double tLimit)
    {
        var state = new Span<double>((void*)CvodeLibrary.N_VGetArrayPointer(_y), y.Length);
        if (!_started)
        {
            y.CopyTo(state);
            Check(CvodeLibrary.CVodeReInit(_memory, t, _y));
            _started = true;
        }

        Check(CvodeLibrary.CVodeSetStopTime(_memory, tLimit));
        Check(CvodeLibrary.CVode(_memory, tSample, _y, out t, CvodeLibrary.NormalTask));
        state.CopyTo(y);
    }

    public void Dispose()
    {
        CvodeLibrary.CVodeFree(ref _memory);
        _ = CvodeLibrary.SUNLinSolFree(_linear);
        if (_matrix != 0) CvodeLibrary.SUNMatDestroy(_matrix);
        CvodeLibrary.N_VDestroy(_y);
        _ = CvodeLibrary.SUNContext_Free(ref _context);
    }

    private static void Check(int flag)
    {
        if (flag < 0) throw new InvalidOperationException($"CVODE returned {flag}.");
    }

    private int Derivative(double t, nint y, nint derivative, nint user)
    {
        _system.Derivative(t, Elements(y), Elements(derivative));
        return 0;
    }

    private int DenseJacobian(double t, nint y, nint derivative, nint matrix, nint user, nint s1, nint s2, nint s3)
    {
        int n = _system.Dimension;
        _system.Jacobian(t, Elements(y), _values);
        var data = new Span<double>((void*)CvodeLibrary.SUNDenseMatrix_Data(matrix), n * n);
        SparsityPattern pattern = _system.JacobianPattern;
        for (int j = 0; j < n; j++)
        {
            for (int e = pattern.ColumnStarts[j]; e < pattern.ColumnStarts[j + 1]; e++) data[(j * n) + pattern.Rows[e]] = _values[e];
        }

        return 0;
    }

    private int SparseJacobian(double t, nint y, nint derivative, nint matrix, nint user, nint s1, nint s2, nint s3)
    {
        SparsityPattern pattern = _system.JacobianPattern;
        int entries = pattern.EntryCount;
        var starts = new Span<long>((void*)CvodeLibrary.SUNSparseMatrix_IndexPointers(matrix), pattern.Dimension + 1);
        var rows = new Span<long>((void*)CvodeLibrary.SUNSparseMatrix_IndexValues(matrix), entries);
        for (int j = 0; j < starts.Length; j++) starts[j] = pattern.ColumnStarts[j];
        for (int e = 0; e < entries; e++) rows[e] = pattern.Rows[e];
        _system.Jacobian(t, Elements(y), new Span<double>((void*)CvodeLibrary.SUNSparseMatrix_Data(matrix), entries));
        return 0;
    }

    private int Prepare(double t, nint y, nint derivative, int jacobianIsCurrent, out int jacobianWasUpdated, double gamma, nint user)
    {
        jacobianWasUpdated = 1 - jacobianIsCurrent;
        if (jacobianIsCurrent == 0) _system.Jacobian(t, Elements(y), _values);
        SparsityPattern pattern = _system.JacobianPattern;
        for (int e = 0; e < _shifted.Length; e++) _shifted[e] = -gamma * _values[e];
        for (int j = 0; j < pattern.Dimension; j++) _shifted[pattern.IndexOf(j, j)] += 1;
        return _incomplete!.Factor(_shifted) ? 0 : 1;
    }

    private int Precondition(double t, nint y, nint derivative, nint right, nint solution, double gamma, double delta, int side, nint user)
    {
        Elements(right).CopyTo(Elements(solution));
        _incomplete!.Solve(Elements(solution));
        return 0;
    }

    private Span<double> Elements(nint vector) => new((void*)CvodeLibrary.N_VGetArrayPointer(vector), _system.Dimension);
}
