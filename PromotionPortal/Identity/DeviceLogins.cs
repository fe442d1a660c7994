using System.Security.Cryptography;
using System.Threading.RateLimiting;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>What a command line that asks to be signed in is given: a secret for itself, a short code for its person.</summary>
public sealed record DeviceStart(string DeviceCode, string UserCode);

/// <summary>Which machine asks, as the person sees it before he says yes.</summary>
public sealed record DeviceAsk(string UserCode, string Machine, string Address, DateTimeOffset AskedAt);

public enum DeviceState
{
    Pending,
    Denied,
    Expired,
    Ready,
}

/// <summary>What the command line hears when it asks again; the token comes once.</summary>
public sealed record DeviceAnswer(DeviceState State, string? Token = null, DateTimeOffset? ExpiresAt = null);

/// <summary>`portal login`: a command line asks, its person says yes in the browser, and it gets a short session that is bound to him.</summary>
public sealed class DeviceLogins(IdentityWork work, IDbContextFactory<PortalDb> database, TimeProvider clock) : IDisposable
{
    public const int LongestMachine = 60;
    public const int MostPending = 500;
    public const int WrongCodesPerMinute = 20;
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    public static readonly TimeSpan SessionLife = TimeSpan.FromHours(8);

    // No vowels: no words, no 0 and O, no 1 and I.
    private const string Letters = "BCDFGHJKLMNPQRSTVWXZ";
    private const int HalfOfCode = 4;

    private readonly PartitionedRateLimiter<string> _wrongCodes = PartitionedRateLimiter.Create<string, string>(person =>
        RateLimitPartition.GetFixedWindowLimiter(person, _ => new() { PermitLimit = WrongCodesPerMinute, Window = TimeSpan.FromMinutes(1) }));

    /// <summary>Null when too many wait already.</summary>
    public Task<DeviceStart?> StartAsync(string machine, string address, CancellationToken stop = default) => work.WriteAsync(
        async change =>
        {
            await change.Db.DeviceLogins.Where(row => row.ExpiresAt <= change.Now).ExecuteDeleteAsync(change.Stop);
            if (await change.Db.DeviceLogins.CountAsync(change.Stop) >= MostPending) return null;
            var start = new DeviceStart(SecretCode.Create(), await FreeCodeAsync(change));
            change.Db.DeviceLogins.Add(new()
            {
                UserCode = start.UserCode,
                DeviceCodeHash = SecretCode.HashOf(start.DeviceCode),
                Machine = OneLine(machine),
                Address = address,
                CreatedAt = change.Now,
                ExpiresAt = change.Now + Life,
            });
            return start;
        },
        stop);

    /// <summary>Who asks under this code; null when nobody does, or when too many codes were tried.</summary>
    public async Task<DeviceAsk?> FindAsync(Actor actor, string userCode, CancellationToken stop = default)
    {
        if (!Access.Can(actor, Verb.ConfirmDevice).Allowed || !MayGuess(actor)) return null;
        await using var db = await database.CreateDbContextAsync(stop);
        var row = await Waiting(db, userCode, clock.GetUtcNow()).AsNoTracking().FirstOrDefaultAsync(stop);
        if (row is null) CountWrongCode(actor);
        return row is null ? null : new(row.UserCode, row.Machine, row.Address, row.CreatedAt);
    }

    public Task<Answer> ApproveAsync(Actor actor, string userCode, CancellationToken stop = default) => SayAsync(actor, userCode, denied: false, stop);

    public Task<Answer> DenyAsync(Actor actor, string userCode, CancellationToken stop = default) => SayAsync(actor, userCode, denied: true, stop);

    public async Task<DeviceAnswer> CollectAsync(string deviceCode, CancellationToken stop = default)
    {
        var hash = SecretCode.HashOf(deviceCode);
        await using var db = await database.CreateDbContextAsync(stop);
        var row = await db.DeviceLogins.AsNoTracking().FirstOrDefaultAsync(row => row.DeviceCodeHash == hash, stop);
        var state = StateOf(row, clock.GetUtcNow());
        // Only who was approved writes; asking again and again does not.
        return state == DeviceState.Ready ? await work.WriteAsync(change => CollectAsync(change, hash), stop) : new(state);
    }

