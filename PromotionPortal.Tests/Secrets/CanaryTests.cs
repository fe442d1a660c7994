using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PromotionPortal.Cli;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Tests.Git;
using PromotionPortal.Tests.Identity;
using PromotionPortal.Tests.Notifications;
using PromotionPortal.Tests.Remote;

namespace PromotionPortal.Tests.Secrets;

/// <summary>
/// A canary in every field that takes or makes a credential, each used with success and without. None is in a log of any level, a column of
/// the database, an object of git, an answer, an error, or what the command line prints. Shown once, by design, to whoever asked for it: a
/// token and a sign-in link when they are made, the page that such a link opens, and the device code and session of portal login.
/// </summary>
public sealed class CanaryTests : IAsyncLifetime, IDisposable
{
    private readonly Canaries _canaries = new();
    private readonly Scratch _scratch = new();
    private readonly Portal _portal;
    private HttpClient _client = null!;
    private string _session = "";
    private Actor _ada = Actor.Anonymous;

    public CanaryTests() => _portal = new()
    {
        Logs = _canaries.Logs,
        Settings =
        {
            ["Outbound:Networks:0"] = "127.0.0.0/8",
            ["Outbound:Hosts:0"] = "localhost",
            ["Git:Folders:0"] = _scratch.Folder,
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore.DataProtection"] = "Trace",
            ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Trace",
            ["Logging:LogLevel:Quartz"] = "Trace",
        },
    };

    public async Task InitializeAsync()
    {
        _portal.UseKestrel(0);
        _portal.StartServer();
        _client = new(new KeepingAnswers(_canaries)) { BaseAddress = _portal.ClientOptions.BaseAddress };
        _client.DefaultRequestHeaders.Add("Origin", _client.BaseAddress!.GetLeftPart(UriPartial.Authority));
        await _portal.AddAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
        await _portal.AddAsync("bob", new Grant(Role.Viewer, Reach.All));
        _ada = await _portal.ActorAsync("ada");
        await LogInAsync();
    }

    public Task DisposeAsync() => NothingLeakedAsync();

    public void Dispose()
    {
        _client.Dispose();
        _portal.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task The_canaries_are_found_where_they_are()
    {
        var leaked = _canaries.New("leaked");
        _portal.Get<ILogger<CanaryTests>>().Log(LogLevel.Trace, default, leaked, null, static (text, _) => text);
        await _portal.Get<SetUp>().AddAsync(new("eve", leaked), []);
        var hits = await _canaries.HitsAsync(_portal);
        Assert.Contains(hits, hit => hit.StartsWith("leaked in log", StringComparison.Ordinal));
        Assert.Contains(hits, hit => hit.Contains("Users.DisplayName", StringComparison.Ordinal));
        _canaries.Forget("leaked");
    }

    [Fact]
    public async Task Of_what_a_registry_is_shown()
    {
        var (right, wrong) = (_canaries.New("right registry credentials", "robot"), _canaries.New("wrong registry credentials", "robot"));
        await using var registry = await RegistryAsync(right);
        var store = _portal.Get<DefinitionStore>();
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync(
            [new("registries/hub.yaml", $"apiVersion: promotionportal/v1\nkind: Registry\nmetadata: {{ name: hub }}\nspec: {{ url: \"{registry.Urls.First()}\", credentials: hub-login }}\n")],
            store.Current.Commit, new("Ada", "ada@example.org", "ada", "c-1"), "Add a registry"));
        foreach (var (secret, passed) in new[] { (wrong, "Failed"), (right, "Passed") })
        {
            await PutSecretAsync("hub-login", secret);
            var tested = await (await SendAsync(HttpMethod.Post, "/api/registries/hub/test")).Content.ReadFromJsonAsync<JsonElement>();
            Assert.Contains(tested.GetProperty("steps").EnumerateArray(), step => step.GetProperty("kind").GetString() == "SignIn" && step.GetProperty("verdict").GetString() == passed);
            await CliAsync("", "registry", "test", "hub");
        }
        await SendAsync(HttpMethod.Get, "/api/registries");
    }

    [Fact]
    public async Task Of_what_a_git_host_is_shown_over_http()
    {
        Scratch.Git(_scratch.Folder, "init", "-q", "--bare", "-b", "main", "remote.git");
        Scratch.Git(_scratch.At("remote.git"), "config", "http.receivepack", "true");
        await using var server = await GitOverHttp.StartAsync(_scratch.Folder);
        server.Accepted = _canaries.New("right git login", "robot");
        var setting = new RemoteSetting($"{server.Address}/remote.git", Credentials: "git-login");
        await PutSecretAsync("git-login", _canaries.New("wrong git login", "robot"));
        await ShareAsync(setting, worked: false);
        await PutSecretAsync("git-login", server.Accepted);
        await ShareAsync(setting, worked: true);
        await SendAsync(HttpMethod.Put, "/api/definitions/remote", new RemoteSetting($"https://{_canaries.New("login in an address", "robot")}@git.example.org/x.git"));
    }

