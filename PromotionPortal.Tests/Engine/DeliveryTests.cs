using System.Net.Mail;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Notices;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Notifications;
using PromotionPortal.Outbound;
using PromotionPortal.Secrets;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;
using PromotionPortal.Tests.Notifications;

namespace PromotionPortal.Tests.Engine;

/// <summary>From the event to the mail server and the receiver, over real connections.</summary>
public sealed class DeliveryTests : IAsyncLifetime, IDisposable
{
    private readonly SmtpServer _server = new();
    private readonly DeliveryOptions _options = new() { MostTries = 3 };
    private World _world = null!;
    private Portal _portal = null!;
    private HookReceiver _receiver = null!;
    private HookSender? _hooks;
    private MailOptions _mail = null!;

    public async Task InitializeAsync()
    {
        _world = await World.CreateAsync();
        _portal = await Portal.StartAsync(_world);
        _receiver = await HookReceiver.StartAsync();
        _mail = new() { Host = "localhost", Port = _server.Port, Security = MailSecurity.None, From = new MailAddress("portal@example.org") };
        await AddAsync("paul", "paul@example.org");
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _receiver.DisposeAsync();
        await _world.DisposeAsync();
    }

    public void Dispose() => _hooks?.Dispose();

    [Fact]
    public async Task What_happens_within_a_minute_comes_in_one_mail()
    {
        await RequestedAsync();
        await RequestedAsync("catalogue");
        await SendDueAsync();
        Assert.Empty(_server.Taken);
        _world.Time.Advance(NoticeDesk.BundledFor);
        await SendDueAsync();
        var mail = Assert.Single(_server.Taken);
        Assert.Equal("paul@example.org", mail.To);
        Assert.Contains("https://portal.example.org/promotions/1", mail.Text, StringComparison.Ordinal);
        Assert.Contains("https://portal.example.org/promotions/2", mail.Text, StringComparison.Ordinal);
        await RequestedAsync("checkout", "test");
        _world.Time.Advance(NoticeDesk.BundledFor);
        await SendDueAsync();
        Assert.Equal(2, _server.Taken.Count);
        Assert.Equal([DeliveryState.Sent, DeliveryState.Sent], await StatesAsync());
    }

