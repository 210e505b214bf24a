namespace Blockade.Antibodies;

/// <summary>What one arm of an antibody binds, and how tightly.</summary>
/// <param name="Epitope">Where.</param>
/// <param name="KdNanomolar">Dissociation constant on cells, avidity included, nM; positive.</param>
public readonly record struct AntibodyArm(Epitope Epitope, double KdNanomolar);
