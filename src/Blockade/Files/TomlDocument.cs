using System.Collections.Immutable;
using Blockade.Models.Diagnostics;

namespace Blockade.Files;

/// <summary>
/// A TOML file whose syntax is right: values that know where they stand. What they mean is read through a <see cref="TomlTable"/>.
/// Immutable: it may be read any number of times. TOML 1.1; at most 1 MB, at most 32 levels deep.
/// </summary>
public sealed class TomlDocument
{
    private readonly TomlNode.Table _root;

    private TomlDocument(SourceText source, TomlNode.Table root) => (Source, _root) = (source, root);

    /// <summary>The text it was read from.</summary>
    public SourceText Source { get; }

    /// <summary>Reads the syntax; every error in it is reported with its place, and every key that is defined twice.</summary>
    public static Checked<TomlDocument> Read(SourceText source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var diagnostics = new List<Diagnostic>();
        TomlNode.Table? root = TomlTree.Read(source, diagnostics);
        return new(root is null ? null : new TomlDocument(source, root), InOrder(source, diagnostics));
    }

    /// <summary>
    /// Reads syntax and meaning in one go, so that a key that is there twice does not keep the other mistakes of the file from being
    /// reported.
    /// </summary>
    /// <inheritdoc cref="ReadAs"/>
    /// <param name="source">The file.</param>
    /// <param name="name">What the file is, for messages: <c>a regimen</c>.</param>
    /// <param name="read">Asks the root table for everything the file may hold.</param>
    public static Checked<T> Read<T>(SourceText source, string name, Func<TomlTable, T?> read)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(read);
        var diagnostics = new List<Diagnostic>();
        TomlNode.Table? root = TomlTree.Read(source, diagnostics);
        return root is null ? new(null, InOrder(source, diagnostics)) : Reading(source, root, name, read, diagnostics);
    }

    /// <summary>
    /// Lets <paramref name="read"/> ask the root table for what the file should hold. Whatever is missing, wrong or out of range becomes a
    /// diagnostic while reading goes on with a harmless value of the right kind; at the end every key that nobody asked for is
    /// reported too. The value is dropped when there is an error.
    /// </summary>
    /// <param name="name">What the file is, for messages: <c>a regimen</c>.</param>
    /// <param name="read">Asks the root table for everything the file may hold; null when it gave up with an error.</param>
    public Checked<T> ReadAs<T>(string name, Func<TomlTable, T?> read)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(read);
        return Reading(Source, _root, name, read, []);
    }

    /// <summary>Whether the root has a key: enough to tell what kind of file it is.</summary>
    public bool Has(string key) => _root.Find(key) is not null;

    private static Checked<T> Reading<T>(SourceText source, TomlNode.Table root, string name, Func<TomlTable, T?> read, List<Diagnostic> diagnostics)
        where T : class
    {
        var reading = new TomlReading(source, diagnostics);
        T? value = read(reading.Enter(root, name));
        reading.ReportUnknownKeys();
        return new(value, InOrder(source, diagnostics));
    }

    // in the order of the text; what a file that this one names had to say comes last
    private static ImmutableArray<Diagnostic> InOrder(SourceText source, List<Diagnostic> diagnostics) =>
        [.. diagnostics.OrderBy(d => d.Source != source).ThenBy(d => d.Source == source ? d.Span.Start : 0)];
}
