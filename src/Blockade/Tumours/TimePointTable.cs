using System.Collections.Immutable;

namespace Blockade.Tumours;

/// <summary>
/// The response at a time point where nothing has progressed, of target and of non-target lesions: the first row that fits. Progression of either, or a new lesion, is progression
/// and needs no row. Immutable.
/// </summary>
public sealed class TimePointTable
{
    private const int Calls = (int)Response.Complete + 2;   // every response, and no such lesions
    private readonly Response[] _cells = new Response[Calls * Calls];

    /// <summary>Takes the rows in order.</summary>
    public TimePointTable(ImmutableArray<TimePointRow> rows)
    {
        Rows = rows;
        foreach ((Response? target, Response? nonTarget) in Pairs)
        {
            if (rows.FirstOrDefault(r => r.Fits(target, nonTarget)) is TimePointRow row) _cells[Cell(target, nonTarget)] = row.Overall;
        }
    }

    /// <summary>Tables 1 and 2 of RECIST 1.1: Eisenhauer et al. 2009, doi:10.1016/j.ejca.2008.10.026.</summary>
    public static TimePointTable Recist11 { get; } = new(
    [
        new([Response.Complete], [null, Response.Complete], Response.Complete),
        new([Response.Complete, Response.Partial], [], Response.Partial),
        new([Response.Stable], [], Response.Stable),
        new([Response.NotEvaluable], [], Response.NotEvaluable),
        new([null], [Response.Complete], Response.Complete),
        new([null], [Response.Persisting], Response.Persisting),
        new([null], [Response.NotEvaluable], Response.NotEvaluable),
    ]);

    /// <summary>The rows.</summary>
    public ImmutableArray<TimePointRow> Rows { get; }

    /// <summary>What a table must say something about: pairs without progression, of patients with lesions of either kind.</summary>
    public static IEnumerable<(Response? Target, Response? NonTarget)> Pairs =>
        from target in (Response?[])[Response.Complete, Response.Partial, Response.Stable, Response.NotEvaluable, null]
        from nonTarget in (Response?[])[Response.Complete, Response.Persisting, Response.NotEvaluable, null]
        where target is not null || nonTarget is not null
        select (target, nonTarget);

    /// <summary>Pairs that no row is about.</summary>
    public IEnumerable<(Response? Target, Response? NonTarget)> Missing => Pairs.Where(p => !Rows.Any(r => r.Fits(p.Target, p.NonTarget)));

    /// <summary>The overall response; null is a patient without lesions of that kind, and without either nothing can be evaluated.</summary>
    public Response Of(Response? target, Response? nonTarget) => _cells[Cell(target, nonTarget)];

    private static int Cell(Response? target, Response? nonTarget) => (Calls * Index(target)) + Index(nonTarget);

    private static int Index(Response? call) => call is Response response ? (int)response + 1 : 0;
}
