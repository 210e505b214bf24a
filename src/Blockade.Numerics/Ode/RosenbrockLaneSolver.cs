using System.Runtime.Intrinsics;
using Blockade.Numerics.LinearAlgebra;

namespace Blockade.Numerics.Ode;

/// <summary>
/// Many members of a stiff ensemble with many doses, eight at a time: the method of <see cref="RosenbrockSolver"/> in lanes. One Jacobian, one
/// factorisation and eight solutions a step, and no history to build up again after each dose. Holds scratch: one thread.
/// </summary>
/// <remarks>Between changes the equations may not depend on time: <see cref="LaneSystem.Derivative"/> is asked at the step's start.</remarks>
public sealed class RosenbrockLaneSolver : OneStepLaneSolver
{
    private const int Stages = RosenbrockTableau.Stages;

    private readonly LaneMatrix _matrix;
    private readonly LaneBuffer[] _u = new LaneBuffer[Stages];
    private readonly LaneBuffer[] _between = new LaneBuffer[3];
    private readonly LaneBuffer _jacobian, _sums;

    /// <summary>Prepares scratch for runs from one time through sample times. Up to sixteen states the matrix is full, beyond it is as full as its factors are, block by block where it is block triangular.</summary>
    /// <exception cref="ArgumentException">The times do not ascend from the start, or one is not finite.</exception>
    public RosenbrockLaneSolver(LaneSystem system, SolverOptions options, double start, ReadOnlySpan<double> times)
        : base(system, options, start, times, Integrator.Rosenbrock)
    {
        int n = system.Dimension;
        _matrix = LaneMatrix.Of(system.JacobianPattern);
        (_jacobian, _sums) = (new LaneBuffer(system.JacobianPattern.EntryCount), new LaneBuffer(n));
        for (int i = 0; i < _u.Length; i++) _u[i] = new LaneBuffer(n);
        for (int i = 0; i < _between.Length; i++) _between[i] = new LaneBuffer(n);
    }

    private protected override Vector512<double> Attempt()
    {
        int n = Y.Length, all = (1 << Lanes) - 1;
        Vector512<double> h = Step[0], c = Vector512.Create(RosenbrockTableau.Gamma) * h;
        Vector512<double> perStep = Vector512.GreaterThan(h, default) & (Vector512.Create(1.0) / h);   // idle lanes stand still, and must not make numbers that cost more
        System.Linearise(Time.Span, Y.Span, _u[0].Span, _jacobian.Span);   // the first stage is where the step begins
        _matrix.TakeJacobian(_jacobian, all);
        int good = _matrix.Prepare(c, all);
        Cost.Jacobians++;
        Cost.Factorisations++;
        for (int stage = 0; stage < Stages; stage++)
        {
            Gather(stage, perStep);
            LaneBuffer u = _u[stage];
            if (stage > 0) System.Derivative(Time.Span, Proposal.Span, u.Span);
            for (int i = 0; i < n; i++) u[i] = c * (u[i] + _sums[i]);
            _matrix.Solve(u, c, default, all);
        }

        Cost.Derivatives += Stages;
        Cost.Solves += Stages;
        LaneBuffer difference = _u[Stages - 1];   // from the embedded formula
        Vector512<double> squares = default, relative = Vector512.Create(Options.RelativeTolerance), absolute = Vector512.Create(Options.AbsoluteTolerance);
        for (int i = 0; i < n; i++)
        {
            Proposal[i] += difference[i];
            Vector512<double> scaled = difference[i] / ((relative * Vector512.Max(Vector512.Abs(Y[i]), Vector512.Abs(Proposal[i]))) + absolute);
            squares += scaled * scaled;
        }

        return Vector512.ConditionalSelect(LaneBuffer.Mask(good), Weighted(squares), Vector512.Create(double.PositiveInfinity));
    }

    // Where a stage's derivative is taken, and what the stages before it add to it.
    private unsafe void Gather(int stage, Vector512<double> perStep)
    {
        int n = Y.Length, row = RosenbrockTableau.Row(stage);
        double** u = stackalloc double*[Stages];
        for (int j = 0; j < stage; j++) u[j] = _u[j].Pointer;
        bool follows = stage >= Stages - 2;   // the last rows add one stage each to the argument before
        fixed (double* a = RosenbrockTableau.A, across = RosenbrockTableau.C)
        {
            for (int i = 0; i < n; i++)
            {
                Vector512<double> argument = Y[i], sum = default;
                for (int j = 0; j < stage; j++)
                {
                    Vector512<double> before = Vector512.Load(u[j] + (8 * i));
                    if (!follows) argument = Vector512.FusedMultiplyAdd(Vector512.Create(a[row + j]), before, argument);
                    sum = Vector512.FusedMultiplyAdd(Vector512.Create(across[row + j]), before, sum);
                }

                Proposal[i] = follows ? Proposal[i] + _u[stage - 1][i] : argument;
                _sums[i] = sum * perStep;
            }
        }
    }

    private protected override void PrepareBetween()
    {
        for (int row = 0; row < _between.Length; row++)
        {
            for (int i = 0; i < Y.Length; i++)
            {
                Vector512<double> sum = default;
                for (int j = 0; j < Stages; j++) sum = Vector512.FusedMultiplyAdd(Vector512.Create(RosenbrockTableau.H[(row * Stages) + j]), _u[j][i], sum);
                _between[row][i] = sum;
            }
        }
    }

    private protected override void Between(Vector512<double> share, LaneBuffer states)
    {
        Vector512<double> left = Vector512.Create(1.0) - share;
        for (int i = 0; i < Y.Length; i++)
            states[i] = (left * Y[i]) + (share * (Proposal[i] + (left * (_between[0][i] + (share * (_between[1][i] + (share * _between[2][i])))))));
    }
}
