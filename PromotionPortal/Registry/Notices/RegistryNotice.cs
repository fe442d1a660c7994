using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry.Notices;

/// <summary>An event that a registry told of: a tag or manifest that was pushed, or removed.</summary>
/// <param name="Event">Its own id, else what its content hashes to.</param>
public sealed record RegistryNotice(string Event, bool IsRemoval, string Action, string Repository, string? Tag, Digest? Digest);

/// <summary>What a body holds. Problem: why it is no notice at all. Others: events that concern no image, such as pulls.</summary>
public sealed record NoticeReading(ImmutableArray<RegistryNotice> Notices, int Others, string? Problem)
{
    internal static NoticeReading None(string problem) => new([], 0, problem);
}

/// <summary>Reads what registries send: the envelope of CNCF distribution, or Harbor's. It comes from outside, so everything in it is bounded.</summary>
public static class NoticeReader
{
    public const int MostBytes = 1024 * 1024;
    public const int MostEvents = 200;
    private const int MostIdLetters = 100;
    private const int MostDepth = 32;

    public static NoticeReading Read(ReadOnlyMemory<byte> body)
    {
        if (body.Length > MostBytes) return NoticeReading.None($"A notice has at most {MostBytes} bytes.");
        try
        {
            using var json = JsonDocument.Parse(body, new() { MaxDepth = MostDepth });
            var root = json.RootElement;
            return root.ValueKind != JsonValueKind.Object ? NoticeReading.None("A notice is a JSON object.")
                : root.TryGetProperty("events", out _) ? DistributionNotices.Read(root)
                : HarborNotices.Read(root, IdOf(body.Span));
        }
        catch (JsonException)
        {
            return NoticeReading.None("The body is no JSON.");
        }
    }

    internal static RegistryNotice? Notice(string? id, string fallback, bool removal, string action, JsonElement repository, JsonElement tag, JsonElement digest)
    {
        if (TextOf(repository) is not { } name || !ImageReference.IsRepository(name)) return null;
        var named = TextOf(tag) is { Length: > 0 } text ? text : null;
        if (named is not null && !ImageReference.IsTag(named)) return null;
        return new(id is { Length: > 0 and <= MostIdLetters } && !id.Any(char.IsControl) ? id : fallback, removal, action, name, named, DigestOf(digest));
    }

    /// <summary>The property's value, or nothing where there is none.</summary>
    internal static JsonElement Part(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    internal static string? TextOf(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    internal static string IdOf(ReadOnlySpan<byte> content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    internal static string IdOf(JsonElement content) => IdOf(Encoding.UTF8.GetBytes(content.GetRawText()));

    private static Digest? DigestOf(JsonElement digest) => Digest.TryParse(TextOf(digest));
}
