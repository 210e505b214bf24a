using Blockade.Models.Expressions;

namespace Blockade.Models.Dynamics;

/// <summary>A residual that is zero at all times, and the quantity that is determined by it. All of a system are solved together.</summary>
public sealed record DynamicConstraint(string Unknown, Expression Residual);
