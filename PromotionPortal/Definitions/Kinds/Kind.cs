using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PromotionPortal.Definitions.Shapes;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Kinds;

/// <summary>How the files of one kind are read and written.</summary>
internal abstract class Kind(DefinitionKind id)
{
    public const string ApiVersion = "promotionportal/v1";

    public DefinitionKind Id => id;

    /// <summary>Null where the text could not even be begun with.</summary>
    public abstract Definition? Read(YamlNode root, Reading reading);

    public abstract YamlMapping Write(Definition definition);

    public abstract JsonObject Schema();
}

/// <summary>A kind by the tables of its keys.</summary>
internal sealed class Kind<T>(DefinitionKind id, RecordShape<T> shape) : Kind(id) where T : Definition
{
    public override Definition? Read(YamlNode root, Reading reading) => shape.TryRead(root, reading, out var value) ? value : null;

    public override YamlMapping Write(Definition definition) => shape.Write((T)definition);

    public override JsonObject Schema() => shape.Schema();
}

/// <summary>Every kind, in an order in which each names only those before it.</summary>
internal static class KindList
{
    public static ImmutableArray<Kind> All { get; } =
    [
        RegistryKind.Kind,
        GitRepositoryKind.Kind,
        EnvironmentKind.Kind,
        FlowKind.Kind,
        ProductKind.Kind,
        ApplicationKind.Kind,
        PolicyKind.Kind,
        PolicyBindingKind.Kind,
    ];

    public static Kind Of(DefinitionKind id) => All.First(kind => kind.Id == id);

    public static Kind? InFolder(string folder) => s_byFolder.GetValueOrDefault(folder);

    private static readonly FrozenDictionary<string, Kind> s_byFolder = All.ToFrozenDictionary(kind => kind.Id.Folder(), StringComparer.Ordinal);
}

/// <summary>The tables around the spec, which are the same for all.</summary>
internal static class KindTable
{
    public static Kind<T> Make<T>(DefinitionKind id, T seed, Func<T, Metadata, T> name, IReadOnlyList<Field<T>> spec, Action<T, YamlMapping, Reading>? check = null, bool isSpecRequired = true, params Field<T>[] more) where T : Definition =>
        new(id, new(seed,
            [
                Field.Constant<T>("apiVersion", Kind.ApiVersion),
                Field.Constant<T>("kind", id.ToString()),
                Field.Required("metadata", s_metadata, owner => owner.Metadata, name),
                Field.Section("spec", isSpecRequired, new RecordShape<T>(seed, spec)),
                .. more,
            ],
            check));

    public static Metadata NoName { get; } = new("");

    private static readonly RecordShape<Metadata> s_metadata = new(NoName,
    [
        Field.Required<Metadata, string>("name", Scalars.Name, metadata => metadata.Name, (metadata, name) => metadata with { Name = name }),
        Field.Optional<Metadata, string>("title", Scalars.Word, metadata => metadata.Title, (metadata, title) => metadata with { Title = title }),
        Field.Optional<Metadata, string>("description", Scalars.Limited("a text", Metadata.LongestDescription, oneLine: false), metadata => metadata.Description, (metadata, text) => metadata with { Description = text }),
        Field.Map<Metadata, string>("labels", Scalars.Word, metadata => metadata.Labels, (metadata, labels) => metadata with { Labels = labels }),
    ]);
}
