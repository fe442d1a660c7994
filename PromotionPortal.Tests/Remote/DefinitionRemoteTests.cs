using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Storage;
using PromotionPortal.Tests.Git;

namespace PromotionPortal.Tests.Remote;

/// <summary>The remote as an admin chooses it: over http with a login, over ssh with a key, and in a folder.</summary>
public sealed class DefinitionRemoteTests
{
    private const string Environment = "apiVersion: promotionportal/v1\nkind: Environment\nmetadata: { name: prod }\nspec: { position: 7 }\n";

    [Fact]
    public async Task Over_http_with_a_login_what_is_committed_is_pushed_and_what_others_push_is_live()
    {
        await using var world = new RemoteWorld();
        await using var server = await GitOverHttp.StartAsync(world.Files.Folder);
        await world.SetSecretAsync("git-login", GitOverHttp.Login);
        await world.CommitAsync("registries/main.yaml", RemoteWorld.Registry);
        var row = await world.ShareAsync(new($"{server.Address}/remote.git", Credentials: "git-login"));
        Assert.Equal((RemoteResult.InStep, world.Store.Current.Commit), (row.Result, world.RemoteTip));

        world.PushFromOutside(("environments/prod.yaml", Environment));
        await world.Remote.SyncAsync(default);
        Assert.Equal(7, world.Store.Current.Environments["prod"].Position);
    }

