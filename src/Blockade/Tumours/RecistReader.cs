namespace Blockade.Tumours;

/// <summary>
/// Reads a patient's scans in order as a radiologist does: sum of diameters against baseline and against the smallest sum so far.
/// A cursor: one reader, one patient.
/// </summary>
/// <remarks>The criteria have the numbers; thresholds are inclusive. What a scan and the one before it both reach is confirmed.</remarks>
public sealed class RecistReader
{
    // rounding in a sum of a few diameters must not move a threshold that is met exactly
    private const double Rounding = 1e-9;

    private readonly ResponseCriteria _criteria;
    private readonly double _baseline;
    private Response _unconfirmed = Response.NotEvaluable;
    private double _unconfirmedDay;
    private double _responseSince;

    /// <summary>Begins with the sum of diameters at baseline as this reader measured it, mm.</summary>
    public RecistReader(ResponseCriteria criteria, double baselineMillimetres)
    {
        ArgumentNullException.ThrowIfNull(criteria);
        _criteria = criteria;
        _baseline = baselineMillimetres;
        NadirMillimetres = baselineMillimetres;
    }

    /// <summary>The smallest sum so far, baseline included, mm.</summary>
    public double NadirMillimetres { get; private set; }

    /// <summary>The best confirmed response so far.</summary>
    public Response Best { get; private set; } = Response.NotEvaluable;

    /// <summary>The day of the first scan of the response that was confirmed first; null without one. Its end is that of the watch for progression or death.</summary>
    public double? ResponseDay { get; private set; }

    /// <summary>Reads one scan. A sum of zero is a complete response; lesions too small to see count as zero.</summary>
    public Response Read(double day, double sumMillimetres, bool newLesion)
    {
        double rise = sumMillimetres - NadirMillimetres;
        bool back = NadirMillimetres == 0 && rise > 0;
        bool grown = rise > 0 && (!back || _criteria.LeastGrowthMillimetres > 0)   // a share of nothing is no measure
            && rise >= (_criteria.Growth * NadirMillimetres) - Rounding && rise >= _criteria.LeastGrowthMillimetres - Rounding;
        Response now = (newLesion && _criteria.NewLesionProgresses) || (back && _criteria.ReappearanceProgresses) || grown ? Response.Progression
            : sumMillimetres == 0 ? Response.Complete
            : sumMillimetres <= ((1 - _criteria.Shrinkage) * _baseline) + Rounding ? Response.Partial
            : Response.Stable;
        NadirMillimetres = Math.Min(NadirMillimetres, sumMillimetres);

        // what this scan and the one before both reach is confirmed; a response seen once is so far stable disease
        Response confirmed = now >= Response.Partial && _criteria.ConfirmedAfterDays is double apart
            ? _unconfirmed >= Response.Partial && day - _unconfirmedDay >= apart ? Min(now, _unconfirmed) : Response.Stable
            : now;
        if (_unconfirmed < Response.Partial) _responseSince = day;
        if (confirmed >= Response.Partial) ResponseDay ??= _responseSince;
        if (confirmed > Best) Best = confirmed;
        _unconfirmed = now;
        _unconfirmedDay = day;
        return now;
    }

    private static Response Min(Response a, Response b) => a < b ? a : b;
}
