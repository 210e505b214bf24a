using System.Globalization;
using System.Text;
using Blockade.Evidence;
using Blockade.Models.Diagnostics;

namespace Blockade.Antibodies;

/// <summary>A new antibody as files that every command takes.</summary>
/// <param name="Model">The model with the antibody in it.</param>
/// <param name="Parameters">The antibody's constants with unit, source and grade.</param>
/// <param name="Regimen">The antibody with its partner and docetaxel.</param>
/// <param name="Trial">The same against partner and docetaxel alone.</param>
public sealed record AntibodyModule(SourceText Model, SourceText Parameters, SourceText Regimen, SourceText Trial)
{
    /// <summary>All of them.</summary>
    public IEnumerable<SourceText> Files => [Model, Parameters, Regimen, Trial];

    /// <summary>Writes a design into a model; or says why the model has no place for it.</summary>
    /// <param name="design">The antibody. Its name is one by <see cref="AntibodyDesign.IsName"/>, and two arms are on two epitopes of one receptor.</param>
    /// <param name="from">The model.</param>
    public static Checked<AntibodyModule> Write(AntibodyDesign design, SourceText from)
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentNullException.ThrowIfNull(from);
        (SourceText? model, var constants, var problems) = AntibodyModelWriter.Write(design, from);
        if (model is null) return new(null, problems);
        var csv = new StringBuilder("id,value,unit,distribution,source,doi,grade,note\n");
        foreach ((string name, double value, string unit, string note) in constants)
        {
            bool brought = name.StartsWith("KD_", StringComparison.Ordinal);
            csv.Append(CultureInfo.InvariantCulture, $"receptor.{name},{value:R},{unit},fixed,{Quoted(brought ? design.Source : name.EndsWith("_nM", StringComparison.Ordinal) ? "set by whoever runs the model" : "none found")},,{(brought ? Word(design.Grade) : "assumption")},{Quoted(note)}\n");
        }

        return new(
            new AntibodyModule(
                model, new SourceText($"{design.Name}-parameters.csv", csv.ToString()), new SourceText($"{design.Name}-regimen.toml", AntibodyStudyWriter.Regimen(design)),
                new SourceText($"{design.Name}-trial.toml", AntibodyStudyWriter.Trial(design))),
            problems);
    }

    private static string Word(Grade grade) => EvidenceReader.GradeWords.Single(g => g.Value == grade).Key;

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
