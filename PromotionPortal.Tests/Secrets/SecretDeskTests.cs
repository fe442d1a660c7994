using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Registry;
using PromotionPortal.Secrets;
using PromotionPortal.Tests.Identity;

namespace PromotionPortal.Tests.Secrets;

public sealed class SecretDeskTests : IAsyncLifetime, IDisposable
{
    private const string RegistryNamingASecret = "apiVersion: promotionportal/v1\nkind: Registry\nmetadata: { name: main }\nspec:\n  url: https://registry.example.org\n  credentials: main-registry\n";

    private readonly Portal _portal = new();
    private Actor _ada = Actor.Anonymous;

    private SecretDesk Desk => _portal.Get<SecretDesk>();

    public async Task InitializeAsync()
    {
        await _portal.AddAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
        _ada = await _portal.ActorAsync("ada");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _portal.Dispose();

    [Fact]
    public async Task A_secret_that_was_set_is_found_by_what_calls_out_and_lies_sealed()
    {
        await SetAsync("main-registry", "robot:hunter2");
        Assert.Equal("robot:hunter2", _portal.Get<RegistrySecret>()("main-registry"));
        await using var db = _portal.Db();
        var row = await db.Secrets.SingleAsync();
        Assert.DoesNotContain("hunter2", row.Sealed, StringComparison.Ordinal);
        Assert.Equal("ada the person", row.ChangedByName);
    }

    [Fact]
    public async Task What_is_sealed_for_one_name_opens_for_no_other()
    {
        await SetAsync("one-secret", "hunter2");
        await using var db = _portal.Db();
        var row = await db.Secrets.SingleAsync();
        db.Secrets.Add(new() { Name = "other-secret", Sealed = row.Sealed, ChangedById = "", ChangedByName = "" });
        await db.SaveChangesAsync();
        Assert.Null(_portal.Get<SecretStore>().Find("other-secret"));
    }

    [Fact]
    public async Task Setting_and_deleting_are_in_the_audit_trail_by_name_alone()
    {
        await SetAsync("main-registry", "robot:hunter2");
        await SetAsync("main-registry", "robot:hunter3");
        Assert.True((await Desk.DeleteAsync(_ada, "main-registry", default)).IsDone);
        Assert.Null(_portal.Get<SecretStore>().Find("main-registry"));
        await using var db = _portal.Db();
        var trail = await db.AuditTrail.Where(row => row.Subject == "secret/main-registry").OrderBy(row => row.Sequence).ToListAsync();
        Assert.Equal(["secret.set", "secret.set", "secret.deleted"], trail.Select(row => row.Action));
        Assert.All(trail, row => Assert.DoesNotContain("hunter", row.Text + row.Facts, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_that_a_definition_names_and_nobody_set_is_a_problem_with_its_place()
    {
        await DefineAsync();
        var problem = Assert.Single(_portal.Get<OpenProblems>().Current());
        Assert.Equal("registries/main.yaml:6:16: The secret 'main-registry' is not set. Set it under Secrets, or with: portal secret set main-registry", problem.ToString());
        Assert.Equal(SecretSource.Missing, Assert.Single((await Desk.ListAsync(_ada, default))!.Value).State.Source);

        await SetAsync("main-registry", "robot:hunter2");
        Assert.Empty(_portal.Get<OpenProblems>().Current());
        var view = Assert.Single((await Desk.ListAsync(_ada, default))!.Value);
        Assert.Equal((SecretSource.Portal, "registries/main.yaml"), (view.State.Source, Assert.Single(view.Uses).File));
    }

    [Theory]
    [InlineData(Credential.Token, Role.SuperAdmin)]
    [InlineData(Credential.Browser, Role.Admin)]
    public async Task Nobody_else_sets_deletes_or_lists(Credential credential, Role role)
    {
        var actor = _ada with { Credential = credential, Grants = [new(role, Reach.All)], Scopes = [.. Enum.GetValues<TokenScope>()] };
        Assert.Equal(AnswerKind.NotAllowed, (await Desk.SetAsync(actor, "main-registry", "x", default)).Kind);
        Assert.Equal(AnswerKind.NotAllowed, (await Desk.DeleteAsync(actor, "main-registry", default)).Kind);
        Assert.Null(await Desk.ListAsync(actor, default));
    }

    [Fact]
    public async Task A_session_of_portal_login_may() =>
        Assert.True((await Desk.SetAsync(_ada with { Credential = Credential.Session }, "main-registry", "x:y", default)).IsDone);

    [Theory]
    [InlineData("ab", "x")]
    [InlineData("Main", "x")]
    [InlineData("../x", "x")]
    [InlineData("main-registry", "")]
    public async Task What_is_no_name_or_no_value_is_refused(string name, string value) =>
        Assert.Equal(AnswerKind.Refused, (await Desk.SetAsync(_ada, name, value, default)).Kind);

    [Fact]
    public async Task A_value_has_a_limit_in_bytes()
    {
        Assert.True((await Desk.SetAsync(_ada, "main-registry", new string('x', SecretLimits.MostBytes), default)).IsDone);
        Assert.Equal(AnswerKind.Refused, (await Desk.SetAsync(_ada, "main-registry", new string('ö', (SecretLimits.MostBytes / 2) + 1), default)).Kind);
    }

    [Fact]
    public async Task What_was_never_set_cannot_be_deleted() => Assert.Equal(AnswerKind.NotFound, (await Desk.DeleteAsync(_ada, "main-registry", default)).Kind);

    private async Task SetAsync(string name, string value) => Assert.True((await Desk.SetAsync(_ada, name, value, default)).IsDone);

    private async Task DefineAsync()
    {
        var store = _portal.Get<DefinitionStore>();
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync([new("registries/main.yaml", RegistryNamingASecret)], store.Current.Commit, new("Ada", "ada@example.org", "ada", "c-1"), "Add a registry"));
    }
}
