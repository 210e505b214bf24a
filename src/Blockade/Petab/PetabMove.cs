namespace Blockade.Petab;

/// <summary>A direction in the space of parameters: the table's values a little on one side and a little on the other.</summary>
/// <param name="Above">On the one side.</param>
/// <param name="Below">On the other.</param>
/// <param name="Distance">Between them, on the coordinate's scale.</param>
internal sealed record PetabMove(double[] Above, double[] Below, double Distance);
