namespace Blockade.Models.Sedml;

/// <summary>What is done with a model. Times are in the model's unit.</summary>
public abstract record SedmlSimulation
{
    private SedmlSimulation(string id, SedmlAlgorithm algorithm) => (Id, Algorithm) = (id, algorithm);   // closed: the cases below are all there are

    /// <summary>Its identifier.</summary>
    public string Id { get; }

    /// <summary>How.</summary>
    public SedmlAlgorithm Algorithm { get; }

    /// <summary>How many times it gives values.</summary>
    public long Points => this is UniformTimeCourse course ? course.Steps + 1L : 1;

    /// <summary>From a time, with values from a later one on, evenly spaced.</summary>
    public sealed record UniformTimeCourse(string Name, SedmlAlgorithm Method, double Initial, double Start, double End, int Steps) : SedmlSimulation(Name, Method);

    /// <summary>On by one step, with values at its end.</summary>
    public sealed record OneStep(string Name, SedmlAlgorithm Method, double Step) : SedmlSimulation(Name, Method);

    /// <summary>On until nothing changes any more.</summary>
    public sealed record SteadyState(string Name, SedmlAlgorithm Method) : SedmlSimulation(Name, Method);
}
