namespace Blockade.Models.Networks;

/// <summary>What a row of rewritten matches gives: for each match the codes of its products, or nothing. Filled in order, read in any, emptied and filled again.</summary>
internal sealed class ProductCodes
{
    private readonly List<int> _ends = [];        // of each code
    private readonly List<int> _firstCode = [];   // of each match
    private readonly List<bool> _isNothing = [];
    private int[] _codes = new int[256];

    /// <summary>Empties it; the memory stays.</summary>
    public void Clear()
    {
        _ends.Clear();
        _firstCode.Clear();
        _isNothing.Clear();
    }

    /// <summary>The next match begins; until a code is added it has no product.</summary>
    public void Begin(bool isNothing)
    {
        _firstCode.Add(_ends.Count);
        _isNothing.Add(isNothing);
    }

    /// <summary>Adds a product to the match that began last.</summary>
    public void Add(ReadOnlySpan<int> code)
    {
        int start = _ends.Count == 0 ? 0 : _ends[^1];
        if (_codes.Length < start + code.Length) Array.Resize(ref _codes, 2 * (start + code.Length));
        code.CopyTo(_codes.AsSpan(start));
        _ends.Add(start + code.Length);
    }

    /// <summary>Whether the rule does not apply to a match.</summary>
    public bool IsNothing(int match) => _isNothing[match];

    /// <summary>How many products a match has.</summary>
    public int Count(int match) => (match + 1 < _firstCode.Count ? _firstCode[match + 1] : _ends.Count) - _firstCode[match];

    /// <summary>A product's code.</summary>
    public ReadOnlySpan<int> this[int match, int product]
    {
        get
        {
            int code = _firstCode[match] + product;
            int start = code == 0 ? 0 : _ends[code - 1];
            return _codes.AsSpan(start, _ends[code] - start);
        }
    }
}
