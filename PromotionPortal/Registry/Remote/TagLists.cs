using System.Net;
using System.Text.Json;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry.Remote;

/// <summary>Reads the tags of a repository, page by page where the registry has pages.</summary>
internal sealed class TagLists(Wire wire)
{
    private const int MostBytes = 16 * 1024 * 1024;
    private const int MostPages = 100;

    public async Task<IReadOnlyList<string>> ReadAsync(string repository, string? after, int count, CancellationToken stop)
    {
        var found = new List<string>();
        var query = $"n={count}" + (after is null ? "" : "&last=" + Uri.EscapeDataString(after));
        Uri? next = new(wire.Root, $"v2/{repository}/tags/list?{query}");
        for (var page = 0; next is not null && found.Count < count && page < MostPages; page++)
        {
            var answer = await wire.FetchAsync(new(HttpMethod.Get, next, Scopes.Pull(repository)), MostBytes, stop);
            if (answer.Status == HttpStatusCode.NotFound) return [];
            var tags = Read(answer.Bytes);
            found.AddRange(page == 0 && answer.Next is null ? Sorted(tags, after, count) : tags);
            next = answer.Next is null ? null : wire.Own(answer.Next);
        }
        return found.Count > count ? found[..count] : found;
    }

    // A registry without pages answers with everything each time, in any order: then the page is cut out here.
    private static IEnumerable<string> Sorted(List<string> tags, string? after, int count)
    {
        var isWhole = after is null || tags.Count > count || tags.Contains(after);
        return isWhole ? tags.Order(StringComparer.Ordinal).Where(tag => string.CompareOrdinal(tag, after) > 0) : tags;
    }

    private List<string> Read(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var tags = json.RootElement.GetProperty("tags");
            return tags.ValueKind == JsonValueKind.Null ? [] : [.. tags.EnumerateArray().Select(tag => tag.GetString() ?? "").Where(ImageReference.IsTag)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new RegistryException(RegistryFault.Corrupt, $"{wire.Root.Authority} gave a list of tags that cannot be read: {e.Message}", e);
        }
    }
}
