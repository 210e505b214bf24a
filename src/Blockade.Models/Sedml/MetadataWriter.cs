using System.Collections.Immutable;
using System.Text;
using System.Xml;

namespace Blockade.Models.Sedml;

/// <summary>Writes what is said of an archive as RDF: Dublin Core terms, which OMEX metadata use. No date, so that the same archive has the same bytes.</summary>
public static class MetadataWriter
{
    private const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", Terms = "http://purl.org/dc/terms/";

    /// <summary>The file's bytes.</summary>
    /// <param name="title">Of the archive.</param>
    /// <param name="description">In a sentence or two.</param>
    /// <param name="creators">Names.</param>
    /// <param name="license">An address, or null.</param>
    /// <param name="references">Addresses of what it rests on.</param>
    public static byte[] Write(string title, string description, ImmutableArray<string> creators, string? license, ImmutableArray<string> references)
    {
        using var stream = new MemoryStream();
        var options = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using (var xml = XmlWriter.Create(stream, options))
        {
            xml.WriteStartElement("rdf", "RDF", Rdf);
            xml.WriteAttributeString("xmlns", "dcterms", null, Terms);
            xml.WriteStartElement("Description", Rdf);
            xml.WriteAttributeString("about", Rdf, ".");
            xml.WriteElementString("title", Terms, title);
            xml.WriteElementString("description", Terms, description);
            foreach (string creator in creators) xml.WriteElementString("creator", Terms, creator);
            if (license is not null) Resource("license", license);
            foreach (string reference in references) Resource("references", reference);
            xml.WriteEndElement();
            xml.WriteEndElement();

            void Resource(string name, string address)
            {
                xml.WriteStartElement(name, Terms);
                xml.WriteAttributeString("resource", Rdf, address);
                xml.WriteEndElement();
            }
        }

        return stream.ToArray();
    }
}
