using System.Collections.Immutable;
using Blockade.Models.Expressions;

namespace Blockade.Models.Dynamics;

/// <summary>An event's formulas over the slots.</summary>
internal sealed class DynamicEventCode
{
    public DynamicEventCode(DynamicEvent e, Func<Expression, CompiledExpression> compile, Func<string, int> slot)
    {
        Event = e;
        Delay = e.Delay is null ? null : compile(e.Delay);
        Priority = e.Priority is null ? null : compile(e.Priority);
        Values = [.. e.Assignments.Select(a => compile(a.Value))];
        Targets = [.. e.Assignments.Select(a => (slot(a.Target), a.Times is null ? (int?)null : slot(a.Times)))];
    }

    public DynamicEvent Event { get; }

    public CompiledExpression? Delay { get; }

    public CompiledExpression? Priority { get; }

    public ImmutableArray<CompiledExpression> Values { get; }

    public ImmutableArray<(int Slot, int? Times)> Targets { get; }
}
