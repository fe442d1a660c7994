using PromotionPortal.Domain.Notices;
using PromotionPortal.Engine;
using PromotionPortal.Web.Shared;

namespace PromotionPortal.Web.Admin;

/// <summary>What people read of a channel.</summary>
public static class ChannelWords
{
    public static StatusKind KindOf(ChannelView channel) => channel switch
    {
        { Setting.IsOn: false } => StatusKind.Quiet,
        { Missing.IsEmpty: false } => StatusKind.Bad,
        { Problem: not null, Waiting: > 0 } => StatusKind.Waiting,
        _ when FailsNow(channel) => StatusKind.Bad,
        _ => StatusKind.Good,
    };

    public static string StateOf(ChannelView channel) => channel switch
    {
        { Setting.IsOn: false } => "off",
        { Missing: [var name, ..] } => $"secret {name} is not set",
        { Problem: not null, Waiting: > 0 } => $"{channel.Waiting} waiting",
        _ when FailsNow(channel) => "failing",
        _ => "on",
    };

    /// <summary>Such as "2 kinds of event · checkout · in prod".</summary>
    public static string Told(ChannelSetting setting) => string.Join(" · ",
    [
        string.Join(", ", setting.Kinds.Select(kind => kind.InWords().ToLowerInvariant())),
        setting.Applications.IsEmpty ? "every application" : string.Join(", ", setting.Applications),
        setting.Environments.IsEmpty ? "every environment" : $"in {string.Join(", ", setting.Environments)}",
    ]);

    private static bool FailsNow(ChannelView channel) => channel.Problem is not null && (channel.SentAt is null || channel.FailedAt > channel.SentAt);
}
