using PromotionPortal.Domain.Notices;

namespace PromotionPortal.Storage;

/// <summary>That a person is told of an event of a promotion. The words are made when it is read, so that nobody reads what he may no longer see.</summary>
public sealed class NoticeRow
{
    public long Id { get; set; }
    public required string PersonId { get; set; }
    public NoticeKind Kind { get; set; }
    public long PromotionId { get; set; }

    /// <summary>Who caused it; empty where nobody did.</summary>
    public string ByName { get; set; } = "";

    public DateTimeOffset At { get; set; }

    /// <summary>When it was read, or when there was nothing left to do about it.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>The mail that tells of it too; null where none does.</summary>
    public DeliveryRow? Delivery { get; set; }

    public long? DeliveryId { get; set; }
}

/// <summary>That a person wants no mail of this kind.</summary>
public sealed class NoticeChoiceRow
{
    public required string PersonId { get; set; }
    public NoticeKind Kind { get; set; }
}

/// <summary>How a channel is spoken to.</summary>
public enum ChannelKind
{
    Slack,
    Teams,

    /// <summary>JSON, signed as Standard Webhooks say.</summary>
    Webhook,
}

/// <summary>Where a team is told of promotions. Its address is a secret: whoever knows it can write there.</summary>
public sealed class ChannelRow
{
    public int Id { get; set; }
    public required string Name { get; set; }
    public ChannelKind Kind { get; set; }

    /// <summary>The name of the secret that holds the address.</summary>
    public required string UrlSecret { get; set; }

    /// <summary>The name of the secret that a webhook is signed with; empty for the others.</summary>
    public string SigningSecret { get; set; } = "";

    /// <summary>None: all.</summary>
    public required List<string> Applications { get; set; }

    /// <summary>None: all.</summary>
    public required List<string> Environments { get; set; }

    public required List<NoticeKind> Kinds { get; set; }
    public bool IsOn { get; set; }
    public DateTimeOffset ChangedAt { get; set; }
    public required string ChangedByName { get; set; }
}

public enum DeliveryState
{
    Pending,
    Sent,

    /// <summary>It was refused, or tried too often.</summary>
    Failed,

    /// <summary>There was nothing left to tell, or nobody left to tell it to.</summary>
    Dropped,
}

/// <summary>The outbox of messages: a mail to one person, or one event for one channel. It is written with the event it tells of.</summary>
public sealed class DeliveryRow
{
    public long Id { get; set; }

    /// <summary>Stays the same however often it is sent, so that a receiver recognises a repeat.</summary>
    public required string MessageId { get; set; }

    /// <summary>Whom a mail goes to; null for a channel.</summary>
    public string? PersonId { get; set; }

    /// <summary>Where it goes; null for a mail.</summary>
    public int? ChannelId { get; set; }

    /// <summary>What a channel is told of; a mail tells of its notices.</summary>
    public long? PromotionId { get; set; }

    /// <summary>What a channel is told, as JSON: the event as it was.</summary>
    public string Payload { get; set; } = "";

    public DeliveryState State { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset DueAt { get; set; }
    public int Attempts { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Counts the leases: who holds an older one can no longer complete it.</summary>
    public int Epoch { get; set; }

    /// <summary>In words, without an address that is secret.</summary>
    public string? LastProblem { get; set; }

    public DateTimeOffset? EndedAt { get; set; }
}
