using System.Buffers;

namespace Blockade.Simulation;

/// <summary>The days of several patients on antibodies while they are computed: one block of memory, which is used again.</summary>
internal sealed class AntibodyRecord : IDisposable
{
    private const int Quantities = 7;

    private readonly int _days;
    private readonly float[] _values;

    /// <summary>Days that nothing is written to are zero.</summary>
    public AntibodyRecord(int members, int days)
    {
        _days = days;
        _values = ArrayPool<float>.Shared.Rent(members * Quantities * days);
        Array.Clear(_values, 0, members * Quantities * days);
    }

    public Span<float> TrastuzumabMilligramsPerLitre(int member) => Row(member, 0);

    public Span<float> PertuzumabMilligramsPerLitre(int member) => Row(member, 1);

    public Span<float> TrastuzumabNanomolar(int member) => Row(member, 2);

    public Span<float> PertuzumabNanomolar(int member) => Row(member, 3);

    public Span<float> AktLogOdds(int member) => Row(member, 4);

    public Span<float> ErkLogOdds(int member) => Row(member, 5);

    public Span<float> BoundAntibodies(int member) => Row(member, 6);

    public void Dispose() => ArrayPool<float>.Shared.Return(_values);

    private Span<float> Row(int member, int quantity) => _values.AsSpan(((member * Quantities) + quantity) * _days, _days);
}
