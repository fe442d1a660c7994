using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;

namespace PromotionPortal.Tests.Engine;

/// <summary>Who may decide what: every person against every switch, source and state, written out in the domain's words to be read and approved.</summary>
public sealed class ApprovalTableTests : EngineTest
{
    private static readonly (string Who, string Id, Role[] Roles, Reach Reach)[] s_people =
    [
        ("requester, Build & deploy alone", "rita", [Role.BuildAndDeploy], Reach.All),
        ("requester, Artifact promoter too", "dora", [Role.BuildAndDeploy, Role.ArtifactPromoter], Reach.All),
        ("requester, super-admin", "sam", [Role.SuperAdmin], Reach.All),
        ("builder, Artifact promoter", "bob", [Role.ArtifactPromoter], Reach.All),
        ("builder, super-admin", "bea", [Role.SuperAdmin], Reach.All),
        ("Artifact promoter", "paul", [Role.ArtifactPromoter], Reach.All),
        ("Artifact promoter of another environment", "pia", [Role.Viewer, Role.ArtifactPromoter], new("*", "test")),
        ("Artifact promoter of another application", "pete", [Role.ArtifactPromoter], new("catalogue", "*")),
        ("super-admin", "ada", [Role.SuperAdmin], Reach.All),
        ("Admin", "adam", [Role.Admin], Reach.All),
        ("Build & deploy", "dan", [Role.BuildAndDeploy], Reach.All),
        ("Deployment approver", "dee", [Role.DeploymentApprover], Reach.All),
        ("Viewer", "vera", [Role.Viewer], Reach.All),
        ("nobody", "noel", [], Reach.All),
    ];

    private static readonly (string Name, PolicyFields Fields)[] s_switches =
    [
        ("no switch", new()),
        ("the requester may", new() { RequesterApproves = true }),
        ("the builder may", new() { BuilderApproves = true }),
        ("both may", new() { RequesterApproves = true, BuilderApproves = true }),
        ("an approver may deploy", new() { ApproverDeploys = true }),
    ];

    [Fact]
    public async Task Who_approves_under_which_switches_is_as_approved()
    {
        await PeopleAsync();
        var blocks = new List<(string Name, string Lines)>();
        foreach (var (name, fields) in s_switches)
        {
            foreach (var source in new[] { null, "test" })
            {
                World.Govern(fields with { ApprovalCount = 1 });
                var lines = new StringBuilder();
                foreach (var (who, id, _, _) in s_people) lines.Append(CultureInfo.InvariantCulture, $"    {who,-42} {await TriedAsync(id, source)}\n");
                blocks.Add(($"{name}, from {source ?? "CI"}", lines.ToString()));
            }
        }
        var text = Written("An image built by bob and bea is to go to prod, and one approval is asked for.", blocks);
        ApprovedText.Check("ApprovalSwitches", text);
    }

    [Fact]
    public async Task What_can_be_decided_in_which_state_is_as_approved()
    {
        await PeopleAsync();
        World.Govern(new() { ApprovalCount = 2 });
        var id = await AskAsync("dora", source: null);
        var blocks = new List<(string Name, string Lines)>();
        foreach (var state in Enum.GetValues<PromotionState>())
        {
            var lines = new StringBuilder();
            foreach (var (deed, act) in Deeds())
            {
                foreach (var group in (await TryAllAsync(id, state, act)).GroupBy(one => one.What, StringComparer.Ordinal))
                    lines.Append(CultureInfo.InvariantCulture, $"    {deed,-9} {group.Key,-24} {string.Join(", ", group.Select(one => one.Who))}\n");
            }
            blocks.Add((state.ToString(), lines.ToString()));
        }
        ApprovedText.Check("ApprovalStates", Written("dora, who may promote and approve, asked; paul, who may approve, did, as one of two. ada is super-admin, bob built it and may approve, dan may promote, vera may look.", blocks));
    }

    private async Task<List<(string Who, string What)>> TryAllAsync(long id, PromotionState state, Func<Decide, Actor, Task<ApprovalOutcome>> act)
    {
        var answers = new List<(string Who, string What)>();
        foreach (var who in new[] { "dora", "paul", "ada", "bob", "dan", "vera" })
        {
            await PutAsync(id, state);
            var outcome = await act(new(id, "Because."), await ActorAsync(who));
            answers.Add((who, outcome.Bar is { } bar ? $"{outcome.Result} ({bar})" : outcome.Result.ToString()));
        }
        return answers;
    }

    // What comes to the same is said once.
    private static string Written(string head, List<(string Name, string Lines)> blocks) =>
        $"{head}\n" + string.Concat(blocks.GroupBy(block => block.Lines, StringComparer.Ordinal).Select(group => $"\n{string.Join("; ", group.Select(block => block.Name))}\n{group.Key}"));

