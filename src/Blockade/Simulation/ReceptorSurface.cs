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

    private readonly double[] _values;   // [her2, her3, heregulin, trastuzumab, pertuzumab, output]

    private ReceptorSurface(ReceptorSurfaceAxes axes, double[] values)
    {
        Axes = axes;
        _values = values;
    }

    /// <summary>The ranges and node counts.</summary>
    public ReceptorSurfaceAxes Axes { get; }

    /// <summary>
    /// Tabulates <paramref name="steadyStates"/>, which answers one line of antibody concentrations for one cell: it is given
    /// the cell and fills a (trastuzumab x pertuzumab) block of responses, and returns false where a state was not found. Cells
    /// are worked on in parallel; the result does not depend on how many threads there are.
    /// </summary>
    /// <returns>The surface, or null where a steady state was not found.</returns>
    public static ReceptorSurface? Tabulate(
        ReceptorSurfaceAxes axes, Func<IReceptorLayer> newLayer, int threads, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(axes);
        ArgumentNullException.ThrowIfNull(newLayer);
        int cells = axes.Her2.NodeCount * axes.Her3.NodeCount * axes.Heregulin.NodeCount;
        int nT = axes.Trastuzumab.NodeCount;
        int nP = axes.Pertuzumab.NodeCount;
        int block = nT * nP * OutputCount;
        var values = new double[cells * block];
        int failures = 0;
        int done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation };
        Parallel.For(0, cells, options, newLayer, (cell, _, layer) =>
        {
            int n = cell % axes.Heregulin.NodeCount;
            int h3 = cell / axes.Heregulin.NodeCount % axes.Her3.NodeCount;
            int h2 = cell / (axes.Heregulin.NodeCount * axes.Her3.NodeCount);
            layer.Begin(axes.Her2.Node(h2), axes.Her3.Node(h3), axes.Heregulin.Node(n));

            // walk from no drug upwards, turning at each end, so that every state is found next to its neighbour's
            for (int a = 0; a < nT; a++)
            {
                int t = nT - 1 - a;
                for (int b = 0; b < nP; b++)
                {
                    int p = (a & 1) == 0 ? nP - 1 - b : b;
                    if (!layer.TrySolve(axes.Trastuzumab.Node(t), axes.Pertuzumab.Node(p), out ReceptorResponse response))
                    {
                        Interlocked.Increment(ref failures);
                        return layer;
                    }

                    Store(response, values.AsSpan((cell * block) + (((t * nP) + p) * OutputCount), OutputCount));
                }
            }

            progress?.Report((double)Interlocked.Increment(ref done) / cells);
            return layer;
        }, _ => { });
        return failures == 0 ? new ReceptorSurface(axes, values) : null;
    }

    /// <summary>The surface of one cell: receptor numbers and heregulin fixed, antibodies free. Cost: O(nodes).</summary>
    public CellSurface ForCell(double her2PerCell, double her3PerCell, double heregulinNanomolar)
    {
        Span<double> w2 = stackalloc double[Axes.Her2.NodeCount];
        Span<double> w3 = stackalloc double[Axes.Her3.NodeCount];
        Span<double> wn = stackalloc double[Axes.Heregulin.NodeCount];
        Axes.Her2.Weights(her2PerCell, w2);
        Axes.Her3.Weights(her3PerCell, w3);
        Axes.Heregulin.Weights(heregulinNanomolar, wn);
        int block = Axes.Trastuzumab.NodeCount * Axes.Pertuzumab.NodeCount * OutputCount;
        var cell = new double[block];
        int offset = 0;
        foreach (double a in w2)
        {
            foreach (double b in w3)
            {
                foreach (double c in wn)
                {
                    double weight = a * b * c;
                    ReadOnlySpan<double> source = _values.AsSpan(offset, block);
                    if (weight != 0)
                    {
                        for (int k = 0; k < block; k++) cell[k] += weight * source[k];
                    }

                    offset += block;
                }
            }
        }

        return new CellSurface(Axes.Trastuzumab, Axes.Pertuzumab, cell);
    }

    // Uptake is stored as the log of molecules per hour and nM: it spans decades, stays positive, and has a limit at zero dose.
    private static void Store(ReceptorResponse r, Span<double> node)
    {
        node[0] = r.Akt;
        node[1] = r.Erk;
        node[2] = Math.Log(r.BoundAntibodies + 1);
        node[3] = r.TrastuzumabUptakePerHour;
        node[4] = r.PertuzumabUptakePerHour;
    }
}
