using System.Collections.Immutable;
using PromotionPortal.Cel;

namespace PromotionPortal.Domain.Policies;

/// <summary>Everything that a policy's conditions can see of an image, as data: the type checker, the evaluation, the editor's help and the help page all read it here.</summary>
public static class PolicyFacts
{
    public const string ContainerImage = "containerImage";
    public const string ContainerRepository = "containerRepository";
    public const string ContainerImageTag = "containerImageTag";
    public const string ImageLabels = "imageLabels";
    public const string GitCommitDetails = "gitCommitDetails";
    public const string AppLabels = "appLabels";
    public const string Digest = "digest";
    public const string BuiltAt = "builtAt";
    public const string BuiltBy = "builtBy";
    public const string Platforms = "platforms";
    public const string Size = "size";
    public const string Annotations = "annotations";
    public const string SignedBy = "signedBy";
    public const string Checks = "checks";
    public const string Environments = "environments";
    public const string Now = "now";

    private static readonly CelType s_strings = CelType.List(CelType.String);
    private static readonly CelType s_stringMap = CelType.Map(CelType.String, CelType.String);

    /// <summary>What an authenticated CI report said of one repository.</summary>
    public static CelType GitCommit { get; } = CelType.Object("gitCommit",
        new CelField("repo", CelType.String, "The URL of the repository."),
        new CelField("branch", CelType.String, "The branch that was built."),
        new CelField("commitMessage", CelType.String, "The message of the commit that was built."));

    /// <summary>What a CI job reported of its tests.</summary>
    public static CelType Check { get; } = CelType.Object("check",
        new CelField("passed", CelType.Bool, "Whether it passed."),
        new CelField("link", CelType.String, "Where its result can be read; empty if it gave none."),
        new CelField("at", CelType.Timestamp, "When it was reported."));

    /// <summary>Where an image runs.</summary>
    public static CelType Presence { get; } = CelType.Object("presence",
        new CelField("since", CelType.Timestamp, "Since when the image runs there."));

    public static ImmutableArray<CelVariable> All { get; } =
    [
        new(ContainerImage, CelType.String, "The whole reference: host, path, and the tag or the digest. From the request.", "containerImage.startsWith('registry.example.com/shop/')"),
        new(ContainerRepository, CelType.String, "Host and path of the image, without tag and digest. From the request.", "containerRepository == 'registry.example.com/shop/checkout'"),
        new(ContainerImageTag, CelType.String, "The tag by which the image was requested, else the newest on its digest, else empty. From the registry.", "semver(containerImageTag) >= semver('2.0.0')"),
        new(ImageLabels, s_strings, "The labels that people put on the image in the portal.", "'approved' in imageLabels"),
        new(GitCommitDetails, CelType.Map(CelType.String, GitCommit), "For each repository the image was built from, by its URL: what was built. Only from authenticated CI reports.", "gitCommitDetails['https://git.example.com/shop.git'].branch == 'main'"),
        new(AppLabels, s_stringMap, "The labels of the application. From its definition.", "appLabels['team'] == 'shop'"),
        new(Digest, CelType.String, "The digest of the image. From the registry.", "digest.startsWith('sha256:')"),
        new(BuiltAt, CelType.Timestamp, "When the image was built; null if no CI job reported it. Only from authenticated CI reports.", "now - builtAt < duration('720h')"),
        new(BuiltBy, CelType.String, "Who built the image; empty if no CI job reported it. Only from authenticated CI reports.", "builtBy != ''"),
        new(Platforms, s_strings, "The platforms that the image is made for. From the registry.", "'linux/amd64' in platforms"),
        new(Size, CelType.Int, "The bytes of the image's layers, compressed. From the registry.", "size < 500 * 1024 * 1024"),
        new(Annotations, s_stringMap, "What the image says of itself. Anyone who can push can write anything here.", "annotations[?'org.opencontainers.image.source'].hasValue()"),
        new(SignedBy, s_strings, "The names of the configured keys whose signature on this digest was verified.", "'release-key' in signedBy"),
        new(Checks, CelType.Map(CelType.String, Check), "The tests that were reported for this digest, by name. Only from authenticated CI reports.", "checks['integration'].passed"),
        new(Environments, CelType.Map(CelType.String, Presence), "The environments in which this digest runs, by name. From the portal's own deployments and from CI reports.", "'staging' in environments && now - environments['staging'].since > duration('24h')"),
        new(Now, CelType.Timestamp, "The moment of the evaluation.", "now.getDayOfWeek('Europe/Berlin') != 5"),
    ];

    /// <summary>What a condition is compiled against.</summary>
    public static CelDeclarations Declarations { get; } = new(All);
}
