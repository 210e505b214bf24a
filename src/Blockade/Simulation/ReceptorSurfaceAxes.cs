namespace Blockade.Simulation;

/// <summary>The five axes of a <see cref="ReceptorSurface"/>.</summary>
public sealed record ReceptorSurfaceAxes(
    SurfaceAxis Trastuzumab, SurfaceAxis Pertuzumab, SurfaceAxis Her2, SurfaceAxis Her3, SurfaceAxis Heregulin)
{
    /// <summary>
    /// The default: antibodies 0 to 3,000 nM, HER2 3e4 to 2e7 and HER3 1e3 to 4e5 per cell, heregulin 0 to 30 nM; wide enough that a
    /// virtual patient of the flagship population is practically never clamped.
    /// </summary>
    public static ReceptorSurfaceAxes Default { get; } = new(
        new SurfaceAxis(0, 3000, 0.02, 13),
        new SurfaceAxis(0, 3000, 0.02, 13),
        new SurfaceAxis(3e4, 2e7, 0, 6),
        new SurfaceAxis(1e3, 4e5, 0, 5),
        new SurfaceAxis(0, 30, 0.02, 6));
}
