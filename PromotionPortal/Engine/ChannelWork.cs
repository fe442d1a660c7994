using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Notices;
using PromotionPortal.Identity;
using PromotionPortal.Notifications;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>Speaks to a channel in its own way, by the secrets that it names.</summary>
public sealed class ChannelWork(HookSender sender, PublicOrigin origin, SecretStore secrets, TimeProvider time)
{
    // Names, so that a message that waits reads the same after an update of the portal.
    private static readonly JsonSerializerOptions s_payload = new() { Converters = { new JsonStringEnumConverter() } };

    public static string Write(NoticeSubject subject) => JsonSerializer.Serialize(subject, s_payload);

    public static NoticeSubject Read(string payload) => JsonSerializer.Deserialize<NoticeSubject>(payload, s_payload)!;

    /// <summary>Null: the channel is gone or switched off.</summary>
    public async Task<SendResult?> SendAsync(PortalDb db, DeliveryRow delivery, CancellationToken stop)
    {
        var channel = await db.Channels.AsNoTracking().FirstOrDefaultAsync(channel => channel.Id == delivery.ChannelId && channel.IsOn, stop);
        return channel is null ? null : await SendAsync(channel, delivery.MessageId, Read(delivery.Payload), delivery.CreatedAt, stop);
    }

    public async Task<SendResult> SendAsync(ChannelRow channel, string messageId, NoticeSubject subject, DateTimeOffset at, CancellationToken stop)
    {
        if (secrets.Find(channel.UrlSecret) is not { } address) return SendResult.Later($"The secret {channel.UrlSecret} is not set.");
        var body = channel.Kind switch
        {
            ChannelKind.Slack => ChannelText.Slack(subject, origin.Configured),
            ChannelKind.Teams => ChannelText.Teams(subject, origin.Configured),
            _ => ChannelText.Webhook(subject, at, origin.Configured),
        };
        if (channel.Kind != ChannelKind.Webhook) return await sender.PostAsync(address, body, new Dictionary<string, string>(StringComparer.Ordinal), stop);
        return secrets.Find(channel.SigningSecret) is { } key
            ? await sender.PostAsync(address, body, StandardWebhook.Headers(messageId, time.GetUtcNow(), body, key), stop)
            : SendResult.Later($"The secret {channel.SigningSecret} is not set.");
    }
}
