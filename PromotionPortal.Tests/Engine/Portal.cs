using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Remote;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Tests.Engine;

/// <summary>One running portal: the real engine on a real database and real registries. It may be killed, and another started on the same world.</summary>
internal sealed class Portal
{
    public static readonly Actor Dora = new("dora", "Dora", Credential.Browser, [new(Role.BuildAndDeploy, Reach.All)], []);

    private static readonly RemoteLimits s_impatient = new() { Tries = 1, FirstPause = TimeSpan.FromMilliseconds(1), LongestPause = TimeSpan.FromMilliseconds(1) };

    private readonly World _world;
    private readonly EffectAttempt _attempt;
    private readonly Outbox _outbox;

    private Portal(World world, Killer killer)
    {
        _world = world;
        Database = new Contexts(world, killer);
        var registries = new Registries(world.Data, new(new KillAtRequest(killer, world, world.Handler())) { Limits = s_impatient }, _ => null, TimeProvider.System);
        Changes = new(NullLogger<Changes>.Instance);
        var options = new EffectOptions { MostTries = 3 };
        Meter = new(world.Time, Changes);
        _outbox = new(Database, world.Time, options);
        var rules = new Rules(() => world.Definitions);
        Desk = new(Database, rules, _ => world.PolicyEditors, world.Time, Changes);
        Approvals = new(Database, Desk, rules, _ => world.PolicyEditors, world.Time, Changes);
        Waiting = new(Database, rules, _ => world.PolicyEditors, world.Time);
        var sources = new Sources(() => world.Definitions, registries);
        Signatures = new(Database, sources, world.Discovery, world.Time);
        Work = new(rules, registries, new ImageCopier(), Meter, Signatures);
        _attempt = new(Database, _outbox, Desk, Work, options, world.Time, NullLogger<EffectAttempt>.Instance);
        Scout = new(Database, sources, Signatures, new(Database, world.Discovery, world.Time, NullLogger<SourceTimes>.Instance), world.Time, Changes);
        Inbox = new(Database, sources, Scout, world.Time, Changes);
        Discovery = new(Inbox, Scout, Signatures, NullLogger<Discovery>.Instance);
        Facts = new(Database, () => world.Definitions, Scout, world.Time, Changes);
        Trial = new(Database, rules, world.Time);
        Impact = new(Database, new(world.Data, world.Time), rules, _ => world.PolicyEditors, world.Time);
        Lookout = new(Database, Desk, rules, world.Time);
        Matrix = new(Database, rules, world.Time);
        Review = new(Lookout, new(Database, new(null!, Database, world.Time), world.Time), Discovery, Changes, _ => world.Refresh(), NullLogger<Review>.Instance);
        Doctor = new(Database);
    }

    public IDbContextFactory<PortalDb> Database { get; }

    public Changes Changes { get; }

    public CopyMeter Meter { get; }

    public PromotionDesk Desk { get; }

    public ApprovalDesk Approvals { get; }

    public WaitingRequests Waiting { get; }

    public EffectWork Work { get; }

    public ImageScout Scout { get; }

    public ImageSignatures Signatures { get; }

    public HookInbox Inbox { get; }

    public Discovery Discovery { get; }

    public ImageFactsDesk Facts { get; }

    public PolicyTrial Trial { get; }

    public WaitingImpact Impact { get; }

    public Review Review { get; }

    public Lookout Lookout { get; }

    public EligibilityReader Matrix { get; }

    public Doctor Doctor { get; }

    public static async Task<Portal> StartAsync(World world, Killer? killer = null)
    {
        var portal = new Portal(world, killer ?? new Killer());
        await using var db = new Contexts(world, new Killer()).CreateDbContext();
        await db.Database.MigrateAsync();
        await portal.AddAsync(Dora);
        return portal;
    }

    /// <summary>Somebody with these rights, as the portal reads them anew for every decision.</summary>
    public async Task<Actor> AddAsync(Actor person)
    {
        await using var db = new Contexts(_world, new Killer()).CreateDbContext();
        if (await db.Users.AnyAsync(user => user.Id == person.Id)) return person;
        db.Users.Add(new() { Id = person.Id, UserName = person.Id, NormalizedUserName = person.Id.ToUpperInvariant(), DisplayName = person.Name });
        foreach (var grant in person.Grants) db.Grants.Add(new() { UserId = person.Id, Role = grant.Role, Application = grant.Reach.Application, Environment = grant.Reach.Environment, GrantedBy = "set-up" });
        await db.SaveChangesAsync();
        return person;
    }

    public async Task<long> RequestAsync(string environment = "prod", string? key = null, params WantedImage[] images)
    {
        WantedImage[] wanted = images.Length > 0 ? images : [new("checkout", _world.Checkout, "1.0", From: null)];
        var outcome = await Desk.RequestAsync(new([.. wanted], environment) { IdempotencyKey = key }, Dora, CancellationToken.None);
        return Assert.IsType<RequestOutcome.Accepted>(outcome).Promotion;
    }

    /// <summary>Does all steps, and lets the time pass that they wait for, until nothing is left to do.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            foreach (var lease in await _outbox.LeaseAsync(10, CancellationToken.None)) await _attempt.RunAsync(lease, CancellationToken.None);
            if (await _outbox.NextDueAsync(CancellationToken.None) is not { } due) return;
            if (due >= _world.Time.GetUtcNow()) _world.Time.Advance(due - _world.Time.GetUtcNow() + TimeSpan.FromSeconds(1));
        }
    }

    public async Task<PromotionView> ReadAsync(long promotion)
    {
        await using var db = await Database.CreateDbContextAsync();
        return (await PromotionView.ReadAsync(db, promotion, CancellationToken.None))!;
    }

    private sealed class Contexts(World world, Killer killer) : IDbContextFactory<PortalDb>
    {
        private readonly DbContextOptions<PortalDb> _options = (DbContextOptions<PortalDb>)new DbContextOptionsBuilder<PortalDb>()
            .UsePortalDatabase(world.Data).AddInterceptors(new KillAtCommit(killer), new DeadAtOpening(killer)).Options;

        public PortalDb CreateDbContext() => new(_options);
    }
}
