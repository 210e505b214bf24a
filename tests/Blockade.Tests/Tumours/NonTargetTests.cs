using System.Globalization;
using Blockade.Testing;
using Blockade.Tumours;

namespace Blockade.Tests.Tumours;

/// <summary>Which lesions are targets, and when those that are none have progressed.</summary>
public class NonTargetTests
{
    [Theory]
    [InlineData("1.1", "30a 20a 15a 12b 11c 10d 10e", "30 20 12 11 10")]          // two of organ a, five in all; of two of 10 mm the first
    [InlineData("1.1", "9.9a 10b", "10")]                                          // 10 mm are enough
    [InlineData("1.1", "9.9a 0b", "")]
    [InlineData("1.0", "30a 29a 28a 27a 26a 25a 20b", "30 29 28 27 26 20")]        // five of an organ
    [InlineData("1.0", "30a 29a 28a 27a 26b 25b 24b 23c 22c 21c 20c", "30 29 28 27 26 25 24 23 22 21")]   // ten in all
    [Evidence(EvidenceKind.Published, "RECIST 1.1, section 3: 10 mm by CT, five target lesions, two an organ, the largest; RECIST 1.0: 10 mm by spiral CT, ten and five")]
    public void Target_lesions_are_the_largest_that_can_be_measured(string version, string lesions, string expected)
    {
        (double Millimetres, int Organ)[] all = [.. lesions.Split(' ').Select(l => (Number(l[..^1]), l[^1] - 'a'))];

        Assert.Equal(expected, string.Join(' ', TargetLesions.Choose(SampleTumour.Recist(version), all).Select(i => all[i].Millimetres.ToString(CultureInfo.InvariantCulture))));
    }

    [Fact]
    [Evidence(EvidenceKind.Published, "RECIST 1.0: 20 mm by conventional techniques")]
    public void Conventional_techniques_ask_for_twice_the_size() =>
        Assert.Equal([0], TargetLesions.Choose(SampleTumour.Recist("1.0") with { MeasurableMillimetres = 20 }, [(20, 0), (19, 0)]).AsEnumerable());

    [Theory]
    [InlineData("1.1", "63:50", "non-CR/non-PD")]
    [InlineData("1.1", "63:0", "CR")]
    [InlineData("1.1", "63:59.999", "non-CR/non-PD")]
    [InlineData("1.1", "63:60", "PD")]                                             // 20 % in diameter is 72.8 % in volume
    [InlineData("1.1", "63:20 126:24.9", "non-CR/non-PD non-CR/non-PD")]           // 24.5 %, but under 5 mm
    [InlineData("1.1", "63:20 126:25", "non-CR/non-PD PD")]
    [InlineData("1.0", "63:20 126:24", "non-CR/non-PD PD")]                        // 1.0 has no least growth
    [InlineData("1.1", "63:0 126:3", "CR PD")]                                     // what had gone and is back
    [InlineData("1.1", "63:?", "NE")]
    [Evidence(EvidenceKind.Published, "RECIST 1.1, section 4.3.4: with non-measurable disease only, growth comparable to that of measurable disease at progression: 73 % in volume, 20 % in diameter")]
    public void Without_targets_non_target_lesions_progress_as_targets_would(string version, string scans, string expected) =>
        Assert.Equal(expected, Read(version, null, 50, scans));

    [Theory]
    [InlineData("63:100/60", "non-CR/non-PD")]                                     // 20 % of 50, but 160 of 150 is 7 %
    [InlineData("63:100/80", "PD")]                                                // 180 of 150 is 20 %
    [InlineData("63:60/50 126:60/80", "non-CR/non-PD PD")]                         // responding targets, and all disease from 110 to 140
    [InlineData("63:60/50 126:40/80", "non-CR/non-PD non-CR/non-PD")]              // from 110 to 120 only: the response outweighs it
    [InlineData("63:?/90", "non-CR/non-PD")]                                       // of all disease nobody knows
    [InlineData("63:130/50", "non-CR/non-PD")]                                     // the targets progress, these do not
    [Evidence(EvidenceKind.Published, "RECIST 1.1, section 4.3.4: with measurable disease, overall tumour burden must have increased substantially even in presence of SD or PR in target disease")]
    public void With_targets_all_disease_must_have_grown(string scans, string expected) =>
        Assert.Equal(expected, Read("1.1", 100, 50, scans));

    [Fact]
    [Evidence(EvidenceKind.Published, "RECIST 1.1, table 1: PR of the targets with unequivocal progression of non-target disease is progression")]
    public void Unequivocal_progression_outweighs_a_response()
    {
        var reader = new RecistReader(SampleTumour.Recist("1.1"), 100, 50);

        reader.Read(63, 60, false, 50);

        Assert.Equal(new ScanResponse(Response.Progression, Response.Partial, Response.Progression, false), reader.Read(126, 60, false, 80));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    // "day:target/non-target", or "day:non-target" without targets
    private static string Read(string version, double? targets, double nonTargets, string scans)
    {
        var reader = new RecistReader(SampleTumour.Recist(version), targets, nonTargets);
        double? Measured(string text) => text == "?" ? null : Number(text);
        return string.Join(' ', scans.Split(' ').Select(scan =>
        {
            string[] parts = scan.Split(':', '/');
            Response? called = reader.Read(Number(parts[0]), parts.Length == 3 ? Measured(parts[1]) : null, false, Measured(parts[^1])).NonTarget;
            return called switch { Response.Complete => "CR", Response.Persisting => "non-CR/non-PD", Response.Progression => "PD", _ => "NE" };
        }));
    }
}
