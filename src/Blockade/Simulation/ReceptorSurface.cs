using System.Collections.Concurrent;
using System.Globalization;
using Blockade.Numerics.Ode;

namespace Blockade.Simulation;

/// <summary>
/// The quasi-steady receptor layer: the network's steady state tabulated over antibody concentrations, receptor numbers and
/// heregulin, and interpolated by tensor-product Chebyshev polynomials. Receptors turn over in hours and antibodies in weeks,
/// so that a trial may look the answer up; each run measures what that costs against the full network.
/// </summary>
/// <remarks>Immutable and shared by threads. Memory: 5 doubles per node.</remarks>
public sealed class ReceptorSurface
{
    /// <summary>Numbers kept per node.</summary>
    internal const int OutputCount = 5;

    /// <summary>
    /// Antibodies per cell below which their number counts as it is and above which its logarithm does: from none to the first node of an
    /// axis the plain logarithm leaps by ten units, and no polynomial follows that.
    /// </summary>
    internal const double BoundScale = 1e5;

    private readonly double[] _coefficients;   // of products of Chebyshev polynomials: [her2, her3, heregulin, trastuzumab, output, pertuzumab]

    private ReceptorSurface(ReceptorSurfaceAxes axes, double[] values)
    {
        Axes = axes;
        _coefficients = values;
        int stride = values.Length;
        foreach (SurfaceAxis axis in new[] { axes.Her2, axes.Her3, axes.Heregulin, axes.Trastuzumab })
        {
            stride /= axis.NodeCount;
            ToCoefficients(values, axis, stride);
        }

        ToCoefficients(values, axes.Pertuzumab, 1);
    }

    /// <summary>The ranges and node counts.</summary>
    public ReceptorSurfaceAxes Axes { get; }

    /// <summary>How many steady states were found for it.</summary>
    public int StateCount => _coefficients.Length / OutputCount;

    /// <summary>
    /// Tabulates the steady states of a network. Cells (receptor numbers and heregulin) are worked on eight at a time and in parallel, by a walk
    /// through the antibody concentrations in which every state starts from its neighbour's; the result does not depend on the threads.
    /// </summary>
    /// <returns>The surface, or the status and the cell of the first state that was not found.</returns>
    public static (ReceptorSurface? Surface, string? Failure) Tabulate(
        ReceptorModel model, ReceptorSurfaceAxes axes, int threads, IProgress<RunProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(axes);
        (double Her2, double Her3, double Heregulin)[] cells =
        [
            .. from her2 in Enumerable.Range(0, axes.Her2.NodeCount)
               from her3 in Enumerable.Range(0, axes.Her3.NodeCount)
               from heregulin in Enumerable.Range(0, axes.Heregulin.NodeCount)
               select (axes.Her2.Node(her2), axes.Her3.Node(her3), axes.Heregulin.Node(heregulin)),
        ];
        int nT = axes.Trastuzumab.NodeCount;
        int nP = axes.Pertuzumab.NodeCount;
        int block = nT * nP;
        var values = new double[cells.Length * block * OutputCount];
        int groups = (cells.Length + LaneSystem.Lanes - 1) / LaneSystem.Lanes;
        var failures = new string?[groups];
        int done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.ForEach(Partitioner.Create(Enumerable.Range(0, groups), EnumerablePartitionerOptions.NoBuffering), options, () => new ReceptorLanes(model, cells), (group, _, lanes) =>
        {
            double[][] row = [.. Enumerable.Range(0, nP).Select(_ => new double[lanes.State.Length])];   // the last states at each concentration of pertuzumab
            var passed = new double[lanes.State.Length];   // what was there before the last states
            int first = group * LaneSystem.Lanes, count = Math.Min(LaneSystem.Lanes, cells.Length - first);
            lanes.Begin(first, count);
            for (int a = 0; a < nT; a++)
            {
                int t = nT - 1 - a;
                for (int b = 0; b < nP; b++)
                {
                    int p = (a & 1) == 0 ? nP - 1 - b : b;   // a walk that turns at each end: every state is next to the last
                    double trastuzumab = axes.Trastuzumab.Node(t), pertuzumab = axes.Pertuzumab.Node(p);
                    if (a > 0 && b > 0) lanes.Predict(passed, row[p]);
                    if (lanes.Solve(trastuzumab, pertuzumab, cancellation) is (int failed, SolveStatus status))
                    {
                        (double her2, double her3, double heregulin) = cells[failed];
                        failures[group] = string.Create(
                            CultureInfo.InvariantCulture,
                            $"{status} at trastuzumab {trastuzumab:g4} nM, pertuzumab {pertuzumab:g4} nM, HER2 {her2:g4}, HER3 {her3:g4} per cell, heregulin {heregulin:g4} nM");
                        return lanes;
                    }

                    (passed, row[p]) = (row[p], passed);
                    lanes.State.CopyTo(row[p]);
                    for (int lane = 0; lane < count; lane++)
                    {
                        ReceptorResponse response = lanes.Response(lane);
                        Span<double> node = values.AsSpan((((first + lane) * block) + (t * nP)) * OutputCount)[p..];
                        node[0] = Math.Log(Clearance(response.TrastuzumabUptakePerSecond, trastuzumab));
                        node[nP] = Math.Log(Clearance(response.PertuzumabUptakePerSecond, pertuzumab));
                        node[2 * nP] = ReceptorResponse.LogOdds(response.Akt);   // smooth and without bounds, which polynomials follow better
                        node[3 * nP] = ReceptorResponse.LogOdds(response.Erk);
                        node[4 * nP] = Math.Log(1 + (response.BoundAntibodies / BoundScale));
                    }
                }
            }

            progress?.Report(new RunProgress("receptor cells", Interlocked.Add(ref done, count), cells.Length));
            return lanes;
        }, _ => { });
        string? failure = failures.FirstOrDefault(f => f is not null);
        return failure is null ? (new ReceptorSurface(axes, values), null) : (null, failure);
    }

