using System.Collections.Immutable;

namespace PromotionPortal.Cel;

public enum CelKind
{
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    List,
    Map,
    Timestamp,
    Duration,
    Type,
    Optional,
    Semver,
    Error,
}

/// <summary>A value of the language. An error is one too, so that <c>||</c> and <c>&amp;&amp;</c> can absorb it without an exception.</summary>
public abstract class CelValue
{
    private protected CelValue(CelKind kind) => Kind = kind;

    public CelKind Kind { get; }

    public static CelValue Null => CelNull.Instance;

    public static CelValue Of(bool value) => CelBool.Of(value);

    public static CelValue Of(long value) => CelInt.Of(value);

    public static CelValue Of(string value) => new CelString(value);

    public static CelValue Of(DateTimeOffset value) => CelTimestamp.Of(value);

    public static CelValue Of(TimeSpan value) => new CelDuration(value.Ticks * CelDuration.NanosecondsPerTick);

    public static CelValue List(IEnumerable<string> values) => new CelList([.. values.Select(Of)]);

    public static CelValue Map(IEnumerable<KeyValuePair<string, string>> values) => CelMap.Of(values.Select(pair => KeyValuePair.Create(pair.Key, Of(pair.Value))));

    /// <summary>In the language's own syntax, cut at the bound of an explanation.</summary>
    public override string ToString() => CelText.Of(this, CelLimits.ShownCharacters);
}

public sealed class CelNull : CelValue
{
    private CelNull() : base(CelKind.Null)
    {
    }

    public static CelNull Instance { get; } = new();
}

public sealed class CelBool : CelValue
{
    public static readonly CelBool True = new(true);
    public static readonly CelBool False = new(false);

    private CelBool(bool value) : base(CelKind.Bool) => Value = value;

    public bool Value { get; }

    public static new CelBool Of(bool value) => value ? True : False;
}

public sealed class CelInt : CelValue
{
    private const int SmallestKept = -16;
    private static readonly CelInt[] s_kept = [.. Enumerable.Range(SmallestKept, 272).Select(number => new CelInt(number))];

    private CelInt(long value) : base(CelKind.Int) => Value = value;

    public long Value { get; }

    public static new CelInt Of(long value) =>
        (ulong)(value - SmallestKept) < (ulong)s_kept.Length ? s_kept[value - SmallestKept] : new(value);
}

public sealed class CelUint(ulong value) : CelValue(CelKind.Uint)
{
    public ulong Value { get; } = value;
}

public sealed class CelDouble(double value) : CelValue(CelKind.Double)
{
    public double Value { get; } = value;
}

public sealed class CelString(string text) : CelValue(CelKind.String)
{
    public static readonly CelString Empty = new("");

    private int _hash;

    public string Text { get; } = text;

    // The keys that a program looks up are the same each time. Two that compute it at once come to the same.
    internal int Hash => _hash != 0 ? _hash : _hash = Text.GetHashCode(StringComparison.Ordinal);
}

public sealed class CelBytes(ImmutableArray<byte> content) : CelValue(CelKind.Bytes)
{
    public ImmutableArray<byte> Content { get; } = content;
}

/// <summary>A type as a value, as <c>type(x)</c> gives it.</summary>
public sealed class CelTypeValue(string name) : CelValue(CelKind.Type)
{
    public string Name { get; } = name;

    public static CelTypeValue Of(CelValue value) => new(NameOf(value.Kind));

    public static string NameOf(CelKind kind) => kind switch
    {
        CelKind.Null => "null_type",
        CelKind.Bool => "bool",
        CelKind.Int => "int",
        CelKind.Uint => "uint",
        CelKind.Double => "double",
        CelKind.String => "string",
        CelKind.Bytes => "bytes",
        CelKind.List => "list",
        CelKind.Map => "map",
        CelKind.Timestamp => "google.protobuf.Timestamp",
        CelKind.Duration => "google.protobuf.Duration",
        CelKind.Type => "type",
        CelKind.Optional => "optional_type",
        CelKind.Semver => "semver",
        _ => "error",
    };
}

/// <summary>A value that may be absent.</summary>
public sealed class CelOptional : CelValue
{
    public static readonly CelOptional None = new(null);

    private CelOptional(CelValue? value) : base(CelKind.Optional) => Value = value;

    public CelValue? Value { get; }

    public static CelOptional Of(CelValue value) => new(value);
}
