using System.Diagnostics.CodeAnalysis;

namespace PromotionPortal.Cel;

public sealed class CelList(CelValue[] items) : CelValue(CelKind.List)
{
    public static readonly CelList Empty = new([]);

    internal CelValue[] Array { get; } = items;

    public IReadOnlyList<CelValue> Items => Array;

    public int Count => Array.Length;
}

/// <summary>A map whose keys are bool, int, uint or string; the numbers 1, 1u and 1.0 are the same key. Entries keep their order.</summary>
public sealed class CelMap : CelValue
{
    public static readonly CelMap Empty = new([]);

    private readonly Dictionary<CelValue, CelValue> _entries;

    private CelMap(Dictionary<CelValue, CelValue> entries) : base(CelKind.Map) => _entries = entries;

    public int Count => _entries.Count;

    public IEnumerable<KeyValuePair<CelValue, CelValue>> Entries => _entries;

    // To walk over without an allocation.
    internal Dictionary<CelValue, CelValue> Table => _entries;

    public bool TryGet(CelValue key, [MaybeNullWhen(false)] out CelValue value)
    {
        value = null;
        return IsLookup(key) && _entries.TryGetValue(key, out value);
    }

    public static CelMap Of(IEnumerable<KeyValuePair<string, CelValue>> entries)
    {
        var builder = new Builder();
        foreach (var (key, value) in entries) builder.Set(key, value);
        return builder.ToMap();
    }

    /// <summary>A double that is a whole number finds the int key; nothing else but a key type finds anything.</summary>
    private static bool IsLookup(CelValue key) => IsKey(key) || key.Kind == CelKind.Double;

    internal static bool IsKey(CelValue key) => key.Kind is CelKind.Bool or CelKind.Int or CelKind.Uint or CelKind.String;

    /// <summary>Takes entries one by one and says which one cannot be.</summary>
    public sealed class Builder
    {
        private readonly Dictionary<CelValue, CelValue> _entries = new(CelKeyComparer.Instance);

        public void Set(string key, CelValue value) => Set(new CelString(key), value);

        public void Set(CelValue key, CelValue value) => _entries[key] = value;

        internal CelError? Add(CelValue key, CelValue value)
        {
            if (!IsKey(key)) return CelError.Invalid($"A map key is a bool, int, uint or string, not {CelTypeValue.NameOf(key.Kind)}.");
            return _entries.TryAdd(key, value) ? null : CelError.Invalid($"The key {key} is there twice.");
        }

        public CelMap ToMap() => new(_entries);
    }
}

internal sealed class CelKeyComparer : IEqualityComparer<CelValue>
{
    public static readonly CelKeyComparer Instance = new();

    public bool Equals(CelValue? left, CelValue? right) => CelEquality.SameScalar(left!, right!);

    // Numbers that are equal hash alike, whatever their type.
    public int GetHashCode(CelValue value) => value switch
    {
        CelString text => text.Hash,
        CelBool flag => flag.Value ? 1 : 2,
        CelInt number => number.Value.GetHashCode(),
        CelUint { Value: <= long.MaxValue } number => ((long)number.Value).GetHashCode(),
        CelUint number => number.Value.GetHashCode(),
        CelDouble { Value: >= long.MinValue and < long.MaxValue } number when Math.Truncate(number.Value) == number.Value => ((long)number.Value).GetHashCode(),
        CelDouble { Value: >= long.MaxValue and < ulong.MaxValue } number => ((ulong)number.Value).GetHashCode(),
        CelDouble number => number.Value.GetHashCode(),
        _ => 0,
    };
}
