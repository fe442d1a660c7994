using System.Collections.Immutable;
using System.Text.Json;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry.Notices;

/// <summary>The notification envelope of CNCF distribution (`registry`, and what is built on it).</summary>
internal static class DistributionNotices
{
    public static NoticeReading Read(JsonElement root)
    {
        var events = NoticeReader.Part(root, "events");
        if (events.ValueKind != JsonValueKind.Array) return NoticeReading.None("'events' is no list.");
        if (events.GetArrayLength() > NoticeReader.MostEvents) return NoticeReading.None($"A notice has at most {NoticeReader.MostEvents} events.");
        var notices = events.EnumerateArray().Select(One).OfType<RegistryNotice>().ToImmutableArray();
        return new(notices, events.GetArrayLength() - notices.Length, null);
    }

    // Pulls, mounts and the pushes of single layers name no image that could be new.
    private static RegistryNotice? One(JsonElement one)
    {
        var (action, target) = (NoticeReader.TextOf(NoticeReader.Part(one, "action")), NoticeReader.Part(one, "target"));
        var isPush = action == "push" && NoticeReader.TextOf(NoticeReader.Part(target, "mediaType")) is { } type && MediaTypes.IsManifest(type);
        return isPush || action == "delete"
            ? NoticeReader.Notice(NoticeReader.TextOf(NoticeReader.Part(one, "id")), NoticeReader.IdOf(one), !isPush, action!, NoticeReader.Part(target, "repository"), NoticeReader.Part(target, "tag"), NoticeReader.Part(target, "digest"))
            : null;
    }
}
