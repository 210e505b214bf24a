namespace Blockade.Survival;

/// <summary>Labels of arms or strata, any integers, turned into 0, 1, 2, ... in ascending order of label.</summary>
internal readonly struct Coding
{
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
    internal int[] Labels { get; }

    /// <summary>Each subject's place in <see cref="Labels"/>.</summary>
    internal int[] Codes { get; }
}
