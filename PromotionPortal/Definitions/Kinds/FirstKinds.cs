using PromotionPortal.Definitions.Shapes;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Kinds;

/// <summary>registries/*.yaml</summary>
internal static class RegistryKind
{
    private const string Embedded = "embedded";
    private const string Url = "url";

    public static Kind<RegistryDefinition> Kind { get; } = KindTable.Make(
        DefinitionKind.Registry,
        new RegistryDefinition(KindTable.NoName),
        (registry, metadata) => registry with { Metadata = metadata },
        [
            Field.Optional<RegistryDefinition, Uri>(Url, Scalars.HttpUrl, registry => registry.Url, (registry, url) => registry with { Url = url }),
            Field.Usually<RegistryDefinition, bool>(Embedded, false, Scalars.Bool, registry => registry.Url is null, (registry, _) => registry),
            Field.Optional<RegistryDefinition, string>("credentials", Scalars.Secret, registry => registry.Credentials, (registry, secret) => registry with { Credentials = secret }),
            Field.OptionalValue<RegistryDefinition, long>("bytesPerSecond", Scalars.Bytes, registry => registry.BytesPerSecond, (registry, bytes) => registry with { BytesPerSecond = bytes }),
        ],
        CheckPlace);

    // A registry without an address could be a slip, so the embedded one is said in words.
    private static void CheckPlace(RegistryDefinition registry, YamlMapping root, Reading reading)
    {
        var spec = (YamlMapping)root["spec"]!;
        var embedded = spec[Embedded] is YamlScalar { Text: [('t' or 'T'), ..] };
        if (embedded == registry.Url is null) return;
        if (embedded) reading.Problem(spec.Entry(Embedded)!.Key, "A registry is either embedded or has a url.", "Remove one of the two.");
        else reading.Problem(spec, "'url' is missing.", "Add 'url:', or 'embedded: true' for the registry that the portal itself carries.");
    }
}

/// <summary>environments/*.yaml</summary>
internal static class EnvironmentKind
{
    private const int FarthestPosition = 1_000_000;

    public static Kind<EnvironmentDefinition> Kind { get; } = KindTable.Make(
        DefinitionKind.Environment,
        new EnvironmentDefinition(KindTable.NoName),
        (environment, metadata) => environment with { Metadata = metadata },
        [
            Field.Optional<EnvironmentDefinition, string>("class", Scalars.Word, environment => environment.Class, (environment, word) => environment with { Class = word }),
            Field.Usually<EnvironmentDefinition, bool>("production", false, Scalars.Bool, environment => environment.Production, (environment, yes) => environment with { Production = yes }),
            Field.Usually<EnvironmentDefinition, int>("position", 0, Scalars.Int(-FarthestPosition, FarthestPosition), environment => environment.Position, (environment, position) => environment with { Position = position }),
            Field.Optional<EnvironmentDefinition, ImagePlace>("images", ImagePlaces.Shape, environment => environment.Images, (environment, place) => environment with { Images = place }),
            Field.Usually<EnvironmentDefinition, bool>("immutableTags", false, Scalars.Bool, environment => environment.ImmutableTags, (environment, yes) => environment with { ImmutableTags = yes }),
            new DeployField(),
            Field.NotYet<EnvironmentDefinition>("deploymentApproval"),
            Field.NotYet<EnvironmentDefinition>("filter"),
            Field.NotYet<EnvironmentDefinition>("calendars"),
        ],
        isSpecRequired: false);

    /// <summary>Manual is what happens anyway, so saying it is true.</summary>
    private sealed class DeployField() : Field<EnvironmentDefinition>("deploy")
    {
        private const string Manual = "manual";

        public override EnvironmentDefinition Read(EnvironmentDefinition owner, YamlEntry entry, Reading reading)
        {
            if (entry.Value is YamlScalar { Text: "automatic" }) reading.Problem(entry.Value, "'deploy: automatic' is planned, but nothing acts on it yet.", $"Write deploy: {Manual}.");
            else if (entry.Value is not YamlScalar { Text: Manual }) reading.Problem(entry.Value, "This is no way to deploy.", $"Write deploy: {Manual}.");
            return owner;
        }

        public override YamlNode? Write(EnvironmentDefinition owner) => null;

