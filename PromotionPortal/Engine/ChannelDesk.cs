using System.Collections.Immutable;
using System.Threading.RateLimiting;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Notices;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Identity;
using PromotionPortal.Notifications;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>A channel as somebody wants it.</summary>
public sealed record ChannelSetting(string Name, ChannelKind Kind, string UrlSecret, ImmutableArray<NoticeKind> Kinds)
{
    /// <summary>Only a webhook is signed.</summary>
    public string SigningSecret { get; init; } = "";

    /// <summary>None: all.</summary>
    public ImmutableArray<string> Applications { get; init; } = [];

    /// <summary>None: all.</summary>
    public ImmutableArray<string> Environments { get; init; } = [];

    public bool IsOn { get; init; } = true;

    public static ChannelSetting Of(ChannelRow row) =>
        new(row.Name, row.Kind, row.UrlSecret, [.. row.Kinds]) { SigningSecret = row.SigningSecret, Applications = [.. row.Applications], Environments = [.. row.Environments], IsOn = row.IsOn };
}

/// <summary>A channel and how it does: when something reached it last, what failed last, and how much waits.</summary>
public sealed record ChannelView(ChannelSetting Setting, DateTimeOffset ChangedAt, string ChangedBy, DateTimeOffset? SentAt, DateTimeOffset? FailedAt, string? Problem, int Waiting)
{
    /// <summary>Secrets that it names and that are not set.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];
}

/// <summary>The only way to change where teams are told of promotions. Names secrets, never their values.</summary>
public sealed class ChannelDesk(IDbContextFactory<PortalDb> database, ChannelWork work, SecretStore secrets, TimeProvider time, Changes changes) : IDisposable
{
    public const int MostChannels = 100;
    public const int MostNames = 200;

    /// <summary>Each test makes the portal call out.</summary>
    public const int TestsPerMinute = 10;

    private readonly PartitionedRateLimiter<string> _tests = PartitionedRateLimiter.Create<string, string>(person =>
        RateLimitPartition.GetFixedWindowLimiter(person, _ => new() { PermitLimit = TestsPerMinute, Window = TimeSpan.FromMinutes(1) }));

    /// <summary>Null when the actor may not see them.</summary>
    public async Task<ImmutableArray<ChannelView>?> ListAsync(Actor actor, CancellationToken stop)
    {
        if (!Access.Can(actor, Verb.ManageChannels).Allowed) return null;
        await using var db = await database.CreateDbContextAsync(stop);
        var views = ImmutableArray.CreateBuilder<ChannelView>();
        foreach (var channel in await db.Channels.AsNoTracking().OrderBy(channel => channel.Name).ToListAsync(stop)) views.Add(await ViewAsync(db, channel, stop));
        return views.ToImmutable();
    }

