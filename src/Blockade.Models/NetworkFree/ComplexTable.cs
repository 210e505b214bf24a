namespace Blockade.Models.NetworkFree;

/// <summary>Complexes of two molecules or more by label: how many molecules, and where. A label that is free is given out again, the last one first.</summary>
/// <param name="hasPlaces">Whether there are compartments.</param>
internal sealed class ComplexTable(bool hasPlaces)
{
    private readonly Stack<int> _free = new();
    private int[] _size = new int[64];
    private int[] _place = hasPlaces ? new int[64] : [];
    private int[] _onSurface = hasPlaces ? new int[64] : [];

    /// <summary>Labels are less.</summary>
    public int Labels { get; private set; }

    /// <summary>The number of molecules.</summary>
    public ref int Size(int label) => ref _size[label];

    /// <summary>The compartment, -2 where it cannot exist.</summary>
    public ref int Place(int label) => ref _place[label];

    /// <summary>The number of molecules on a surface.</summary>
    public ref int OnSurface(int label) => ref _onSurface[label];

    /// <summary>A label for so many.</summary>
    public int New(int size)
    {
        if (!_free.TryPop(out int label))
        {
            label = Labels++;
            if (label == _size.Length)
            {
                Array.Resize(ref _size, 2 * label);
                if (hasPlaces)
                {
                    Array.Resize(ref _place, 2 * label);
                    Array.Resize(ref _onSurface, 2 * label);
                }
            }
        }

        _size[label] = size;
        return label;
    }

    /// <summary>The complex is no more.</summary>
    public void Free(int label) => _free.Push(label);
}