        public override System.Text.Json.Nodes.JsonObject Schema() => new() { ["const"] = Manual };
    }
}

/// <summary>products/*.yaml</summary>
internal static class ProductKind
{
    private static readonly RecordShape<FlowCondition> s_condition = new(new(default, default, []),
    [
        Field.Required<FlowCondition, EventProperty>("property", Scalars.Choice<EventProperty>(), condition => condition.Property, (condition, property) => condition with { Property = property }),
        Field.Required<FlowCondition, ConditionOperator>("operator", Scalars.Choice<ConditionOperator>(isCapitalized: true), condition => condition.Operator, (condition, how) => condition with { Operator = how }),
        Field.RequiredList<FlowCondition, string>("values", Scalars.Word, condition => condition.Values, (condition, values) => condition with { Values = values }),
    ]);

    private static RecordShape<ProductFlow> Flow { get; } = new(new(""),
    [
        Field.Required<ProductFlow, string>("flow", Scalars.Ref(DefinitionKind.Flow), flow => flow.Flow, (flow, name) => flow with { Flow = name }),
        Field.List<ProductFlow, FlowCondition>("when", s_condition, flow => flow.When, (flow, when) => flow with { When = when }),
    ]);

    public static Kind<ProductDefinition> Kind { get; } = KindTable.Make(
        DefinitionKind.Product,
        new ProductDefinition(KindTable.NoName),
        (product, metadata) => product with { Metadata = metadata },
        [
            Field.NotYet<ProductDefinition>("template"),
            Field.NotYet<ProductDefinition>("templateSpec"),
            Field.List<ProductDefinition, ProductFlow>("flows", Flow, product => product.Flows, (product, flows) => product with { Flows = flows }),
            Field.Usually<ProductDefinition, ReleaseConcurrency>("concurrency", ReleaseConcurrency.Queue, Scalars.Choice<ReleaseConcurrency>(), product => product.Concurrency, (product, choice) => product with { Concurrency = choice }),
        ],
        isSpecRequired: false);
}

/// <summary>applications/*.yaml</summary>
internal static class ApplicationKind
{
    public static Kind<ApplicationDefinition> Kind { get; } = KindTable.Make(
        DefinitionKind.Application,
        new ApplicationDefinition(KindTable.NoName) { Image = ImagePlaces.None },
        (application, metadata) => application with { Metadata = metadata },
        [
            Field.Optional<ApplicationDefinition, string>("product", Scalars.Ref(DefinitionKind.Product), application => application.Product, (application, product) => application with { Product = product }),
            Field.Required<ApplicationDefinition, ImagePlace>("image", ImagePlaces.Shape, application => application.Image, (application, image) => application with { Image = image }),
            Field.NotYet<ApplicationDefinition>("manifests"),
        ]);
}

/// <summary>A registry by name and a repository in it.</summary>
internal static partial class ImagePlaces
{
    private const int LongestRepository = 255;

    public static ImagePlace None { get; } = new("", "");

    public static RecordShape<ImagePlace> Shape { get; } = new(None,
    [
        Field.Required<ImagePlace, string>("registry", Scalars.Ref(DefinitionKind.Registry), place => place.Registry, (place, registry) => place with { Registry = registry }),
        Field.Required<ImagePlace, string>("repository", Repository, place => place.Repository, (place, repository) => place with { Repository = repository }),
    ]);

    // The grammar of the distribution specification, with the slot for the application in place of any part of it.
    private static ScalarShape<string> Repository => new(
        "a repository such as shop/checkout, in small letters",
        scalar => (scalar.Text.Length <= LongestRepository && RepositoryText().IsMatch(scalar.Text.Replace(ImagePlace.ApplicationSlot, "application", StringComparison.Ordinal)), scalar.Text),
        YamlScalar.Of,
        () => new() { ["type"] = "string", ["maxLength"] = LongestRepository });

    [System.Text.RegularExpressions.GeneratedRegex(@"^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*\z", System.Text.RegularExpressions.RegexOptions.NonBacktracking | System.Text.RegularExpressions.RegexOptions.ExplicitCapture)]
    private static partial System.Text.RegularExpressions.Regex RepositoryText();
}
