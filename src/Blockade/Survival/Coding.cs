namespace Blockade.Survival;

/// <summary>Labels of arms or strata, any integers, turned into 0, 1, 2, ... in ascending order of label.</summary>
internal sealed class Coding
{
    private const int Near = 64;   // labels that lie closer are counted, not sorted

    /// <param name="labels">One a subject; empty means that all <paramref name="subjects"/> share the one label 0.</param>
    /// <param name="subjects">How many subjects there are.</param>
    /// <param name="parameterName">The caller's name of the labels, for its error.</param>
    /// <exception cref="ArgumentException">There are labels, but not one a subject.</exception>
    internal Coding(ReadOnlySpan<int> labels, int subjects, string parameterName)
    {
        Codes = new int[subjects];
        if (labels.IsEmpty)
        {
            Labels = subjects == 0 ? [] : [0];
            return;
        }

        if (labels.Length != subjects)
        {
            throw new ArgumentException($"There are {labels.Length} labels for {subjects} subjects; one each is needed.", parameterName);
        }

        (int least, int largest) = (labels[0], labels[0]);
        foreach (int label in labels) (least, largest) = (Math.Min(least, label), Math.Max(largest, label));
        if ((long)largest - least < Near)
        {
            Count(labels, least, largest);
            return;
        }

        int[] sorted = labels.ToArray();
        Array.Sort(sorted);
        int distinct = 0;
        foreach (int label in sorted)
        {
            if (distinct == 0 || label != sorted[distinct - 1]) sorted[distinct++] = label;
        }

        Labels = sorted[..distinct];
        for (int i = 0; i < subjects; i++) Codes[i] = Array.BinarySearch(Labels, labels[i]);
    }

    /// <summary>The distinct labels, ascending.</summary>
    internal int[] Labels { get; private set; } = [];

    /// <summary>Each subject's place in <see cref="Labels"/>.</summary>
    internal int[] Codes { get; }

    /// <summary>The same by place in an order of time.</summary>
    internal int[] ByPlace(TimeOrder order)
    {
        int[] codes = new int[Codes.Length];
        for (int i = 0; i < codes.Length; i++) codes[i] = Codes[order.Subject[i]];
        return codes;
    }

    private void Count(ReadOnlySpan<int> labels, int least, int largest)
    {
        Span<int> place = stackalloc int[largest - least + 1];
        place.Clear();
        foreach (int label in labels) place[label - least] = 1;
        int distinct = 0;
        int[] found = new int[place.Length];
        for (int label = 0; label < place.Length; label++)
        {
            if (place[label] == 0) continue;
            found[distinct] = label + least;
            place[label] = distinct++;
        }

        Labels = found[..distinct];
        for (int i = 0; i < labels.Length; i++) Codes[i] = place[labels[i] - least];
    }
}
