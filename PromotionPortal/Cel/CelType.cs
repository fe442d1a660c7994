using System.Collections.Immutable;

namespace PromotionPortal.Cel;

/// <summary>The type of an expression, as far as it is known before the evaluation; <see cref="Dyn"/> where it is not.</summary>
public sealed class CelType : IEquatable<CelType>
{
    public static readonly CelType Dyn = new("dyn");
    public static readonly CelType Null = new("null");
    public static readonly CelType Bool = new("bool");
    public static readonly CelType Int = new("int");
    public static readonly CelType Uint = new("uint");
    public static readonly CelType Double = new("double");
    public static readonly CelType String = new("string");
    public static readonly CelType Bytes = new("bytes");
    public static readonly CelType Timestamp = new("timestamp");
    public static readonly CelType Duration = new("duration");
    public static readonly CelType Semver = new("semver");

    private const string ListName = "list";
    private const string MapName = "map";
    private const string TypeName = "type";
    private const string OptionalName = "optional_type";

    private CelType(string name, params ImmutableArray<CelType> arguments) => (Name, Arguments) = (name, arguments);

    public string Name { get; }

    public ImmutableArray<CelType> Arguments { get; }

    /// <summary>For an object: the fields it has. A value of it is a map with these keys.</summary>
    public ImmutableArray<CelField> Fields { get; private init; } = [];

    internal bool IsParameter { get; private init; }

    internal bool IsAbstract { get; private init; }

    internal bool IsDyn => ReferenceEquals(this, Dyn);

    internal bool IsList => Name == ListName;

    internal bool IsMap => Name == MapName;

    internal bool IsOptional => Name == OptionalName;

    internal bool IsType => Name == TypeName;

    internal bool IsObject => Fields.Length > 0;

    public static CelType List(CelType element) => new(ListName, element);

    public static CelType Map(CelType key, CelType value) => new(MapName, key, value);

    public static CelType Optional(CelType value) => new(OptionalName, value) { IsAbstract = true };

    public static CelType TypeOf(CelType type) => new(TypeName, type);

    public static CelType Object(string name, params ImmutableArray<CelField> fields) => new(name) { Fields = fields };

    /// <summary>A type of the host's own of which only the name and the arguments are known.</summary>
    public static CelType Abstract(string name, params ImmutableArray<CelType> arguments) => new(name, arguments) { IsAbstract = true };

    /// <summary>A name that stands for any one type within a function's signature.</summary>
    public static CelType Parameter(string name) => new(name) { IsParameter = true };

    internal CelType With(ImmutableArray<CelType> arguments) => new(Name, arguments) { Fields = Fields, IsAbstract = IsAbstract };

    /// <summary>Null or a value of this type may stand where the other is asked for.</summary>
    internal bool TakesNull => IsAbstract || IsObject || Name is "timestamp" or "duration" or "null" or "semver";

    public bool Equals(CelType? other) =>
        ReferenceEquals(this, other) || (other is not null && Name == other.Name && IsParameter == other.IsParameter && Arguments.SequenceEqual(other.Arguments));

    public override bool Equals(object? obj) => Equals(obj as CelType);

    public override int GetHashCode() => HashCode.Combine(Name, Arguments.Length);

    public override string ToString() => Arguments.IsEmpty ? Name : $"{Name}({string.Join(", ", Arguments)})";
}

/// <summary>A field of an object type.</summary>
public sealed record CelField(string Name, CelType Type, string Description);
