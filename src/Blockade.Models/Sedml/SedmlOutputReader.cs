using System.Collections.Immutable;
using Blockade.Models.Diagnostics;
using Blockade.Models.Sbml;

namespace Blockade.Models.Sedml;

/// <summary>Reads the data generators and the outputs of a SED-ML file.</summary>
internal sealed class SedmlOutputReader(SedmlText text, HashSet<string> tasks, HashSet<string> sources)
{
    private readonly Dictionary<string, SedmlGenerator> _generators = [];
    private readonly HashSet<string> _broken = [];   // have been said already

    public (ImmutableArray<SedmlGenerator> Generators, ImmutableArray<SedmlOutput> Outputs) Read()
    {
        foreach (SbmlNode node in text.Root.Items("listOfDataGenerators", "dataGenerator"))
        {
            text.Only(node, "listOfVariables", "listOfParameters");
            if (text.Required(node, "id") is not { } id) continue;
            if (text.Formula(node, [], mayAggregate: true) is not { } formula)
            {
                _broken.Add(id);
                continue;
            }

            foreach (SedmlVariable v in formula.Variables)
            {
                if (v.Data is { } data)
                {
                    if (!sources.Contains(data)) text.Error("SED2001", node, $"the variable '{v.Id}' is of the data source '{data}', and there is none", text.Nearest(data, sources));
                }
                else if (v.Task is null) text.Error("SED1003", node, $"the variable '{v.Id}' does not say of which task it is (taskReference)");
                else if (!tasks.Contains(v.Task)) text.Error("SED2001", node, $"the variable '{v.Id}' is of the task '{v.Task}', and there is no such task", text.Nearest(v.Task, tasks));
            }

            if (!_generators.TryAdd(id, new SedmlGenerator(id, node["name"] is { Length: > 0 } name ? name : id, formula))) text.Error("SED2002", node, $"there are two data generators '{id}'");
        }

        var outputs = new Dictionary<string, SedmlOutput>();
        foreach (SbmlNode node in text.Root.Child("listOfOutputs")?.Children ?? [])
        {
            if (node.Name is "notes" or "annotation") continue;
            if (text.Required(node, "id") is not { } id) continue;
            if (!IsFileName(id))
            {
                text.Error("SED1004", node, $"'{id}' is no identifier of an output: letters, digits, '_' and '-', no digit first");   // it becomes the name of a file
                continue;
            }

            string name = node["name"] ?? "";
            SedmlOutput output = node.Name switch
            {
                "report" => new SedmlOutput.Report(id, name, DataSets(node)),
                "plot2D" => new SedmlOutput.Plot(id, name, Curves(node)),
                _ => new SedmlOutput.Skipped(id, name, node.Name),
            };
            if (output is SedmlOutput.Skipped) text.Warn("SED3004", node, $"the output '{id}' is a '{node.Name}', which is not made; report and plot2D are");
            if (!outputs.TryAdd(id, output)) text.Error("SED2002", node, $"there are two outputs '{id}'");
        }

        return ([.. _generators.Values], [.. outputs.Values]);
    }

    private ImmutableArray<SedmlDataSet> DataSets(SbmlNode report)
    {
        text.Only(report, "listOfDataSets");
        var sets = ImmutableArray.CreateBuilder<SedmlDataSet>();
        var names = new HashSet<string>();
        foreach (SbmlNode node in report.Items("listOfDataSets", "dataSet"))
        {
            if (text.Required(node, "id") is not { } id || Generator(node, "dataReference") is not { } generator) continue;
            string name = node["name"] ?? "";
            string label = node["label"] is { Length: > 0 } said ? said : name.Length > 0 ? name : id;
            if (!names.Add(id)) text.Warn("SED2002", node, $"there are two data sets '{id}' in one report; both are written");
            sets.Add(new SedmlDataSet(id, label, name, generator));
        }

        return sets.ToImmutable();
    }

    private ImmutableArray<SedmlCurve> Curves(SbmlNode plot)
    {
        var curves = ImmutableArray.CreateBuilder<SedmlCurve>();
        var names = new HashSet<string>();
        bool isLogX = plot.Child("xAxis")?["type"] == "log10", isLogY = plot.Child("yAxis")?["type"] == "log10";
        foreach (SbmlNode node in plot.Child("listOfCurves")?.Children ?? [])
        {
            if (node.Name is "notes" or "annotation") continue;
            if (node.Name != "curve")
            {
                text.Warn("SED3004", node, $"'{node.Name}' in a plot is passed over; curves are drawn");
                continue;
            }

            if (text.Required(node, "id") is not { } id || Generator(node, "xDataReference") is not { } x || Generator(node, "yDataReference") is not { } y) continue;
            if (!names.Add(id)) text.Warn("SED2002", node, $"there are two curves '{id}' in one plot; both are drawn");
            curves.Add(new SedmlCurve(id, node["name"] ?? "", x, y, isLogX || text.Flag(node, "logX"), isLogY || text.Flag(node, "logY")));
        }

        return curves.ToImmutable();
    }

    private static bool IsFileName(string id) => id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') && !char.IsAsciiDigit(id[0]) && id[0] != '-' && id.Length <= 100;

    private string? Generator(SbmlNode node, string attribute)
    {
        if (text.Required(node, attribute) is not { } id) return null;
        if (!_generators.ContainsKey(id) && !_broken.Contains(id)) text.Error("SED2001", node, $"there is no data generator '{id}'", text.Nearest(id, _generators.Keys));
        return id;
    }
}