    [Fact]
    public async Task Each_person_has_a_mail_of_his_own()
    {
        await AddAsync("priya", "priya@example.org");
        await AddAsync("peter", email: null);
        await RequestedAsync();
        _world.Time.Advance(NoticeDesk.BundledFor);
        await SendDueAsync();
        Assert.Equal(["paul@example.org", "priya@example.org"], _server.Taken.Select(mail => mail.To).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("disabled")]
    [InlineData("switched off")]
    [InlineData("without a right")]
    [InlineData("a viewer by now")]
    [InlineData("without an address")]
    [InlineData("has read it")]
    [InlineData("decided meanwhile")]
    [InlineData("no server")]
    public async Task Who_is_not_to_be_told_any_more_gets_no_mail(string why)
    {
        var id = await RequestedAsync();
        await ChangeAsync(why, id);
        _world.Time.Advance(NoticeDesk.BundledFor);
        await SendDueAsync();
        Assert.Empty(_server.Taken);
        Assert.All(await StatesAsync(), state => Assert.Equal(DeliveryState.Dropped, state));
    }

    [Fact]
    public async Task Who_chose_the_bell_has_no_mail_but_the_bell()
    {
        var paul = await ActorAsync("paul");
        await DeskOf().ChooseAsync(paul, [NoticeKind.Promoted], CancellationToken.None);
        await RequestedAsync();
        Assert.Empty(await StatesAsync());
        Assert.Equal(1, await DeskOf().UnreadAsync(paul, CancellationToken.None));
        Assert.Equal([NoticeKind.Promoted], (await DeskOf().ChoicesAsync(paul, CancellationToken.None)).ByMail.AsEnumerable());
    }

    [Fact]
    public async Task A_server_that_is_down_is_tried_again_until_it_is_up()
    {
        _mail = _mail with { Port = SmtpServer.PortOfNobody() };
        await RequestedAsync();
        _world.Time.Advance(NoticeDesk.BundledFor);
        await SendDueAsync();
        Assert.Equal(DeliveryState.Pending, Assert.Single(await StatesAsync()));
        await SendDueAsync(); // not yet due again
        _mail = _mail with { Port = _server.Port };
        _world.Time.Advance(_options.FirstPause);
        await SendDueAsync();
        Assert.Single(_server.Taken);
        var row = await OnlyAsync();
        Assert.Equal((DeliveryState.Sent, 2, (string?)null), (row.State, row.Attempts, row.LastProblem));
    }

    [Fact]
    public async Task After_the_last_try_it_has_failed_and_says_why()
    {
        _server.Weather = line => line.StartsWith("MAIL", StringComparison.Ordinal) ? "451 4.3.0 no" : null;
        await RequestedAsync();
        await SendAllAsync();
        var row = await OnlyAsync();
        Assert.Equal((DeliveryState.Failed, 3, "The mail server refused the sender (451 4.3.0)."), (row.State, row.Attempts, row.LastProblem));
    }

    [Fact]
    public async Task A_recipient_who_is_refused_is_not_tried_again()
    {
        _server.Weather = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no" : null;
        await RequestedAsync();
        await SendAllAsync();
        Assert.Equal((DeliveryState.Failed, 1), ((await OnlyAsync()).State, (await OnlyAsync()).Attempts));
    }

    // What is killed between the sending and the writing down.
    [Fact]
    public async Task A_mail_that_was_sent_and_not_noted_is_sent_again_under_the_same_id()
    {
        await RequestedAsync();
        _world.Time.Advance(NoticeDesk.BundledFor);
        var killed = Assert.Single(await OutboxOf().LeaseAsync(10, CancellationToken.None));
        await using (var db = await _portal.Database.CreateDbContextAsync()) Assert.Equal(SendResult.Sent, await MailsOf().SendAsync(db, await db.Deliveries.SingleAsync(), CancellationToken.None));
        await SendDueAsync();
        Assert.Single(_server.Taken); // the lease still holds
        _world.Time.Advance(_options.Lease + TimeSpan.FromSeconds(1));
        await SendDueAsync();
        Assert.Equal(2, _server.Taken.Count);
        Assert.Single(_server.Taken.Select(mail => mail.Header("Message-ID")).Distinct());
        // Whoever comes back from the dead no longer has a say.
        Assert.False(await OutboxOf().EndAsync(killed, DeliveryState.Failed, "late", CancellationToken.None));
        Assert.Equal(DeliveryState.Sent, (await OnlyAsync()).State);
    }

    [Fact]
    public async Task A_channel_is_told_in_order_and_each_event_once_whatever_the_receiver_does()
    {
        await AddChannelAsync(ChannelKind.Webhook);
        var answers = new Queue<int>([503, 503]);
        _receiver.Answer = context => { context.Response.StatusCode = answers.TryDequeue(out var status) ? status : 200; return Task.CompletedTask; };
        var id = await RequestedAsync();
        await _portal.Approvals.RejectAsync(new(id, "No."), await ActorAsync("paul"), CancellationToken.None);
        await SendAllAsync();
        var events = _receiver.Posts.Select(post => System.Text.Json.JsonDocument.Parse(post.Body).RootElement.GetProperty("type").GetString()).ToList();
        Assert.Equal(["promotion.approval_needed", "promotion.approval_needed", "promotion.approval_needed", "promotion.not_promoted"], events);
        Assert.Equal(2, _receiver.Posts.Select(post => post.Id).Distinct().Count());
        Assert.Single(_receiver.Posts.Take(3).Select(post => post.Id).Distinct());
        Assert.All(_receiver.Posts, post => Assert.Contains("msg_", post.Id, StringComparison.Ordinal));
        Assert.True(_receiver.Posts.Last().IsSignedWith("signing-key", _world.Time.GetUtcNow()));
    }

    [Fact]
    public async Task One_promotion_that_fails_to_be_told_does_not_hold_up_another()
    {
        await AddChannelAsync(ChannelKind.Webhook);
        var first = true;
        _receiver.Answer = context => { if (first) (context.Response.StatusCode, first) = (500, false); return Task.CompletedTask; };
        await RequestedAsync();
        await RequestedAsync("catalogue");
        await SendDueAsync();
        Assert.Equal(2, _receiver.Posts.Count);
    }

    [Theory]
    [InlineData("catalogue", "prod", NoticeKind.ApprovalNeeded, 0)]
    [InlineData("checkout", "test", NoticeKind.ApprovalNeeded, 0)]
    [InlineData("checkout", "prod", NoticeKind.Promoted, 0)]
    [InlineData("checkout", "prod", NoticeKind.ApprovalNeeded, 1)]
    [InlineData("", "", NoticeKind.ApprovalNeeded, 1)]
    public async Task A_channel_is_told_only_of_what_it_asked_for(string application, string environment, NoticeKind kind, int expected)
    {
        await AddChannelAsync(ChannelKind.Slack, channel => (channel.Applications, channel.Environments, channel.Kinds) = (application.Length == 0 ? [] : [application], environment.Length == 0 ? [] : [environment], [kind]));
        await RequestedAsync();
        await SendDueAsync();
        Assert.Equal(expected, _receiver.Posts.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_channel_that_is_off_or_gone_is_told_nothing_more(bool gone)
    {
        await AddChannelAsync(ChannelKind.Slack);
        await RequestedAsync();
        await using (var db = await _portal.Database.CreateDbContextAsync())
        {
            if (gone) await db.Channels.ExecuteDeleteAsync();
            else await db.Channels.ExecuteUpdateAsync(set => set.SetProperty(channel => channel.IsOn, false));
        }
        await SendDueAsync();
        Assert.Empty(_receiver.Posts);
        await using var after = await _portal.Database.CreateDbContextAsync();
        Assert.Equal(DeliveryState.Dropped, (await after.Deliveries.SingleAsync(row => row.ChannelId != null)).State);
    }

    [Fact]
    public async Task A_channel_without_its_secret_waits_and_says_which_is_missing()
    {
        await AddChannelAsync(ChannelKind.Slack, channel => channel.UrlSecret = "not-set");
        await RequestedAsync();
        await SendDueAsync();
        await using var db = await _portal.Database.CreateDbContextAsync();
        var row = await db.Deliveries.SingleAsync(row => row.ChannelId != null);
        Assert.Equal((DeliveryState.Pending, "The secret not-set is not set."), (row.State, row.LastProblem));
    }

    [Fact]
    public async Task What_was_given_up_is_sent_again_under_the_same_id()
    {
        await AddChannelAsync(ChannelKind.Webhook);
        _receiver.Answer = context => { context.Response.StatusCode = 503; return Task.CompletedTask; };
        await RequestedAsync();
        await SendAllAsync();
        var ada = await AdaAsync();
        var given = Assert.Single((await DeliveriesOf().ListAsync(ada, new(To: DeliveriesFilter.OfChannel("team")), CancellationToken.None))!.Rows);
        Assert.Equal((DeliveryState.Failed, 3, true, "team", 1L), (given.State, given.Tries, given.MaySendAgain, given.To, given.Promotion));
        Assert.Contains("503", given.Problem, StringComparison.Ordinal);
        _receiver.Answer = _ => Task.CompletedTask;
        Assert.True((await DeliveriesOf().SendAsync(ada, given.Id, CancellationToken.None)).IsDone);
        await SendDueAsync();
        Assert.Equal(4, _receiver.Posts.Count);
        Assert.Single(_receiver.Posts.Select(post => post.Id).Distinct());
        Assert.Equal(DeliveryState.Sent, Assert.Single((await DeliveriesOf().ListAsync(ada, new(Promotion: 1, To: DeliveriesFilter.OfChannel("team")), CancellationToken.None))!.Rows).State);
        Assert.Equal("It has been sent, and is not sent twice.", (await DeliveriesOf().SendAsync(ada, given.Id, CancellationToken.None)).Text);
        await using var db = await _portal.Database.CreateDbContextAsync();
        Assert.Equal($"Ada sent message {given.Id} to team again.", (await db.AuditTrail.SingleAsync(row => row.Action == "message.sent-again")).Text);
    }

    [Fact]
    public async Task What_waits_is_tried_at_once_and_what_is_behind_it_is_not()
    {
        await AddChannelAsync(ChannelKind.Webhook);
        _receiver.Answer = context => { context.Response.StatusCode = 503; return Task.CompletedTask; };
        var id = await RequestedAsync();
        await _portal.Approvals.RejectAsync(new(id, "No."), await ActorAsync("paul"), CancellationToken.None);
        await SendDueAsync();
        var ada = await AdaAsync();
        var waiting = (await DeliveriesOf().ListAsync(ada, new(DeliveryState.Pending, DeliveriesFilter.OfChannel("team")), CancellationToken.None))!.Rows;
        Assert.Equal([(false, (long?)waiting[1].Id), (true, null)], waiting.Select(one => (one.MayTryNow, one.Behind)));
        Assert.Equal($"Message {waiting[1].Id} tells the same channel of the same promotion, and goes first.", (await DeliveriesOf().SendAsync(ada, waiting[0].Id, CancellationToken.None)).Text);
        _receiver.Answer = _ => Task.CompletedTask;
        Assert.True((await DeliveriesOf().SendAsync(ada, waiting[1].Id, CancellationToken.None)).IsDone);
        await SendDueAsync(); // long before its next try
        await SendDueAsync();
        Assert.Empty((await DeliveriesOf().ListAsync(ada, new(DeliveryState.Pending, DeliveriesFilter.OfChannel("team")), CancellationToken.None))!.Rows);
    }

    [Fact]
    public async Task A_message_is_not_sent_again_by_others_or_into_nothing()
    {
        await AddChannelAsync(ChannelKind.Webhook);
        await RequestedAsync();
        await using var db = await _portal.Database.CreateDbContextAsync();
        await db.Deliveries.ExecuteUpdateAsync(set => set.SetProperty(row => row.State, DeliveryState.Failed));
        var (mail, hook) = ((await db.Deliveries.SingleAsync(row => row.PersonId != null)).Id, (await db.Deliveries.SingleAsync(row => row.ChannelId != null)).Id);
        var (paul, ada) = (await ActorAsync("paul"), await AdaAsync());
        Assert.Null(await DeliveriesOf().ListAsync(paul, new(), CancellationToken.None));
        Assert.Equal(AnswerKind.NotAllowed, (await DeliveriesOf().SendAsync(paul, hook, CancellationToken.None)).Kind);
        Assert.Equal(AnswerKind.NotFound, (await DeliveriesOf().SendAsync(ada, 999, CancellationToken.None)).Kind);
        Assert.Equal(("Paul", "checkout 1.0 waits for approval to go to prod."), Assert.Single((await DeliveriesOf().ListAsync(ada, new(To: DeliveriesFilter.Mail), CancellationToken.None))!.Rows) is var row ? (row.To, row.Text) : default);
        await db.Channels.ExecuteUpdateAsync(set => set.SetProperty(channel => channel.IsOn, false));
        Assert.Equal("The channel team is off. Switch it on first.", (await DeliveriesOf().SendAsync(ada, hook, CancellationToken.None)).Text);
        await db.Channels.ExecuteDeleteAsync();
        Assert.Equal("Its channel is deleted.", (await DeliveriesOf().SendAsync(ada, hook, CancellationToken.None)).Text);
        _mail = new();
        Assert.Equal("Mail is off: the portal's settings name no Mail:Host.", (await DeliveriesOf().SendAsync(ada, mail, CancellationToken.None)).Text);
        Assert.Equal(2, await db.Deliveries.CountAsync(delivery => delivery.State == DeliveryState.Failed));
    }

    private async Task ChangeAsync(string why, long promotion)
    {
        await using var db = await _portal.Database.CreateDbContextAsync();
        switch (why)
        {
            case "disabled": await db.Users.Where(user => user.Id == "paul").ExecuteUpdateAsync(set => set.SetProperty(user => user.Disabled, true)); break;
            case "switched off": await DeskOf().ChooseAsync(await ActorAsync("paul"), [], CancellationToken.None); break;
            case "without a right": await db.Grants.Where(grant => grant.UserId == "paul").ExecuteDeleteAsync(); break;
            case "a viewer by now": await db.Grants.Where(grant => grant.UserId == "paul").ExecuteUpdateAsync(set => set.SetProperty(grant => grant.Role, Role.Viewer)); break;
            case "without an address": await db.Users.Where(user => user.Id == "paul").ExecuteUpdateAsync(set => set.SetProperty(user => user.Email, (string?)null)); break;
            case "has read it": await DeskOf().MarkReadAsync(await ActorAsync("paul"), [], CancellationToken.None); break;
            case "decided meanwhile": await _portal.Approvals.WithdrawAsync(new(promotion), Portal.Dora, CancellationToken.None); break;
            default: _mail = new(); break;
        }
    }

    private async Task<long> RequestedAsync(string application = "checkout", string environment = "prod")
    {
        _world.Govern(new() { ApprovalCount = 1 });
        var id = await _portal.RequestAsync(environment, null, new WantedImage(application, application == "checkout" ? _world.Checkout : _world.Catalogue, application == "checkout" ? "1.0" : "2.0", From: null));
        await _portal.RunAsync();
        return id;
    }

    private async Task AddAsync(string id, string? email)
    {
        await _portal.AddAsync(new(id, char.ToUpperInvariant(id[0]) + id[1..], Credential.Browser, [new(Role.ArtifactPromoter, Reach.All)], []));
        await using var db = await _portal.Database.CreateDbContextAsync();
        await db.Users.Where(user => user.Id == id).ExecuteUpdateAsync(set => set.SetProperty(user => user.Email, email));
    }

    private async Task<Actor> ActorAsync(string id)
    {
        await using var db = await _portal.Database.CreateDbContextAsync();
        return Assert.Single(await Actors.PeopleAsync(db, [id], _world.Time.GetUtcNow()));
    }

    private async Task AddChannelAsync(ChannelKind kind, Action<ChannelRow>? with = null)
    {
        var channel = new ChannelRow { Name = "team", Kind = kind, UrlSecret = "team-address", SigningSecret = "team-signing", Applications = [], Environments = [], Kinds = [.. Enum.GetValues<NoticeKind>().Where(one => one.IsForTeams())], IsOn = true, ChangedByName = "Ada" };
        with?.Invoke(channel);
        await using var db = await _portal.Database.CreateDbContextAsync();
        db.Channels.Add(channel);
        await db.SaveChangesAsync();
    }

    private async Task SendDueAsync()
    {
        var attempt = new DeliveryAttempt(_portal.Database, OutboxOf(), MailsOf(), new ChannelWork(Hooks(), Origin(), Secrets(), _world.Time), _options, NullLogger<DeliveryAttempt>.Instance);
        foreach (var lease in await OutboxOf().LeaseAsync(10, CancellationToken.None)) await attempt.RunAsync(lease, CancellationToken.None);
    }

    // Lets the time pass that messages wait for, until nothing is left to send.
    private async Task SendAllAsync()
    {
        while (await OutboxOf().NextDueAsync(CancellationToken.None) is { } due)
        {
            if (due >= _world.Time.GetUtcNow()) _world.Time.Advance(due - _world.Time.GetUtcNow() + TimeSpan.FromSeconds(1));
            await SendDueAsync();
        }
    }

    private NoticeDesk DeskOf() => new(_portal.Database, new Rules(() => _world.Definitions), _world.Time, _portal.Changes);

    private DeliveryDesk DeliveriesOf() => new(_portal.Database, new Rules(() => _world.Definitions), _mail, _world.Time, _portal.Changes);

    private async Task<Actor> AdaAsync()
    {
        await _portal.AddAsync(new("ada", "Ada", Credential.Browser, [new(Role.SuperAdmin, Reach.All)], []));
        return await ActorAsync("ada");
    }

    private DeliveryOutbox OutboxOf() => new(_portal.Database, _options, _world.Time);

    private MailWork MailsOf() => new(new MailSender(_mail, _options, Guard()), _mail, Origin(), Secrets(), new Rules(() => _world.Definitions), _world.Time);

    private HookSender Hooks() => _hooks ??= new(Guard(), _options, _world.Time);

    private static OutboundGuard Guard() => new(new OutboundOptions { Hosts = ["localhost", "127.0.0.1"] });

    private static PublicOrigin Origin() => new(Settings(("Portal:PublicUrl", "https://portal.example.org")));

    private SecretStore Secrets() => new(new OutsideSecrets(Settings(("Secrets:team-address", _receiver.Url), ("Secrets:team-signing", "signing-key"))), new SecretSeal(new EphemeralDataProtectionProvider()), _portal.Database);

    private static IConfiguration Settings(params (string Key, string Value)[] settings) => new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();

    private async Task<List<DeliveryState>> StatesAsync()
    {
        await using var db = await _portal.Database.CreateDbContextAsync();
        return await db.Deliveries.OrderBy(row => row.Id).Select(row => row.State).ToListAsync();
    }

    private async Task<DeliveryRow> OnlyAsync()
    {
        await using var db = await _portal.Database.CreateDbContextAsync();
        return await db.Deliveries.SingleAsync();
    }
}
