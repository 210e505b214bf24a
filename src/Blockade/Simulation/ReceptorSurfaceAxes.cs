namespace Blockade.Simulation;

/// <summary>The five axes of a <see cref="ReceptorSurface"/>.</summary>
public sealed record ReceptorSurfaceAxes(
    SurfaceAxis Trastuzumab, SurfaceAxis Pertuzumab, SurfaceAxis Her2, SurfaceAxis Her3, SurfaceAxis Heregulin)
{
    /// <summary>
    /// The default: antibodies 0 to 3,000 nM, HER2 1e5 to 1e7 and HER3 2e3 to 2e5 per cell, heregulin 0 to 5 nM: three SDs and more of
    /// the flagship's population on each side. 12,000 steady states.
    /// </summary>
    public static ReceptorSurfaceAxes Default { get; } = new(
        new SurfaceAxis(0, 3000, 0.1, 10),
        new SurfaceAxis(0, 3000, 0.1, 10),
        new SurfaceAxis(1e5, 1e7, 0, 4),
        new SurfaceAxis(2e3, 2e5, 0, 3),
        new SurfaceAxis(0, 5, 0.01, 10));

    /// <summary>The default's ranges with fewer nodes, 3,456 steady states: for hundreds of tables, where what that costs is measured beside them.</summary>
    public static ReceptorSurfaceAxes Coarse { get; } = new(
        new SurfaceAxis(0, 3000, 0.1, 8),
        new SurfaceAxis(0, 3000, 0.1, 8),
        new SurfaceAxis(1e5, 1e7, 0, 3),
        new SurfaceAxis(2e3, 2e5, 0, 3),
        new SurfaceAxis(0, 5, 0.01, 6));

    /// <summary>The default's antibodies for one cell alone: 100 steady states, exact in receptors and heregulin.</summary>
    public static ReceptorSurfaceAxes ForCell(double her2PerCell, double her3PerCell, double heregulinNanomolar) => Default with
    {
        Her2 = SurfaceAxis.At(her2PerCell),
        Her3 = SurfaceAxis.At(her3PerCell),
        Heregulin = SurfaceAxis.At(heregulinNanomolar),
    };

    /// <summary>Whether a cell lies inside, so that no coordinate is clamped.</summary>
    public bool Contains(double her2PerCell, double her3PerCell, double heregulinNanomolar) =>
        Her2.Contains(her2PerCell) && Her3.Contains(her3PerCell) && Heregulin.Contains(heregulinNanomolar);
}
