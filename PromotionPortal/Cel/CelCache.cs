namespace PromotionPortal.Cel;

/// <summary>Makes something of each source once, as long as it is asked for now and then: a program, or only what is wrong with it. Many may ask at once.</summary>
public sealed class CelCache<T>(Func<string, T> make, int mostCharacters = CelLimits.KeptCharacters)
{
    private readonly Lock _lock = new();
    private Dictionary<string, T> _recent = new(StringComparer.Ordinal);
    private Dictionary<string, T> _before = new(StringComparer.Ordinal);
    private int _characters;

    /// <summary>How many sources are kept at the moment.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _recent.Count + _before.Count;
        }
    }

    public T Of(string source)
    {
        lock (_lock)
        {
            if (_recent.TryGetValue(source, out var known)) return known;
            if (_before.Remove(source, out known)) return Keep(source, known);
        }
        var made = make(source);
        lock (_lock) return Keep(source, made);
    }

    // What was not asked for while so many others were is forgotten.
    private T Keep(string source, T made)
    {
        if (_characters + source.Length > mostCharacters) (_before, _recent, _characters) = (_recent, new(StringComparer.Ordinal), 0);
        if (_recent.TryAdd(source, made)) _characters += source.Length;
        return made;
    }
}
