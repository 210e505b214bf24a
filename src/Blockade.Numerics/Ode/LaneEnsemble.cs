using System.Runtime.InteropServices;

namespace Blockade.Numerics.Ode;

/// <summary>A whole population in lanes and on threads, into one table: few states and many doses, not stiff (<see cref="ExplicitLaneSolver"/>).</summary>
/// <remarks>A member's numbers depend on no other, so that no byte of the table depends on threads.</remarks>
public static class LaneEnsemble
{
    private const int Part = 500;   // members: long enough that lanes without one at its end hardly count, short enough to share out

    /// <summary>Solves all members. Memory: the table.</summary>
    /// <param name="system">Makes the ensemble's system for a thread.</param>
    /// <param name="plan">Members, times, tolerances, threads.</param>
    /// <param name="output">What is kept of a state.</param>
    /// <param name="cancellation">Cuts the run off.</param>
    /// <exception cref="ArgumentException">The times do not ascend from the start, or the table would be too large for one array.</exception>
    /// <exception cref="OperationCanceledException">The run was cut off.</exception>
    public static MemberTable Run(Func<LaneSystem> system, MemberPlan plan, MemberOutput output, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(output);
        LaneSolver.RequireTimes(plan.Start, plan.Times.AsSpan());
        var table = new MemberTable(plan.Members, plan.Times.Length, plan.Outputs);
        var outcomes = new MemberOutcome[plan.Members];
        int parts = (plan.Members + Part - 1) / Part, taken = -1;
        Parallel.For(0, Math.Min(plan.Threads, parts), new ParallelOptions { MaxDegreeOfParallelism = plan.Threads, CancellationToken = cancellation }, _ =>
        {
            var solver = new ExplicitLaneSolver(system(), plan.Solver, plan.Start, plan.Times.AsSpan());
            for (int part = Interlocked.Increment(ref taken); part < parts; part = Interlocked.Increment(ref taken))
            {
                int from = part * Part, to = Math.Min(plan.Members, from + Part);
                table.Rows(from, to).Fill(double.NaN);
                solver.Run(from, to, (member, sample, state) => output(member, state, table.At(member, sample)), cancellation).CopyTo(outcomes, from);
            }
        });
        table.Outcomes = ImmutableCollectionsMarshal.AsImmutableArray(outcomes);
        return table;
    }
}