    public async Task<Answer> SetAsync(Actor actor, ChannelSetting asked, CancellationToken stop)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        if (Problem(asked) is { } problem) return Answer.Refused(problem);
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        var row = await db.Channels.FirstOrDefaultAsync(row => row.Name == asked.Name, stop);
        if (row is null && await db.Channels.CountAsync(stop) >= MostChannels) return Answer.Refused($"There are {MostChannels} channels already: delete one first.");
        if (row is null) db.Channels.Add(row = new() { Name = asked.Name, UrlSecret = "", Applications = [], Environments = [], Kinds = [], ChangedByName = "" });
        (row.Kind, row.UrlSecret, row.SigningSecret, row.IsOn) = (asked.Kind, asked.UrlSecret, asked.Kind == ChannelKind.Webhook ? asked.SigningSecret : "", asked.IsOn);
        (row.Applications, row.Environments, row.Kinds) = ([.. asked.Applications], [.. asked.Environments], [.. asked.Kinds.Distinct()]);
        (row.ChangedAt, row.ChangedByName) = (time.GetUtcNow(), actor.Name);
        await WriteAsync(db, actor, "channel.set", asked.Name, $"{actor.Name} set the channel {asked.Name} ({asked.Kind}, {(asked.IsOn ? "on" : "off")}).", new { asked.UrlSecret, asked.SigningSecret, asked.Applications, asked.Environments, Kinds = asked.Kinds.Select(kind => kind.ToString()) }, stop);
        await transaction.CommitAsync(stop);
        changes.Announce();
        return Answer.Done($"The channel {asked.Name} is saved.");
    }

    public async Task<Answer> DeleteAsync(Actor actor, string name, CancellationToken stop)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (await db.Channels.FirstOrDefaultAsync(row => row.Name == name, stop) is not { } row) return NotThere(name);
        db.Channels.Remove(row);
        await WriteAsync(db, actor, "channel.deleted", name, $"{actor.Name} deleted the channel {name}.", facts: null, stop);
        await transaction.CommitAsync(stop);
        changes.Announce();
        return Answer.Done($"The channel {name} is deleted. What still waited for it is not sent.");
    }

    /// <summary>Sends a message now that says that it is a test, and says what came of it.</summary>
    public async Task<Answer> TestAsync(Actor actor, string name, CancellationToken stop)
    {
        if (Refusal(actor) is { } refusal) return refusal;
        await using var db = await database.CreateDbContextAsync(stop);
        if (await db.Channels.AsNoTracking().FirstOrDefaultAsync(row => row.Name == name, stop) is not { } row) return NotThere(name);
        using var permit = _tests.AttemptAcquire(actor.Id);
        if (!permit.IsAcquired) return Answer.Refused($"At most {TestsPerMinute} tests a minute. Wait a little.");
        var now = time.GetUtcNow();
        var result = await work.SendAsync(row, NoticeRecord.NewId(now), Sample(actor), now, stop);
        return result.Outcome == SendOutcome.Sent ? Answer.Done($"The test reached {name}.") : Answer.Refused($"The test did not reach {name}. {result.Problem}");
    }

    public void Dispose() => _tests.Dispose();

    private static NoticeSubject Sample(Actor actor) => new(NoticeKind.Promoted, 0, "A test image", "no environment", actor.Name, "to see whether messages arrive here. Nothing was promoted.") { State = PromotionState.Promoted };

    private async Task<ChannelView> ViewAsync(PortalDb db, ChannelRow channel, CancellationToken stop)
    {
        var mine = db.Deliveries.AsNoTracking().Where(delivery => delivery.ChannelId == channel.Id);
        var sent = await mine.Where(delivery => delivery.State == DeliveryState.Sent).MaxAsync(delivery => delivery.EndedAt, stop);
        var troubled = await mine.Where(delivery => delivery.LastProblem != null).OrderByDescending(delivery => delivery.Id).FirstOrDefaultAsync(stop);
        var waiting = await mine.CountAsync(delivery => delivery.State == DeliveryState.Pending, stop);
        string[] names = channel.Kind == ChannelKind.Webhook ? [channel.UrlSecret, channel.SigningSecret] : [channel.UrlSecret];
        return new(ChannelSetting.Of(channel), channel.ChangedAt, channel.ChangedByName, sent, troubled?.EndedAt ?? troubled?.CreatedAt, troubled?.LastProblem, waiting) { Missing = [.. secrets.Missing(names).Order(StringComparer.Ordinal)] };
    }

    private static string? Problem(ChannelSetting asked) => asked switch
    {
        _ when !Metadata.IsName(asked.Name) => $"A channel's name has {Metadata.ShortestName} to {Metadata.LongestName} small letters, digits and hyphens.",
        _ when !Metadata.IsName(asked.UrlSecret) => "Name the secret that holds the channel's address.",
        { Kind: ChannelKind.Webhook } when !Metadata.IsName(asked.SigningSecret) => "Name the secret that the webhook is signed with.",
        { Kinds.IsDefaultOrEmpty: true } => "Choose at least one event that the channel is told of.",
        _ when asked.Kinds.Any(kind => !Enum.IsDefined(kind) || !kind.IsForTeams()) => "Whom somebody asks by name is told alone; a channel is not.",
        { Applications.Length: > MostNames } or { Environments.Length: > MostNames } => $"At most {MostNames} applications and as many environments, please.",
        _ when asked.Applications.Concat(asked.Environments).FirstOrDefault(name => !Metadata.IsName(name)) is { } name => $"“{name}” is no name of an application or environment.",
        _ => null,
    };

    private static Answer? Refusal(Actor actor) => Access.Can(actor, Verb.ManageChannels) is { Allowed: false } no ? Answer.NotAllowed(no.Reason) : null;

    private static Answer NotThere(string name) => Answer.NotFound($"There is no channel {name}.");

    private async Task WriteAsync(PortalDb db, Actor actor, string action, string name, string text, object? facts, CancellationToken stop)
    {
        await AuditTrail.AppendAsync(db, new(time.GetUtcNow(), actor, action, $"channel/{name}", text, facts), stop);
        await db.SaveChangesAsync(stop);
    }
}
