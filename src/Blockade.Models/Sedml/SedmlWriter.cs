using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;

namespace Blockade.Models.Sedml;

/// <summary>Writes an experiment of the plain kind: one model, one time course, one report and one plot. Level 1 Version 3, which most programs read.</summary>
public static class SedmlWriter
{
    private const string Space = "http://sed-ml.org/sed-ml/level1/version3", MathSpace = "http://www.w3.org/1998/Math/MathML";
    private const int MostCurves = 6;   // more cannot be told apart

    /// <summary>The file's bytes; the same request gives the same.</summary>
    /// <param name="language">The model's language.</param>
    /// <param name="source">Its file, beside this one.</param>
    /// <param name="settings">Places in it that have other values, with what they are.</param>
    /// <param name="shown">Names, and their places in the model.</param>
    /// <param name="course">The time course.</param>
    public static byte[] Write(
        SedmlLanguage language, string source, ImmutableArray<(string Target, double Value)> settings, ImmutableArray<(string Name, string Target)> shown, SedmlSimulation.UniformTimeCourse course)
    {
        ArgumentNullException.ThrowIfNull(course);
        using var stream = new MemoryStream();
        var options = new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };
        using (var xml = XmlWriter.Create(stream, options))
        {
            xml.WriteStartElement("sedML", Space);
            if (language == SedmlLanguage.Sbml) xml.WriteAttributeString("xmlns", "sbml", null, "http://www.sbml.org/sbml/level3/version2/core");
            Attributes(("level", "1"), ("version", "3"));
            List("listOfSimulations", () => Element("uniformTimeCourse", Course, ("id", course.Id), ("initialTime", Number(course.Initial)), ("outputStartTime", Number(course.Start)), ("outputEndTime", Number(course.End)), ("numberOfPoints", course.Steps.ToString(CultureInfo.InvariantCulture))));
            List("listOfModels", () => Element("model", () =>
            {
                if (settings.IsEmpty) return;
                List("listOfChanges", () =>
                {
                    foreach ((string target, double value) in settings) Element("changeAttribute", null, ("target", target), ("newValue", Number(value)));
                });
            }, ("id", "model"), ("language", language == SedmlLanguage.Sbml ? "urn:sedml:language:sbml" : "urn:sedml:language:bngl"), ("source", source)));
            List("listOfTasks", () => Element("task", null, ("id", "task"), ("modelReference", "model"), ("simulationReference", course.Id)));
            List("listOfDataGenerators", () =>
            {
                Generator("time", "time", ("symbol", "urn:sedml:symbol:time"));
                for (int k = 0; k < shown.Length; k++) Generator(Id(k), shown[k].Name, ("target", shown[k].Target));
            });
            List("listOfOutputs", () =>
            {
                Element("report", () => List("listOfDataSets", () =>
                {
                    Element("dataSet", null, ("id", "data_time"), ("label", "time"), ("dataReference", "time"));
                    for (int k = 0; k < shown.Length; k++) Element("dataSet", null, ("id", "data_" + Id(k)), ("label", shown[k].Name), ("dataReference", Id(k)));
                }), ("id", "report"));
                Element("plot2D", () => List("listOfCurves", () =>
                {
                    for (int k = 0; k < Math.Min(MostCurves, shown.Length); k++) Element("curve", null, ("id", "curve_" + Id(k)), ("name", shown[k].Name), ("logX", "false"), ("logY", "false"), ("xDataReference", "time"), ("yDataReference", Id(k)));
                }), ("id", "plot"), ("name", "Course"));
            });
            xml.WriteEndElement();

            void Course() => Element("algorithm", () => List("listOfAlgorithmParameters", () =>
            {
                foreach (SedmlSetting setting in course.Algorithm.Parameters) Element("algorithmParameter", null, ("kisaoID", setting.Term), ("value", setting.Value));
            }), ("kisaoID", course.Algorithm.Term));

            void Generator(string id, string name, (string, string) what) => Element("dataGenerator", () =>
            {
                List("listOfVariables", () => Element("variable", null, ("id", "value_of_" + id), what, ("taskReference", "task")));
                xml.WriteStartElement("math", MathSpace);
                xml.WriteElementString("ci", MathSpace, "value_of_" + id);
                xml.WriteEndElement();
            }, ("id", id), ("name", name));

            void List(string name, Action items) => Element(name, items);

            void Element(string name, Action? inside, params (string Name, string Value)[] attributes)
            {
                xml.WriteStartElement(name, Space);
                Attributes(attributes);
                inside?.Invoke();
                xml.WriteEndElement();
            }

            void Attributes(params (string Name, string Value)[] attributes)
            {
                foreach ((string name, string value) in attributes) xml.WriteAttributeString(name, value);
            }
        }

        return stream.ToArray();
    }

    private static string Id(int k) => FormattableString.Invariant($"quantity_{k + 1}");

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
