namespace Blockade.Tumours;

/// <summary>
/// Reads a patient's scans in order as a radiologist does: target lesions by their sum of diameters against baseline and against the smallest sum so far, non-target lesions
/// by whether they are gone or have grown unequivocally, and new lesions; then the table of the time point, then the best response. A cursor: one reader, one patient.
/// </summary>
/// <remarks>The criteria have the numbers; thresholds are inclusive. What a scan and the one before it both reach is confirmed.</remarks>
public sealed class RecistReader
{
    // rounding in a sum of a few diameters must not move a threshold that is met exactly
    private const double Rounding = 1e-9;

    private readonly ResponseCriteria _criteria;
    private readonly double? _baseline;
    private readonly bool _hasNonTarget;
    private readonly Response _lesser;
    private double _nonTargetNadir;
    private double _burdenNadir;
    private Response _unconfirmed = Response.NotEvaluable;
    private double _unconfirmedDay;
    private double _responseSince;

    /// <summary>Begins with the sums of diameters at baseline as this reader measured them, mm; null where a patient has no such lesions.</summary>
    public RecistReader(ResponseCriteria criteria, double? targetMillimetres, double? nonTargetMillimetres = null)
    {
        ArgumentNullException.ThrowIfNull(criteria);
        _criteria = criteria;
        _baseline = targetMillimetres;
        _hasNonTarget = nonTargetMillimetres is not null;
        _lesser = targetMillimetres is null ? criteria.TimePoints.Of(null, Response.Persisting) : Response.Stable;
        NadirMillimetres = targetMillimetres ?? 0;
        _nonTargetNadir = nonTargetMillimetres ?? 0;
        _burdenNadir = NadirMillimetres + _nonTargetNadir;
    }

    /// <summary>The smallest sum of the target lesions so far, baseline included, mm.</summary>
    public double NadirMillimetres { get; private set; }

    /// <summary>The best confirmed response so far.</summary>
    public Response Best { get; private set; } = Response.NotEvaluable;

    /// <summary>The day of the first scan of the response that was confirmed first; null without one. Its end is that of the watch for progression or death.</summary>
    public double? ResponseDay { get; private set; }

    /// <summary>Reads one scan by its measurements. A sum of zero is a complete response; lesions too small to see count as zero.</summary>
    /// <param name="day">Days since randomisation.</param>
    /// <param name="targetMillimetres">Sum of the target lesions; null where not all could be evaluated. Ignored of a patient without any.</param>
    /// <param name="newLesion">Whether there is a new lesion.</param>
    /// <param name="nonTargetMillimetres">The same of the non-target lesions.</param>
    public ScanResponse Read(double day, double? targetMillimetres, bool newLesion, double? nonTargetMillimetres = null)
    {
        Response? target = _baseline is double baseline ? Target(targetMillimetres, baseline) : null;
        Response? nonTarget = _hasNonTarget ? NonTarget(nonTargetMillimetres, _baseline is null ? 0 : targetMillimetres) : null;
        return ReadCalls(day, target, nonTarget, newLesion);
    }

    /// <summary>Reads one scan of which a radiologist has said what target and non-target lesions do; null for lesions of a kind that the patient has not.</summary>
    public ScanResponse ReadCalls(double day, Response? target, Response? nonTarget, bool newLesion)
    {
        Response now = (newLesion && _criteria.NewLesionProgresses) || target == Response.Progression || nonTarget == Response.Progression ? Response.Progression
            : _criteria.TimePoints.Of(target, nonTarget);
        var call = new ScanResponse(now, target, nonTarget, newLesion);
        if (now == Response.NotEvaluable) return call;   // nothing was seen: a response before it may still be confirmed after it

        // what this scan and the one before both reach is confirmed; a response seen once is so far stable disease
        Response confirmed = now >= Response.Partial && _criteria.ConfirmedAfterDays is double apart
            ? _unconfirmed >= Response.Partial && day - _unconfirmedDay >= apart ? Min(now, _unconfirmed) : _lesser
            : now;
        if (_unconfirmed < Response.Partial) _responseSince = day;
        if (confirmed >= Response.Partial) ResponseDay ??= _responseSince;
        bool tooEarly = confirmed is Response.Stable or Response.Persisting && day < _criteria.StableAfterDays;
        if (confirmed > Best && !tooEarly) Best = confirmed;
        _unconfirmed = now;
        _unconfirmedDay = day;
        return call;
    }

    private Response Target(double? measured, double baseline)
    {
        if (measured is not double sum) return Response.NotEvaluable;
        double nadir = NadirMillimetres;
        NadirMillimetres = Math.Min(nadir, sum);
        return (_criteria.ReappearanceProgresses && IsBack(sum, nadir)) || HasGrown(sum, nadir, _criteria.Growth) ? Response.Progression
            : sum == 0 ? Response.Complete
            : sum <= ((1 - _criteria.Shrinkage) * baseline) + Rounding ? Response.Partial
            : Response.Stable;
    }

    private Response NonTarget(double? measured, double? targets)
    {
        if (measured is not double sum) return Response.NotEvaluable;
        (double nadir, double burdenNadir) = (_nonTargetNadir, _burdenNadir);
        _nonTargetNadir = Math.Min(nadir, sum);
        if (targets is double others) _burdenNadir = Math.Min(burdenNadir, sum + others);

        // without a look at the targets nobody can say that the disease as a whole has grown
        bool unequivocal = HasGrown(sum, nadir, _criteria.NonTargetGrowth) && targets is double rest && HasGrown(sum + rest, burdenNadir, _criteria.NonTargetGrowth);
        return (_criteria.ReappearanceProgresses && IsBack(sum, nadir)) || unequivocal ? Response.Progression
            : sum == 0 ? Response.Complete
            : Response.Persisting;
    }

    private static bool IsBack(double sum, double nadir) => nadir == 0 && sum > 0;

    private bool HasGrown(double sum, double nadir, double share)
    {
        double rise = sum - nadir;
        return rise > 0 && (nadir > 0 || _criteria.LeastGrowthMillimetres > 0)   // a share of nothing is no measure
            && rise >= (share * nadir) - Rounding && rise >= _criteria.LeastGrowthMillimetres - Rounding;
    }

    private static Response Min(Response a, Response b) => a < b ? a : b;
}
