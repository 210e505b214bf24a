namespace Blockade.Tumours;

/// <summary>
/// Reads a patient's scans in order as a radiologist does: sum of diameters against baseline and against the smallest sum so far.
/// A cursor: one reader, one patient.
/// </summary>
/// <remarks>
/// Therasse et al. (2000), J. Natl. Cancer Inst. 92:205-216 (1.0); Eisenhauer et al. (2009), Eur. J. Cancer 45:228-247 (1.1). Thresholds
/// are inclusive, and a lesion that is back after all had gone is progression whatever its size. A response counts as best only when the
/// next scan, four weeks later or more, confirms it, as 1.0 asks.
/// </remarks>
public sealed class RecistReader
{
    // rounding in a sum of a few diameters must not move a threshold that is met exactly
    private const double Rounding = 1e-9;

    private readonly RecistVersion _version;
    private readonly double _baseline;
    private Response _unconfirmed = Response.NotEvaluable;
    private double _unconfirmedDay;

    /// <summary>Begins with the sum of diameters at baseline as this reader measured it, mm.</summary>
    public RecistReader(RecistVersion version, double baselineMillimetres)
    {
        _version = version;
        _baseline = baselineMillimetres;
        NadirMillimetres = baselineMillimetres;
    }

    /// <summary>The smallest sum so far, baseline included, mm.</summary>
    public double NadirMillimetres { get; private set; }

    /// <summary>The best confirmed response so far.</summary>
    public Response Best { get; private set; } = Response.NotEvaluable;

    /// <summary>Reads one scan. A sum of zero is a complete response; lesions too small to see count as zero.</summary>
    public Response Read(double day, double sumMillimetres, bool newLesion)
    {
        double rise = sumMillimetres - NadirMillimetres;
        bool small = _version == RecistVersion.Recist11 && NadirMillimetres > 0 && rise < 5 - Rounding;   // what comes back from nothing is never small
        bool grown = rise > 0 && rise >= (0.2 * NadirMillimetres) - Rounding && !small;
        Response now = newLesion || grown ? Response.Progression
            : sumMillimetres == 0 ? Response.Complete
            : sumMillimetres <= (0.7 * _baseline) + Rounding ? Response.Partial
            : Response.Stable;
        NadirMillimetres = Math.Min(NadirMillimetres, sumMillimetres);

        // what this scan and the one before both reach is confirmed; a response seen once is so far stable disease
        Response confirmed = now >= Response.Partial
            ? _unconfirmed >= Response.Partial && day - _unconfirmedDay >= 28 ? Min(now, _unconfirmed) : Response.Stable
            : now;
        if (confirmed > Best) Best = confirmed;
        _unconfirmed = now;
        _unconfirmedDay = day;
        return now;
    }

    private static Response Min(Response a, Response b) => a < b ? a : b;
}
