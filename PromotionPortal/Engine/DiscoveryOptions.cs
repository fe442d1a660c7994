using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using PromotionPortal.Registry;

namespace PromotionPortal.Engine;

/// <summary>How images become known, and whose signatures on them count.</summary>
public sealed record DiscoveryOptions
{
    /// <summary>So often each source is looked at, beside what registries tell by themselves. Zero: once, and then only when told.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A source that does not answer is left alone longer and longer, up to this.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(15);

    public ImmutableArray<SignatureKey> Keys { get; init; } = [];

    /// <summary>Tells a key from any other, also from another of the same name.</summary>
    public static string FingerprintOf(SignatureKey key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key.Name}\n{key.Pem}")));
}