    [Fact]
    public async Task Of_what_a_git_host_is_shown_over_ssh()
    {
        Scratch.Git(_scratch.Folder, "init", "-q", "--bare", "-b", "main", "remote.git");
        await using var server = await GitOverSsh.StartAsync(_scratch);
        GitOverSsh.NewKey(_scratch.At("strange"));
        var setting = new RemoteSetting($"ssh://{GitOverSsh.User}@127.0.0.1:{server.Port}{_scratch.At("remote.git")}", Credentials: "git-key", HostFingerprint: server.Fingerprint);
        foreach (var (key, worked) in new[] { (await File.ReadAllTextAsync(_scratch.At("strange")), false), (server.Key, true) })
        {
            foreach (var line in key.Split('\n').Skip(1).Where(line => line.Length > 40 && line[0] != '-')) _canaries.Watch("ssh key", line);
            await PutSecretAsync("git-key", key);
            await ShareAsync(setting, worked);
        }
    }

    [Theory]
    [InlineData("definitions-webhook", "/api/hooks/definitions", "X-Gitlab-Token")]
    [InlineData("hub-webhook", "/api/hooks/registries/hub", "Authorization")]
    public async Task Of_the_secret_of_a_webhook(string name, string path, string header)
    {
        var (right, wrong) = (_canaries.New("right webhook secret"), _canaries.New("wrong webhook secret"));
        var store = _portal.Get<DefinitionStore>();
        await store.CommitAsync([new("registries/hub.yaml", "apiVersion: promotionportal/v1\nkind: Registry\nmetadata: { name: hub }\nspec: { embedded: true }\n")], store.Current.Commit, new("Ada", "ada@example.org", "ada", "c-1"), "Add a registry");
        await PutSecretAsync(name, right);
        foreach (var (secret, status) in new[] { (wrong, HttpStatusCode.Unauthorized), (right, HttpStatusCode.Accepted) })
        {
            using var hook = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{\"events\":[]}") };
            hook.Headers.TryAddWithoutValidation(header, secret);
            Assert.Equal(status, (await _client.SendAsync(hook)).StatusCode);
        }
    }

    [Fact]
    public async Task Of_a_secret_set_by_api_desk_and_command_line()
    {
        await PutSecretAsync("by-api", _canaries.New("secret by api"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(HttpMethod.Put, "/api/secrets/Not-A-Name", new { value = _canaries.New("secret of a wrong name") })).StatusCode);
        using var broken = new StringContent($"{{\"value\": {_canaries.New("secret in broken json")}", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/api/secrets/by-api") { Content = broken };
        request.Headers.Authorization = new("Bearer", _session);
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.SendAsync(request)).StatusCode);
        await SendAsync(HttpMethod.Put, "/api/secrets/by-api", new { value = _canaries.New("secret that is too long") + new string('x', 70_000) });

        var desk = _portal.Get<SecretDesk>();
        _canaries.Saw("desk", (await desk.SetAsync(_ada, "by-desk", _canaries.New("secret by desk"), default)).ToString());
        _canaries.Saw("desk", (await desk.SetAsync(_ada, "?", _canaries.New("secret by desk of a wrong name"), default)).ToString());
        _canaries.Saw("desk", string.Concat((await desk.ListAsync(_ada, default))!.Value));

        Assert.Equal(0, await CliAsync(_canaries.New("secret by command line"), "secret", "set", "by-cli"));
        Assert.NotEqual(0, await CliAsync(_canaries.New("secret by command line of a wrong name"), "secret", "set", "Not-A-Name"));
        await File.WriteAllTextAsync(_scratch.At("value"), _canaries.New("secret by file"));
        Assert.Equal(0, await CliAsync("", "secret", "set", "by-file", "--from-file", _scratch.At("value")));
        Assert.Equal(0, await CliAsync("", "secret", "list"));
        await SendAsync(HttpMethod.Get, "/api/secrets");
        await SendAsync(HttpMethod.Get, "/api/secrets/by-api");
        await SendAsync(HttpMethod.Delete, "/api/secrets/by-cli");
    }

    [Fact]
    public async Task Of_a_password_and_of_the_link_by_which_it_is_set()
    {
        var link = (await ShownOnceAsync(HttpMethod.Post, "/api/people/bob/link")).GetProperty("result").GetString()!;
        _canaries.Watch("sign-in link", link.Split("code=")[1]);
        await FormAsync(link, HttpStatusCode.Redirect, shownOnce: true);
        var (first, second) = (_canaries.New("password"), _canaries.New("password asked again"));
        await FormAsync("/set-password", HttpStatusCode.OK, false, ("Form.New", first), ("Form.Again", second));
        await FormAsync("/set-password", HttpStatusCode.OK, false, ("Form.New", "short"), ("Form.Again", "short"));
        await FormAsync("/set-password", HttpStatusCode.Redirect, false, ("Form.New", first), ("Form.Again", first));
        await FormAsync("/set-password", HttpStatusCode.OK, false, ("Form.Current", second), ("Form.New", first), ("Form.Again", first));
        await FormAsync("/sign-in", HttpStatusCode.OK, false, ("Form.Name", "bob"), ("Form.Password", _canaries.New("wrong password")));
        await FormAsync("/sign-in", HttpStatusCode.OK, false, ("Form.Name", "nobody"), ("Form.Password", first));
        await FormAsync("/sign-in", HttpStatusCode.Redirect, false, ("Form.Name", "bob"), ("Form.Password", first));
        Assert.Contains("unknown, used or too old", await _client.GetStringAsync(new Uri(link, UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_what_a_channel_is_shown()
    {
        await using var receiver = await HookReceiver.StartAsync();
        var url = receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        await PutSecretAsync("team-address", $"{url}/{_canaries.New("channel address")}");
        await PutSecretAsync("team-signing", _canaries.New("signing secret"));
        await SendAsync(HttpMethod.Put, "/api/channels/team", new { kind = "Webhook", urlSecret = "team-address", signingSecret = "team-signing", kinds = new[] { "Promoted" } });
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Post, "/api/channels/team/test")).StatusCode);
        // It tells where it was called, in an error and in a redirect.
        foreach (var status in new[] { 404, 500, 302 })
        {
            receiver.Answer = context => { (context.Response.StatusCode, context.Response.Headers.Location) = (status, context.Request.Path.Value); return context.Response.WriteAsync(context.Request.Path); };
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(HttpMethod.Post, "/api/channels/team/test")).StatusCode);
        }
        await PutSecretAsync("team-address", $"http://localhost:{SmtpServer.PortOfNobody()}/{_canaries.New("address of nobody")}");
        Assert.NotEqual(0, await CliAsync("", "channel", "test", "team"));
        Assert.Equal(0, await CliAsync("", "channel", "list"));
        await SendAsync(HttpMethod.Get, "/api/channels");
        await FormAsync(await _portal.Get<SignInLinks>().CreateAsync(_ada.Id), HttpStatusCode.Redirect, shownOnce: true);
        Assert.Contains("team-address", await _client.GetStringAsync(new Uri("/admin/notifications?channel=team", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_token_and_of_the_codes_of_portal_login()
    {
        var token = _canaries.Watch("token", (await _portal.Tokens.CreateAsync(_ada, new("ci", [TokenScope.Read], _portal.Clock.GetUtcNow().AddDays(1)))).Result!);
        foreach (var shown in new[] { token, token[..^1], token + "x" })
        {
            foreach (var path in new[] { "/api/me", "/api/people", "/v2/" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.Authorization = new("Bearer", shown);
                await _client.SendAsync(request);
            }
            await CliAsync("", "whoami", "--token", shown);
        }
        await SendAsync(HttpMethod.Get, "/api/me/tokens");
        await _portal.Tokens.RevokeAsync(_ada, (await _portal.Tokens.ListAsync(_ada)).First(one => one.Name == "ci").Id);
        await CliAsync("", "whoami", "--token", token);

        var started = await ShownOnceAsync(HttpMethod.Post, "/api/device/start", new { machine = "here" });
        var device = _canaries.Watch("device code", started.GetProperty("deviceCode").GetString()!);
        await _client.PostAsJsonAsync("/api/device/token", new { deviceCode = device });
        await _client.PostAsJsonAsync("/api/device/token", new { deviceCode = _canaries.New("wrong device code") });
        await _portal.Get<DeviceLogins>().DenyAsync(_ada, started.GetProperty("userCode").GetString()!);
        await _client.PostAsJsonAsync("/api/device/token", new { deviceCode = device });
        await SendAsync(HttpMethod.Delete, "/api/me/session");
        await SendAsync(HttpMethod.Get, "/api/me");
    }

    private async Task NothingLeakedAsync()
    {
        Assert.InRange(_canaries.Logs.Lines.Count, 100, int.MaxValue);
        Assert.InRange(_canaries.Watched, 1, int.MaxValue);
        foreach (var path in new[] { "/api/activity", "/api/definitions", "/api/definitions/remote", "/api/people", "/health/ready" }) await SendAsync(HttpMethod.Get, path);
        var hits = await _canaries.HitsAsync(_portal);
        Assert.True(hits.Count == 0, string.Join('\n', hits));
    }

    // The session by which all the rest is asked is a canary itself.
    private async Task LogInAsync()
    {
        var started = await ShownOnceAsync(HttpMethod.Post, "/api/device/start", new { machine = "here" });
        await _portal.Get<DeviceLogins>().ApproveAsync(_ada, started.GetProperty("userCode").GetString()!);
        var device = _canaries.Watch("device code of the session", started.GetProperty("deviceCode").GetString()!);
        _session = _canaries.Watch("session", (await ShownOnceAsync(HttpMethod.Post, "/api/device/token", new { deviceCode = device })).GetProperty("token").GetString()!);
    }

    private async Task ShareAsync(RemoteSetting setting, bool worked)
    {
        Assert.Equal(worked, (await SendAsync(HttpMethod.Post, "/api/definitions/remote/test", setting)).IsSuccessStatusCode);
        await SendAsync(HttpMethod.Put, "/api/definitions/remote", setting);
        Assert.Equal(worked, (await SendAsync(HttpMethod.Post, "/api/definitions/remote/sync")).IsSuccessStatusCode);
        await SendAsync(HttpMethod.Get, "/api/definitions/remote");
    }

    private async Task PutSecretAsync(string name, string value) => Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Put, $"/api/secrets/{name}", new { value })).StatusCode);

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body = null) => SendAsync(method, path, body, shownOnce: false);

    private async Task<JsonElement> ShownOnceAsync(HttpMethod method, string path, object? body = null)
    {
        var answer = await SendAsync(method, path, body, shownOnce: true);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body, bool shownOnce)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (_session.Length > 0) request.Headers.Authorization = new("Bearer", _session);
        if (shownOnce) request.Options.Set(KeepingAnswers.ShownOnce, true);
        return await _client.SendAsync(request);
    }

    private async Task FormAsync(string page, HttpStatusCode expected, bool shownOnce, params (string Name, string Value)[] fields)
    {
        using var opened = new HttpRequestMessage(HttpMethod.Get, page);
        using var sent = new HttpRequestMessage(HttpMethod.Post, page);
        // The address of such a page is the secret: what is sent to it comes back to its asker alone.
        if (shownOnce) opened.Options.Set(KeepingAnswers.ShownOnce, true);
        if (shownOnce) sent.Options.Set(KeepingAnswers.ShownOnce, true);
        var html = await (await _client.SendAsync(opened)).Content.ReadAsStringAsync();
        sent.Content = new FormUrlEncodedContent([.. Portal.HiddenOf(html), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        Assert.Equal(expected, (await _client.SendAsync(sent)).StatusCode);
    }

    private async Task<int> CliAsync(string input, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])[Path.Combine(AppContext.BaseDirectory, "PromotionPortal.dll"), .. args]) start.ArgumentList.Add(arg);
        start.Environment[PortalClient.ServerVariable] = _client.BaseAddress!.ToString();
        start.Environment[PortalClient.TokenVariable] = _session;
        start.Environment["XDG_CONFIG_HOME"] = _scratch.Folder;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        _canaries.Saw($"what {string.Join(' ', args.Take(2))} prints", await process.StandardOutput.ReadToEndAsync() + await errors);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    // It lets one login in, and tells whoever it refuses what he showed.
    private static async Task<WebApplication> RegistryAsync(string login)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            var shown = context.Request.Headers.Authorization.ToString();
            if (shown == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(login)))
            {
                await context.Response.WriteAsJsonAsync(new { });
                return;
            }
            (context.Response.StatusCode, context.Response.Headers.WWWAuthenticate) = (StatusCodes.Status401Unauthorized, "Basic realm=\"hub\"");
            var clear = shown.StartsWith("Basic ", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromBase64String(shown["Basic ".Length..])) : "";
            await context.Response.WriteAsJsonAsync(new { errors = new[] { new { code = "UNAUTHORIZED", message = $"{shown} is not let in: {clear}" } } });
        });
        await app.StartAsync();
        return app;
    }
}
