using System.Globalization;

namespace PromotionPortal.Web.Inbox;

/// <summary>The chosen requests, as the address holds them: "12,15".</summary>
public static class InboxSelection
{
    public const int Most = 100;

    public static IReadOnlySet<long> Read(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Take(Most)
            .Select(part => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0).ToHashSet();

    /// <summary>Null for nothing, which leaves the address without it.</summary>
    public static string? Write(IEnumerable<long> ids) => string.Join(',', ids.Order().Take(Most).Select(id => id.ToString(CultureInfo.InvariantCulture))) is { Length: > 0 } text ? text : null;
}
