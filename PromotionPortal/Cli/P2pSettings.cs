using PromotionPortal.Domain.Images;
using PromotionPortal.Registry.Remote;

namespace PromotionPortal.Cli;

/// <summary>One side of a promotion: a registry, the stage's path in it, and perhaps a credential file.</summary>
public sealed record P2pSide(string Host, Uri Address, string Repository, string? Tag, Digest? Digest, string? CredentialFile)
{
    /// <summary>What the source is asked for: the digest where one is named.</summary>
    public string Reference => Digest?.Text ?? Tag!;

    public override string ToString() => $"{Host}/{Repository}{(Tag is null ? "" : ":" + Tag)}{(Digest is null ? "" : "@" + Digest)}";
}

/// <summary>What `p2p promote` is to do, put together from flags and variables. A flag beats its variable; an empty one counts as not given.</summary>
public sealed record P2pSettings(P2pSide Source, P2pSide Destination)
{
    private const string UsualTag = "latest";

    /// <summary>A value that can be given in several ways.</summary>
    public sealed record Setting(string Flag, params string[] Variables)
    {
        public static Setting SourceRegistry { get; } = new("--source-registry", "SOURCE_REGISTRY");

        public static Setting SourceStage { get; } = new("--source-stage", "SOURCE_STAGE");

        public static Setting SourceAuth { get; } = new("--source-auth-override", "SOURCE_AUTH_OVERRIDE");

        // The pipelines' own variable for the destination is REGISTRY.
        public static Setting DestRegistry { get; } = new("--dest-registry", "DEST_REGISTRY", "REGISTRY");

        public static Setting DestStage { get; } = new("--dest-stage", "DEST_STAGE");

        public static Setting DestAuth { get; } = new("--dest-auth-override", "DEST_AUTH_OVERRIDE");

        public static IReadOnlyList<Setting> All { get; } = [DestAuth, DestRegistry, DestStage, SourceAuth, SourceRegistry, SourceStage];

        public bool IsRequired => this != SourceAuth && this != DestAuth;
    }

    /// <summary>Either the settings, or everything that is wrong with them.</summary>
    public static (P2pSettings? Settings, IReadOnlyList<string> Problems) Read(string image, Func<Setting, string?> flag, Func<string, string?> variable)
    {
        string? Value(Setting setting) => new[] { flag(setting) }.Concat(setting.Variables.Select(variable)).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));
        var problems = Setting.All.Where(setting => setting.IsRequired && Value(setting) is null).Select(Missing).ToList();
        if (problems.Count > 0) return (null, problems);
        var source = Side(Value(Setting.SourceRegistry)!, Value(Setting.SourceStage)!, image, Value(Setting.SourceAuth), Setting.SourceRegistry, problems);
        var destination = Side(Value(Setting.DestRegistry)!, Value(Setting.DestStage)!, image, Value(Setting.DestAuth), Setting.DestRegistry, problems);
        return problems.Count > 0 ? (null, problems) : (new(source!, destination!), []);
    }

    private static string Missing(Setting setting) => $"{setting.Flag} is required: give the flag, or set {string.Join(" or ", setting.Variables)}.";

    // The registry may carry a path ("host/project/team"), and "http://" where somebody insists on a line without encryption.
    private static P2pSide? Side(string registry, string stage, string image, string? credentialFile, Setting setting, List<string> problems)
    {
        var scheme = registry.StartsWith("http://", StringComparison.Ordinal) ? "http://" : registry.StartsWith("https://", StringComparison.Ordinal) ? "https://" : "";
        var name = $"{registry[scheme.Length..].Trim('/')}/{stage.Trim('/')}/{image}";
        var host = name[..name.IndexOf('/', StringComparison.Ordinal)];
        if (!ImageReference.IsHost(host))
        {
            problems.Add($"{setting.Flag}: '{host}' is not the address of a registry.");
            return null;
        }
        if (ImageReference.TryParse("registry.invalid" + name[host.Length..]) is not { } reference)
        {
            problems.Add($"'{name}' is not the name of an image.");
            return null;
        }
        var address = scheme.Length > 0 ? new Uri($"{scheme}{host}/") : RegistryAddressing.AddressOf(host);
        return new(host, address, reference.Repository, reference.Digest is null ? reference.Tag ?? UsualTag : reference.Tag, reference.Digest, credentialFile);
    }
}
