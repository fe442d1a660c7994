namespace PromotionPortal.Identity;

/// <summary>The origin under which browsers know the portal: what `Portal:PublicUrl` says, else what the request came to.</summary>
public sealed class PublicOrigin
{
    public const string Setting = "Portal:PublicUrl";

    private readonly string? _configured;

    public PublicOrigin(IConfiguration configuration)
    {
        if (configuration[Setting] is not { Length: > 0 } text) return;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException($"{Setting} is “{text}”, which is no http or https address.");
        }
        _configured = url.GetLeftPart(UriPartial.Authority);
    }

    public bool IsHttps => _configured?.StartsWith("https:", StringComparison.Ordinal) ?? false;

    /// <summary>What was configured; null where it was not. What is sent without a request has no other origin.</summary>
    public string? Configured => _configured;

    public string Of(HttpRequest request) => _configured ?? $"{request.Scheme}://{request.Host}";
}
