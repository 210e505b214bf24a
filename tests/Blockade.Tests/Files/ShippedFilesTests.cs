using System.Collections.Immutable;
using Blockade.Evidence;
using Blockade.Files;
using Blockade.Models.Diagnostics;
using Blockade.Testing;

namespace Blockade.Tests.Files;

public class ShippedFilesTests
{
    public static TheoryData<string> StudyFiles => [.. Her2Files.Names.Where(n => n.EndsWith(".toml", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(StudyFiles))]
    [Evidence(EvidenceKind.Analytic, "what ships is right")]
    public void Every_study_file_that_ships_is_read_without_a_word(string name)
    {
        SourceText source = Her2Files.Read(name);

        ImmutableArray<Diagnostic> diagnostics = name.Split('/')[0] switch
        {
            "populations" => PopulationReader.Read(source).Diagnostics,
            "criteria" => CriteriaReader.Read(source).Diagnostics,
            "indications.toml" => IndicationReader.Read(source).Diagnostics,
            "regimens" => RegimenReader.Read(source).Diagnostics,
            _ => TrialReader.Read(source).Diagnostics,
        };

        Assert.Empty(diagnostics.Select(d => d.Render()));
    }
}
