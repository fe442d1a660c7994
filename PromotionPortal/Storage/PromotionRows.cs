using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Storage;

public sealed class PromotionRow
{
    public long Id { get; set; }

    /// <summary>Counts the changes; who read an older one may not write.</summary>
    public int Version { get; set; }

    public PromotionState State { get; set; }
    public required string Environment { get; set; }
    public bool ImmutableTags { get; set; }
    public required string Reason { get; set; }
    public required string RequestedById { get; set; }
    public required string RequestedByName { get; set; }
    public DateTimeOffset RequestedAt { get; set; }
    public DateTimeOffset ChangedAt { get; set; }
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>The commit of the definitions under which it was accepted.</summary>
    public required string DefinitionsCommit { get; set; }

    public EndingKind? EndingKind { get; set; }
    public string? EndingWhat { get; set; }
    public string? EndingHelp { get; set; }

    /// <summary>The promotion that this one tries again.</summary>
    public long? RetryOf { get; set; }

    /// <summary>Given by the caller, so that a request sent twice begins one promotion.</summary>
    public string? IdempotencyKey { get; set; }

    /// <summary>When it ends by itself if it still waits for people.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>What approvals are given to, one fact on each line.</summary>
    public required string Governing { get; set; }

    public bool IsHotfix { get; set; }

    /// <summary>Somebody who was asked by name to decide. It gives him no right.</summary>
    public string? HandedToId { get; set; }

    public DateTimeOffset? RemindedAt { get; set; }

    /// <summary>While it waits for people: when its gates are to be looked at again. Null: something it depends on has changed.</summary>
    public DateTimeOffset? LookAt { get; set; }

    /// <summary>The commit of the definitions under which they were looked at last.</summary>
    public string LookedCommit { get; set; } = "";

    public List<PromotionItemRow> Items { get; set; } = [];

    public Promotion ToDomain() => new(Environment, ImmutableTags, [.. Items.OrderBy(item => item.Id).Select(item => item.ToDomain())])
    {
        State = State,
        ExpiresAt = ExpiresAt,
        Governing = new([.. Governing.Split('\n', StringSplitOptions.RemoveEmptyEntries)]),
        IsHotfix = IsHotfix,
        Ending = EndingKind is { } kind ? new(kind, EndingWhat ?? "", EndingHelp ?? "") : null,
    };

    /// <summary>Takes over what a decision changed; what a promotion is never changes.</summary>
    public void Take(Promotion next, DateTimeOffset now)
    {
        Version++;
        ChangedAt = now;
        State = next.State;
        Governing = string.Join('\n', next.Governing.Lines);
        if (next.HasEnded) EndedAt ??= now;
        (EndingKind, EndingWhat, EndingHelp) = (next.Ending?.Kind, next.Ending?.What, next.Ending?.Help);
        foreach (var item in Items) item.Take(next.Items.First(other => other.Application == item.Application), active: !next.HasEnded);
    }
}

public sealed class PromotionItemRow
{
    public long Id { get; set; }
    public long PromotionId { get; set; }
    public required string Application { get; set; }
    public required string Environment { get; set; }
    public required string Digest { get; set; }
    public string? Tag { get; set; }

    /// <summary>The environment the image comes from; null for CI.</summary>
    public string? FromEnvironment { get; set; }

    public required string SourceRegistry { get; set; }
    public required string SourceRepository { get; set; }
    public required string TargetRegistry { get; set; }
    public required string TargetRepository { get; set; }
    public ItemPhase Phase { get; set; }

    /// <summary>What the tag is to replace.</summary>
    public string? Replaces { get; set; }

    /// <summary>While true no other promotion may bring the same image to the same environment: a unique index says so.</summary>
    public bool Active { get; set; }

    public PromotionItem ToDomain() =>
        new(Application, Domain.Images.Digest.Parse(Digest), Tag, new(SourceRegistry, SourceRepository), new(TargetRegistry, TargetRepository))
        {
            Phase = Phase,
            Replaces = Domain.Images.Digest.TryParse(Replaces),
        };

    public static PromotionItemRow Of(PromotionItem item, string environment, string? from) => new()
    {
        Application = item.Application,
        Environment = environment,
        Digest = item.Digest.Text,
        Tag = item.Tag,
        FromEnvironment = from,
        SourceRegistry = item.Source.Registry,
        SourceRepository = item.Source.Repository,
        TargetRegistry = item.Target.Registry,
        TargetRepository = item.Target.Repository,
        Active = true,
    };

    public void Take(PromotionItem next, bool active) => (Phase, Replaces, Active) = (next.Phase, next.Replaces?.Text, active);
}

/// <summary>An image that a promotion made available in an environment.</summary>
public sealed class AvailableRow
{
    public required string Application { get; set; }
    public required string Environment { get; set; }
    public required string Digest { get; set; }
    public string? Tag { get; set; }
    public required string Registry { get; set; }
    public required string Repository { get; set; }
    public long PromotionId { get; set; }
    public DateTimeOffset Since { get; set; }

    public ImagePlace Place => new(Registry, Repository);
}

public enum EffectState
{
    Pending,
    Done,

    /// <summary>Its promotion ended before it was done.</summary>
    Dropped,
}

/// <summary>The outbox: a step of a promotion that has to be done outside. It is written with the decision that asked for it.</summary>
public sealed class EffectRow
{
    public long Id { get; set; }
    public long PromotionId { get; set; }

    /// <summary>Names the effect within its promotion, such as "copy/checkout"; there is one of each.</summary>
    public required string Step { get; set; }

    public EffectState State { get; set; }
    public DateTimeOffset DueAt { get; set; }

    /// <summary>Goes before others that are due.</summary>
    public bool IsUrgent { get; set; }

    public int Attempts { get; set; }

    /// <summary>The running program that works on it, until its lease ends.</summary>
    public string? Owner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Counts the leases: who holds an older one can no longer complete it.</summary>
    public int Epoch { get; set; }

    public string? LastProblem { get; set; }
}