    [Theory]
    [InlineData("robot:wrong", "does not accept the login")]
    [InlineData("a-token", "does not accept the login")]
    [InlineData(null, "no secret was chosen")]
    public async Task A_test_of_the_connection_says_what_is_wrong_with_the_login(string? login, string words)
    {
        await using var world = new RemoteWorld();
        await using var server = await GitOverHttp.StartAsync(world.Files.Folder);
        if (login is not null) await world.SetSecretAsync("git-login", login);
        var answer = await world.Desk.TestAsync(RemoteWorld.Ada, new($"{server.Address}/remote.git", Credentials: login is null ? null : "git-login"), default);
        Assert.Equal(AnswerKind.Refused, answer.Kind);
        Assert.Contains(words, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_of_the_connection_tells_whether_the_branch_is_there()
    {
        await using var world = new RemoteWorld();
        await using var server = await GitOverHttp.StartAsync(world.Files.Folder);
        await world.SetSecretAsync("git-login", GitOverHttp.Login);
        var setting = new RemoteSetting($"{server.Address}/remote.git", Credentials: "git-login");
        Assert.Contains("has no branch main yet", (await world.Desk.TestAsync(RemoteWorld.Ada, setting, default)).Text, StringComparison.Ordinal);
        world.PushFromOutside(("environments/prod.yaml", Environment));
        Assert.Contains("has the branch main", (await world.Desk.TestAsync(RemoteWorld.Ada, setting, default)).Text, StringComparison.Ordinal);
        Assert.Null(await world.Remote.RowAsync(default));
    }

    [Theory]
    [InlineData("/remote.git/info/refs")]
    [InlineData("/remote.git/git-upload-pack")]
    [InlineData("/remote.git/git-receive-pack")]
    public async Task A_host_that_sends_elsewhere_is_not_followed_and_the_login_is_shown_to_nobody_else(string from)
    {
        await using var world = new RemoteWorld();
        await using var server = await GitOverHttp.StartAsync(world.Files.Folder);
        await using var other = await GitOverHttp.StartAsync(world.Files.Folder);
        world.PushFromOutside(("environments/prod.yaml", Environment));
        await world.SetSecretAsync("git-login", GitOverHttp.Login);
        var setting = new RemoteSetting($"{server.Address}/remote.git", Credentials: "git-login");
        Assert.Equal(RemoteResult.InStep, (await world.ShareAsync(setting)).Result);
        server.Instead = context => RedirectedFrom(from, context, other.Address);
        world.PushFromOutside(("environments/test.yaml", Environment.Replace("prod", "test", StringComparison.Ordinal)));
        var there = world.RemoteTip;
        await world.CommitAsync("registries/main.yaml", RemoteWorld.Registry);

        if (from.EndsWith("refs", StringComparison.Ordinal)) Assert.Contains("sends to another host", (await world.Desk.TestAsync(RemoteWorld.Ada, setting, default)).Text, StringComparison.Ordinal);
        var answer = await world.Desk.SyncAsync(RemoteWorld.Ada, default);
        Assert.Equal(AnswerKind.Refused, answer.Kind);
        Assert.Contains("sends to another host", answer.Text, StringComparison.Ordinal);
        Assert.Equal(RemoteResult.Failed, (await world.Remote.RowAsync(default))!.Result);
        Assert.Empty(other.Shown);
        Assert.Equal(there, world.RemoteTip);

        server.Instead = _ => false;
        Assert.Equal(AnswerKind.Done, (await world.Desk.SyncAsync(RemoteWorld.Ada, default)).Kind);
        Assert.Equal(world.Store.Current.Commit, world.RemoteTip);
    }

    [Theory]
    [InlineData("https", "169.254.169.254", "never called")]
    [InlineData("https", "10.0.0.7", "which the operator has not listed")]
    [InlineData("http", "169.254.169.254", "never called")]
    [InlineData("http", "10.0.0.7", "which the operator has not listed")]
    public async Task A_host_that_resolves_to_a_refused_address_is_not_called(string scheme, string address, string words)
    {
        await using var world = new RemoteWorld();
        var access = new RemoteAccess(new(new(), (_, _) => Task.FromResult(new[] { IPAddress.Parse(address) })), world.Services.GetRequiredService<SecretStore>(), new());
        var (probe, why) = await access.UseAsync(new($"{scheme}://localhost/x.git"), PromotionPortal.Git.RemoteProbe.RunAsync, default);
        Assert.Null(probe);
        Assert.Contains(words, why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_beside_a_refusal_is_no_result()
    {
        await using var world = new RemoteWorld();
        var access = world.Services.GetRequiredService<RemoteAccess>();
        var (result, why) = await access.UseAsync(new("https://127.0.0.1:1/x.git"), async (remote, stop) =>
        {
            using var client = new HttpClient(new SocketsHttpHandler { Proxy = new WebProxy(remote.Proxy) });
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(new Uri("https://127.0.0.1:2/x.git"), stop));
            return "all is well";
        }, default);
        Assert.Null(result);
        Assert.Contains("sends to another host", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_ssh_with_a_key_both_directions_work()
    {
        await using var world = new RemoteWorld();
        await using var server = await GitOverSsh.StartAsync(world.Files);
        await world.SetSecretAsync("git-key", server.Key);
        await world.CommitAsync("registries/main.yaml", RemoteWorld.Registry);
        var row = await world.ShareAsync(Ssh(world, server, server.Fingerprint));
        Assert.Equal((RemoteResult.InStep, world.Store.Current.Commit), (row.Result, world.RemoteTip));

        world.PushFromOutside(("environments/prod.yaml", Environment));
        await world.Remote.SyncAsync(default);
        Assert.Equal(7, world.Store.Current.Environments["prod"].Position);
    }

    [Fact]
    public async Task An_ssh_host_with_another_key_is_refused_and_the_key_that_it_shows_is_told()
    {
        await using var world = new RemoteWorld();
        await using var server = await GitOverSsh.StartAsync(world.Files);
        await world.SetSecretAsync("git-key", server.Key);
        var wrong = "SHA256:" + new string('A', 43);
        var answer = await world.Desk.TestAsync(RemoteWorld.Ada, Ssh(world, server, wrong), default);
        Assert.Equal($"The host shows the key {server.Fingerprint}, not {wrong}. Either it has a new key, or another machine answers in its place.", answer.Text);
        Assert.Contains($"The host shows the key {server.Fingerprint}. If that", (await world.Desk.TestAsync(RemoteWorld.Ada, Ssh(world, server, null), default)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ssh_key_that_is_not_let_in_is_said_to_be_so()
    {
        await using var world = new RemoteWorld();
        await using var server = await GitOverSsh.StartAsync(world.Files);
        GitOverSsh.NewKey(world.Files.At("strange"));
        await world.SetSecretAsync("git-key", File.ReadAllText(world.Files.At("strange")));
        Assert.Contains("does not accept the key", (await world.Desk.TestAsync(RemoteWorld.Ada, Ssh(world, server, server.Fingerprint), default)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_not_set_is_named()
    {
        await using var world = new RemoteWorld();
        Assert.Equal("The secret 'git-login' is not set.", (await world.Desk.TestAsync(RemoteWorld.Ada, new("https://git.example.org/x.git", Credentials: "git-login"), default)).Text);
    }

    [Fact]
    public async Task What_is_saved_is_pushed_without_being_asked_for()
    {
        await using var world = new RemoteWorld();
        _ = world.Client();
        await world.ShareAsync(world.File);
        await world.CommitAsync("registries/main.yaml", RemoteWorld.Registry);
        await RemoteWorld.UntilAsync(() => world.RemoteTip == world.Store.Current.Commit);
    }

    [Fact]
    public async Task In_a_folder_of_the_repository_only_that_folder_is_read_and_written()
    {
        await using var world = new RemoteWorld();
        world.PushFromOutside(("README.md", "x"), ("environments/lost.yaml", Environment), ("teams/shop/environments/prod.yaml", Environment));
        Assert.Equal(RemoteResult.InStep, (await world.ShareAsync(world.File with { Folder = "/teams/shop/" })).Result);
        Assert.Equal("prod", Assert.Single(world.Store.Current.Environments).Key);
        Assert.Empty(world.Store.Current.Problems);

        await world.CommitAsync("registries/main.yaml", RemoteWorld.Registry);
        await world.Remote.SyncAsync(default);
        Assert.Equal("README.md\nenvironments/lost.yaml\nteams/shop/environments/prod.yaml\nteams/shop/registries/main.yaml", Scratch.Git(world.Folder, "ls-tree", "-r", "--name-only", "main"));

        world.PushFromOutside(("teams/shop/environments/prod.yaml", Environment.Replace("7", "8", StringComparison.Ordinal)));
        await world.Remote.SyncAsync(default);
        Assert.Equal(8, world.Store.Current.Environments["prod"].Position);
        var history = world.Services.GetRequiredService<PromotionPortal.Definitions.DefinitionHistory>();
        Assert.Equal(["From outside", "Change", "From outside"], history.Revisions().Select(revision => revision.Message));
        Assert.Equal("environments/prod.yaml", Assert.Single(history.ChangesOf(world.Store.Current.Commit)).Path);

        Assert.True((await world.Desk.ClearAsync(RemoteWorld.Ada, default)).IsDone);
        Assert.Null(await world.Remote.RowAsync(default));
    }

    [Fact]
    public async Task Histories_that_have_nothing_in_common_are_not_joined()
    {
        await using var world = new RemoteWorld();
        world.PushFromOutside(("environments/prod.yaml", Environment));
        await world.CommitAsync("registries/main.yaml", RemoteWorld.Registry);
        var (here, there) = (world.Store.Current.Commit, world.RemoteTip);
        Assert.Equal(RemoteResult.Unrelated, (await world.ShareAsync(world.File)).Result);
        Assert.Equal((here, there), (world.Store.Current.Commit, world.RemoteTip));
    }

    [Fact]
    public async Task A_conflict_is_said_and_is_over_once_both_sides_are_alike()
    {
        await using var world = new RemoteWorld();
        await world.CommitAsync("environments/prod.yaml", Environment);
        await world.ShareAsync(world.File);
        Scratch.Git(world.Folder, "config", "receive.denyNonFastForwards", "true");
        world.PushFromOutside(("environments/prod.yaml", Environment.Replace("7", "8", StringComparison.Ordinal)));
        await world.CommitAsync("environments/prod.yaml", Environment.Replace("7", "9", StringComparison.Ordinal));
        await world.Remote.SyncAsync(default);
        var row = (await world.Remote.RowAsync(default))!;
        Assert.Equal(RemoteResult.Conflict, row.Result);
        Assert.Contains("environments/prod.yaml", row.Words, StringComparison.Ordinal);

        await world.CommitAsync("environments/prod.yaml", Environment.Replace("7", "8", StringComparison.Ordinal));
        await world.Remote.SyncAsync(default);
        Assert.Equal((RemoteResult.InStep, 8), ((await world.Remote.RowAsync(default))!.Result, world.Store.Current.Environments["prod"].Position));
        Assert.Equal(world.RemoteTip, world.Store.Current.Commit);
    }

    [Fact]
    public async Task A_remote_that_is_gone_is_tried_again_after_a_pause_that_grows()
    {
        await using var world = new RemoteWorld();
        await world.ShareAsync(world.File);
        Directory.Move(world.Folder, world.Folder + ".away");
        await world.Remote.SyncAsync(default);
        await world.Remote.SyncAsync(default);
        var row = (await world.Remote.RowAsync(default))!;
        Assert.Equal(RemoteResult.Failed, row.Result);
        Assert.True(row.Failures >= 2 && row.NextAt > row.TriedAt);
    }

    [Fact]
    public async Task A_folder_that_the_operator_did_not_list_is_refused_also_behind_a_link()
    {
        await using var world = new RemoteWorld();
        using var elsewhere = new Scratch();
        Scratch.Git(elsewhere.Folder, "init", "-q", "--bare", elsewhere.At("x.git"));
        Directory.CreateSymbolicLink(world.Files.At("link"), elsewhere.Folder);
        foreach (var path in new[] { elsewhere.At("x.git"), world.Files.At("link/x.git"), world.Files.Folder + "/../" + Path.GetFileName(elsewhere.Folder) + "/x.git" })
            Assert.Equal(AnswerKind.Refused, (await world.Desk.SetAsync(RemoteWorld.Ada, new("file://" + path), default)).Kind);
    }

    [Theory]
    [InlineData("http://git.example.org/x.git", "main", "")]
    [InlineData("https://a:b@git.example.org/x.git", "main", "")]
    [InlineData("ext::sh -c id", "main", "")]
    [InlineData("ssh://git@git.example.org/x.git", "main", "")]
    [InlineData("https://git.example.org/x.git", "--force", "")]
    [InlineData("https://git.example.org/x.git", "main", "../x")]
    [InlineData("https://git.example.org/x.git", "main", ".git")]
    public async Task What_is_no_remote_is_refused_before_anybody_is_called(string url, string branch, string folder)
    {
        await using var world = new RemoteWorld();
        Assert.Equal(AnswerKind.Refused, (await world.Desk.SetAsync(RemoteWorld.Ada, new(url, branch, folder), default)).Kind);
    }

    [Theory]
    [InlineData(Credential.Token, Role.SuperAdmin)]
    [InlineData(Credential.Browser, Role.Admin)]
    public async Task Nobody_else_chooses_the_remote(Credential credential, Role role)
    {
        await using var world = new RemoteWorld();
        var actor = RemoteWorld.Ada with { Credential = credential, Grants = [new(role, Reach.All)], Scopes = [.. Enum.GetValues<TokenScope>()] };
        Assert.Equal(AnswerKind.NotAllowed, (await world.Desk.SetAsync(actor, world.File, default)).Kind);
        Assert.Equal(AnswerKind.NotAllowed, (await world.Desk.TestAsync(actor, world.File, default)).Kind);
        Assert.Equal(AnswerKind.NotAllowed, (await world.Desk.SyncAsync(actor, default)).Kind);
        Assert.Equal(AnswerKind.NotAllowed, (await world.Desk.ClearAsync(actor, default)).Kind);
    }

    [Fact]
    public async Task A_file_pushed_from_outside_is_live_after_its_webhook_and_a_bad_one_changes_nothing_else()
    {
        await using var world = new RemoteWorld();
        using var client = world.Client();
        await world.SetSecretAsync("definitions-webhook", "shared");
        await world.ShareAsync(world.File);
        world.PushFromOutside(("environments/prod.yaml", Environment), ("environments/test.yaml", "kind: Environment\nnonsense: ["));
        using var hook = new HttpRequestMessage(HttpMethod.Post, "/api/hooks/definitions") { Content = new StringContent("{}") };
        hook.Headers.Add("X-Hub-Signature-256", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("shared"), Encoding.UTF8.GetBytes("{}"))));
        Assert.Equal(HttpStatusCode.Accepted, (await client.SendAsync(hook)).StatusCode);
        await RemoteWorld.UntilAsync(() => world.Store.Current.Environments.ContainsKey("prod"));
        var problem = world.Services.GetRequiredService<OpenProblems>().Current()[0];
        Assert.Equal(("environments/test.yaml", 2), (problem.File, problem.Line));
        Assert.Equal(7, Assert.Single(world.Store.Current.Environments).Value.Position);
    }

    [Fact]
    public async Task A_webhook_without_its_signature_wakes_nobody()
    {
        await using var world = new RemoteWorld();
        using var client = world.Client();
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync("/api/hooks/definitions", new StringContent("{}"))).StatusCode);
        await world.SetSecretAsync("definitions-webhook", "shared");
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.PostAsync("/api/hooks/definitions", new StringContent("{}"))).StatusCode);
    }

    private static bool RedirectedFrom(string path, HttpContext context, string elsewhere)
    {
        if (context.Request.Path != path) return false;
        context.Response.Redirect(elsewhere + context.Request.Path + context.Request.QueryString);
        return true;
    }

    private static RemoteSetting Ssh(RemoteWorld world, GitOverSsh server, string? fingerprint) =>
        new($"ssh://{GitOverSsh.User}@127.0.0.1:{server.Port}{world.Folder}", Credentials: "git-key", HostFingerprint: fingerprint);
}