    /// <summary>The surface of one cell: receptor numbers and heregulin fixed, antibodies free. Cost: O(nodes).</summary>
    public CellSurface ForCell(double her2PerCell, double her3PerCell, double heregulinNanomolar)
    {
        Span<double> w2 = stackalloc double[Axes.Her2.NodeCount];
        Span<double> w3 = stackalloc double[Axes.Her3.NodeCount];
        Span<double> wn = stackalloc double[Axes.Heregulin.NodeCount];
        Axes.Her2.Polynomials(her2PerCell, w2);
        Axes.Her3.Polynomials(her3PerCell, w3);
        Axes.Heregulin.Polynomials(heregulinNanomolar, wn);
        var cell = new double[Axes.Trastuzumab.NodeCount * Axes.Pertuzumab.NodeCount * OutputCount];
        int offset = 0;
        foreach (double a in w2)
        {
            foreach (double b in w3)
            {
                foreach (double c in wn)
                {
                    CellSurface.AddScaled(cell, _coefficients.AsSpan(offset, cell.Length), a * b * c);
                    offset += cell.Length;
                }
            }
        }

        return new CellSurface(Axes.Trastuzumab, Axes.Pertuzumab, cell);
    }

    // Turns values at an axis' nodes, of which neighbours stand a stride apart, into coefficients; whatever the other axes hold.
    private static void ToCoefficients(double[] values, SurfaceAxis axis, int stride)
    {
        int n = axis.NodeCount;
        var matrix = new double[n * n];
        for (int j = 0; j < n; j++) axis.CoefficientRow(j, matrix.AsSpan(j * n, n));
        var line = new double[n];
        for (int first = 0; first < values.Length; first++)
        {
            if (first / stride % n != 0) continue;
            for (int k = 0; k < n; k++) line[k] = values[first + (k * stride)];
            for (int j = 0; j < n; j++)
            {
                double sum = 0;
                for (int k = 0; k < n; k++) sum += matrix[(j * n) + k] * line[k];
                values[first + (j * stride)] = sum;
            }
        }
    }

    // Uptake per second and nM. At saturation the difference of binding and release is small against either: what is left of it is at least rounding.
    private static double Clearance(double uptake, double nanomolar) => Math.Max(uptake / ReceptorLayer.Held(nanomolar), 1e-12);
}