    public void Dispose() => _wrongCodes.Dispose();

    private static async Task<DeviceAnswer> CollectAsync(IdentityChange change, byte[] hash)
    {
        var row = await change.Db.DeviceLogins.FirstOrDefaultAsync(row => row.DeviceCodeHash == hash, change.Stop);
        var state = StateOf(row, change.Now);
        if (state != DeviceState.Ready) return new(state);
        if (await change.Users.FindByIdAsync(row!.UserId!) is not { Disabled: false } user) return new(DeviceState.Denied);
        row.Collected = true;
        var expiresAt = change.Now + SessionLife;
        var token = Tokens.Add(change, user.Id, Credential.Session, new($"portal login on {row.Machine}", [], expiresAt));
        await change.AuditAsync(user.AsActor(Credential.Session), "person.signed-in", $"person/{user.Id}", $"{user.CalledName()} signed in with portal login on {row.Machine}.", new { row.Machine, row.Address });
        return new(DeviceState.Ready, token, expiresAt);
    }

    private static DeviceState StateOf(DeviceLoginRow? row, DateTimeOffset now) => row switch
    {
        null or { Collected: true } => DeviceState.Expired,
        { Denied: true } => DeviceState.Denied,
        _ when row.ExpiresAt <= now => DeviceState.Expired,
        { UserId: null } => DeviceState.Pending,
        _ => DeviceState.Ready,
    };

    private async Task<Answer> SayAsync(Actor actor, string userCode, bool denied, CancellationToken stop)
    {
        var verdict = Access.Can(actor, Verb.ConfirmDevice);
        if (!verdict.Allowed) return Answer.NotAllowed(verdict.Reason);
        if (!MayGuess(actor)) return Answer.Refused("Too many codes were tried. Wait a minute.");
        var answer = await work.WriteAsync(change => SayAsync(change, actor, userCode, denied), stop);
        if (!answer.IsDone) CountWrongCode(actor);
        return answer;
    }

    private static async Task<Answer> SayAsync(IdentityChange change, Actor actor, string userCode, bool denied)
    {
        var row = await Waiting(change.Db, userCode, change.Now).FirstOrDefaultAsync(change.Stop);
        if (row is null) return Answer.NotFound("No sign-in waits under this code: it was answered, or it is too old. Run portal login again.");
        (row.UserId, row.Denied) = (actor.Id, denied);
        var (action, did) = denied ? ("device.denied", "refused") : ("device.approved", "approved");
        await change.AuditAsync(actor, action, $"person/{actor.Id}", $"{actor.Name} {did} the sign-in of {row.Machine}.", new { row.Machine, row.Address });
        return Answer.Done(denied ? $"{row.Machine} was refused." : $"{row.Machine} is signed in as you, for eight hours.");
    }

    private static IQueryable<DeviceLoginRow> Waiting(PortalDb db, string userCode, DateTimeOffset now)
    {
        var code = Written(userCode);
        return db.DeviceLogins.Where(row => row.UserCode == code && row.UserId == null && row.ExpiresAt > now);
    }

    // Asking for none tells whether one is left.
    private bool MayGuess(Actor actor)
    {
        using var lease = _wrongCodes.AttemptAcquire(actor.Id, permitCount: 0);
        return lease.IsAcquired;
    }

    private void CountWrongCode(Actor actor) => _wrongCodes.AttemptAcquire(actor.Id).Dispose();

    private static async Task<string> FreeCodeAsync(IdentityChange change)
    {
        string code;
        do code = Written(RandomNumberGenerator.GetString(Letters, 2 * HalfOfCode));
        while (await change.Db.DeviceLogins.AnyAsync(row => row.UserCode == code, change.Stop));
        return code;
    }

    // However a person types it.
    private static string Written(string code)
    {
        var letters = string.Concat(code.Where(char.IsAsciiLetter)).ToUpperInvariant();
        return letters.Length == 2 * HalfOfCode ? $"{letters[..HalfOfCode]}-{letters[HalfOfCode..]}" : "";
    }

    private static string OneLine(string machine)
    {
        var shown = string.Concat(machine.Where(character => !char.IsControl(character))).Trim();
        return shown.Length switch { 0 => "a machine without a name", > LongestMachine => shown[..LongestMachine], _ => shown };
    }
}
