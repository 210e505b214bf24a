using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Blockade.Evidence;

/// <summary>
/// The wall between fitting and prediction: the published results whose role is <see cref="ResultRole.Calibrate"/> and nothing else. It
/// has no public constructor, and it is all that <c>Blockade.Calibration</c> accepts.
/// </summary>
public sealed class CalibrationTargets
{
    private CalibrationTargets(ImmutableArray<PublishedResult> rows) => Rows = rows;

    /// <summary>The results, in the order of the file.</summary>
    public ImmutableArray<PublishedResult> Rows { get; }

    /// <summary>SHA-256 over the rows' names, values and limits: what a frozen fit says it was fitted to.</summary>
    public string Sha256
    {
        get
        {
            var text = new StringBuilder();
            foreach (PublishedResult r in Rows) text.Append(CultureInfo.InvariantCulture, $"{r.Id},{r.Value:R},{r.Lower:R},{r.Upper:R},{r.Unit},{r.Patients}\n");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    /// <summary>The result of a name.</summary>
    /// <exception cref="ArgumentException">There is none among those to calibrate against.</exception>
    public PublishedResult this[string id] => Rows.FirstOrDefault(r => r.Id == id)
        ?? throw new ArgumentException($"'{id}' is not a result to calibrate against.", nameof(id));

    internal static CalibrationTargets From(PublishedResults all) => new([.. all.Rows.Where(r => r.Role == ResultRole.Calibrate)]);
}
