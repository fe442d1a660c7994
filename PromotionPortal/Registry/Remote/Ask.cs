namespace PromotionPortal.Registry.Remote;

/// <summary>One request to a registry, which can be made anew for every try.</summary>
internal sealed record Ask(HttpMethod Method, Uri Address, string Scopes)
{
    public Func<HttpContent>? Content { get; init; }

    public Action<HttpRequestMessage>? Prepare { get; init; }

    /// <summary>Set for a long transfer, whose progress its body reports.</summary>
    public IdleWatch? Watch { get; init; }
}
