using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace PromotionPortal.Registry.Notices;

/// <summary>Harbor's webhook, in its own format and as a CloudEvent. Neither has ids for the single resources, so the whole body's stands for them.</summary>
internal static class HarborNotices
{
    private static readonly string[] s_pushes = ["PUSH_ARTIFACT", "harbor.artifact.pushed"];
    private static readonly string[] s_removals = ["DELETE_ARTIFACT", "harbor.artifact.deleted"];

    public static NoticeReading Read(JsonElement root, string body)
    {
        var data = NoticeReader.Part(root, "event_data") is { ValueKind: JsonValueKind.Object } own ? own : NoticeReader.Part(root, "data");
        if (NoticeReader.TextOf(NoticeReader.Part(root, "type")) is not { } type || data.ValueKind != JsonValueKind.Object) return NoticeReading.None("It is neither a notification of CNCF distribution nor a webhook of Harbor.");
        var isPush = s_pushes.Contains(type, StringComparer.Ordinal);
        if (!isPush && !s_removals.Contains(type, StringComparer.Ordinal)) return new([], 1, null);
        var resources = NoticeReader.Part(data, "resources");
        if (resources.ValueKind != JsonValueKind.Array) return NoticeReading.None("'resources' is no list.");
        if (resources.GetArrayLength() > NoticeReader.MostEvents) return NoticeReading.None($"A notice has at most {NoticeReader.MostEvents} resources.");
        var id = NoticeReader.TextOf(NoticeReader.Part(root, "id")) ?? body;
        var repository = NoticeReader.Part(NoticeReader.Part(data, "repository"), "repo_full_name");
        var notices = resources.EnumerateArray()
            .Select((one, at) => NoticeReader.Notice(Id(id, at), Id(body, at), !isPush, isPush ? "push" : "delete", repository, NoticeReader.Part(one, "tag"), NoticeReader.Part(one, "digest")))
            .OfType<RegistryNotice>().ToImmutableArray();
        return new(notices, resources.GetArrayLength() - notices.Length, null);
    }

    private static string Id(string id, int at) => at == 0 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}#{at}");
}