    private IEnumerable<(string Deed, Func<Decide, Actor, Task<ApprovalOutcome>> Act)> Deeds() =>
    [
        ("approve", (command, actor) => Portal.Approvals.ApproveAsync(command, actor, CancellationToken.None)),
        ("take back", (command, actor) => Portal.Approvals.TakeBackAsync(command, actor, CancellationToken.None)),
        ("reject", (command, actor) => Portal.Approvals.RejectAsync(command, actor, CancellationToken.None)),
        ("withdraw", (command, actor) => Portal.Approvals.WithdrawAsync(command, actor, CancellationToken.None)),
        ("cancel", (command, actor) => Portal.Approvals.CancelAsync(command, actor, CancellationToken.None)),
        ("hand over", (command, actor) => Portal.Approvals.HandOverAsync(command, "ada", actor, CancellationToken.None)),
        ("remind", (command, actor) => Portal.Approvals.RemindAsync(command, actor, CancellationToken.None)),
    ];

    // A request is asked for by whoever is called a requester, else by dora; afterwards it is as if it had not been.
    private async Task<string> TriedAsync(string person, string? source)
    {
        var id = await AskAsync(person is "rita" or "sam" ? person : "dora", source);
        var outcome = await Portal.Approvals.ApproveAsync(new(id), await ActorAsync(person), CancellationToken.None);
        await using var db = await Portal.Database.CreateDbContextAsync();
        await db.Promotions.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.State, PromotionState.Cancelled));
        await db.PromotionItems.Where(item => item.PromotionId == id).ExecuteUpdateAsync(set => set.SetProperty(item => item.Active, false));
        var words = outcome.Words.Replace($"promotion {id}", "such promotion", StringComparison.Ordinal);
        return outcome.Bar is { } bar ? $"{outcome.Result} ({bar}): {words}" : $"{outcome.Result}: {words}";
    }

    private async Task<long> AskAsync(string requester, string? source)
    {
        var outcome = await Portal.Desk.RequestAsync(new([new("checkout", World.Checkout, "1.0", source)], "prod"), await ActorAsync(requester), CancellationToken.None);
        var id = Assert.IsType<RequestOutcome.Accepted>(outcome).Promotion;
        await Portal.Desk.TellAsync(id, new PromotionEvent.ImageFound("checkout", SourceTag: null, TargetTag: null), done: null, CancellationToken.None);
        return id;
    }

    // As it stood before the last deed: in this state, approved by paul.
    private async Task PutAsync(long id, PromotionState state)
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        var row = await db.Promotions.Include(one => one.Items).SingleAsync(one => one.Id == id);
        (row.State, row.EndingKind, row.RemindedAt, row.HandedToId) = (state, null, null, null);
        foreach (var item in row.Items) item.Phase = state == PromotionState.Copying ? ItemPhase.Copied : ItemPhase.Checked;
        await db.Votes.ExecuteDeleteAsync();
        db.Votes.Add(new() { PromotionId = id, PersonId = "paul", PersonName = "paul", Credential = Credential.Browser, At = World.Time.GetUtcNow(), Comment = "", GoverningHash = row.ToDomain().Governing.Hash });
        await db.SaveChangesAsync();
    }

    private async Task PeopleAsync()
    {
        await using (var db = await Portal.Database.CreateDbContextAsync()) await db.Users.Where(user => user.Id == "dora").ExecuteDeleteAsync();
        await using (var db = await Portal.Database.CreateDbContextAsync()) await db.Grants.ExecuteDeleteAsync();
        foreach (var (_, id, roles, reach) in s_people) await Portal.AddAsync(new(id, id, Credential.Browser, [.. roles.Select(role => new Grant(role, reach))], []));
        await Portal.Scout.LookAsync(CancellationToken.None);
        foreach (var builder in new[] { "bob", "bea" })
        {
            var ci = new Actor(builder, builder, Credential.Token, [new(Role.BuildAndDeploy, Reach.All)], [TokenScope.Report]);
            Assert.IsType<FactOutcome.Known>(await Portal.Facts.ReportAsync(new CiReport("checkout", World.Checkout.Text) { Build = new() { BuiltBy = builder, Repository = $"https://git.example.org/{builder}.git" }, DeployedIn = ["test"] }, ci, CancellationToken.None));
        }
    }

    private async Task<Actor> ActorAsync(string id)
    {
        await using var db = await Portal.Database.CreateDbContextAsync();
        return Assert.Single(await PromotionPortal.Identity.Actors.PeopleAsync(db, [id], World.Time.GetUtcNow()));
    }
}
