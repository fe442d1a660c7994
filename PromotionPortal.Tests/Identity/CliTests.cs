using System.CommandLine;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Cli;
using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;

namespace PromotionPortal.Tests.Identity;

/// <summary>The real verbs against the real portal on a free port. The environment is the process's, so these run one after another.</summary>
public sealed class CliTests : IDisposable
{
    private readonly Portal _portal = new();
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("portal-cli-");
    private readonly string _server;

    public CliTests()
    {
        Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", _home.FullName);
        Environment.SetEnvironmentVariable(PortalClient.TokenVariable, null);
        Environment.SetEnvironmentVariable(PortalClient.ServerVariable, null);
        _portal.UseKestrel(0);
        _portal.StartServer();
        _server = _portal.ClientOptions.BaseAddress.GetLeftPart(UriPartial.Authority);
    }

    [Fact]
    public async Task Logging_in_waits_for_the_browser_and_keeps_the_session_for_its_owner_alone()
    {
        await _portal.AddAsync("ada", new Grant(Role.BuildAndDeploy, new("shop", "*")));
        var login = RunAsync("login", "--server", _server);
        await ApproveFirstAsync("ada");
        Assert.Contains("Signed in to " + _server, (await login).Output, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SessionFile.Path));

        var me = await RunAsync("whoami");
        Assert.Equal((ExitCode.Ok, "ada the person, by Session\n  BuildAndDeploy of shop in *\n"), (me.Code, me.Output));

        Assert.Equal(ExitCode.Ok, (await RunAsync("logout")).Code);
        Assert.False(File.Exists(SessionFile.Path));
        Assert.Equal(ExitCode.NotSignedIn, (await RunAsync("whoami", "--server", _server)).Code);
        await using var db = _portal.Db();
        Assert.NotNull((await db.ApiTokens.SingleAsync()).RevokedAt);
    }

    [Fact]
    public async Task What_one_may_see_is_found_with_its_address_and_ones_taste_is_chosen()
    {
        await _portal.AddAsync("root", new Grant(Role.SuperAdmin, Reach.All));
        var login = RunAsync("login", "--server", _server);
        await ApproveFirstAsync("root");
        await login;

        Assert.Matches("^People\n  root the person +/admin/people\\?person=root +root\n$", (await RunAsync("find", "root", "the")).Output);
        Assert.Contains("\"address\":\"/admin/secrets\"", (await RunAsync("find", "secrets", "--output", "json")).Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Ok, "Nothing found.\n"), (await RunAsync("find", "zzz")) is var none ? (none.Code, none.Output) : default);

        Assert.Equal("Theme: as each browser has it\nSingle keys: as each browser has it\n", (await RunAsync("preferences")).Output);
        Assert.Equal("Theme: dark\nSingle keys: off\n", (await RunAsync("preferences", "--theme", "dark", "--single-keys", "off")).Output);
        Assert.Equal("Theme: dark\nSingle keys: on\n", (await RunAsync("preferences", "--single-keys", "on")).Output);
        Assert.Equal(ExitCode.Usage, (await RunAsync("preferences", "--theme", "pink")).Code);
    }

    [Fact]
    public async Task Groups_and_grants_are_kept_from_the_command_line()
    {
        await _portal.AddAsync("root", new Grant(Role.SuperAdmin, Reach.All));
        await _portal.AddAsync("ada");
        var login = RunAsync("login", "--server", _server);
        await ApproveFirstAsync("root");
        await login;

        Assert.Equal("The group sre was created.\n", (await RunAsync("group", "create", "sre", "--title", "Site reliability")).Output);
        Assert.Equal("ada the person is now in the group sre, until 2027-01-31 00:00 UTC.\n", (await RunAsync("group", "add", "sre", "ada", "--until", "2027-01-31")).Output);
        Assert.Equal("The group sre has now: Hotfix of product web in class prod.\n",
            (await RunAsync("grant", "give", "Hotfix", "--group", "sre", "--application", "product:web", "--environment", "class:prod", "--why", "on call")).Output);
        var list = await RunAsync("grant", "list", "--holder", "sre");
        Assert.Contains("sre                  Hotfix of product:web in class:prod, through sre, given by root the person", list.Output, StringComparison.Ordinal);
        Assert.Contains("ada                  put in by root the person, until 2027-01-31", (await RunAsync("group", "show", "sre")).Output, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"sre\"", (await RunAsync("group", "list", "--output", "json")).Output, StringComparison.Ordinal);
        Assert.Contains("sre                     1 people    1 rights  Site reliability", (await RunAsync("group", "list")).Output, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Ok, (await RunAsync("grant", "take", list.Output.Trim().Split(' ')[0])).Code);
        Assert.Equal(ExitCode.Ok, (await RunAsync("group", "remove", "sre", "ada")).Code);
        Assert.Equal("The group sre is gone.\n", (await RunAsync("group", "delete", "sre")).Output);

        Assert.Contains("There is no right 'Fly'", (await RunAsync("grant", "give", "Fly", "--person", "ada")).Errors, StringComparison.Ordinal);
        Assert.Contains("either a 'person' or a 'group'", (await RunAsync("grant", "give", "Viewer")).Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await RunAsync("grant", "give", "Viewer", "--person", "ada", "--until", "someday")).Code);
    }

    [Fact]
    public async Task A_refused_login_says_so_and_leaves_nothing()
    {
        await _portal.AddAsync("ada");
        var login = RunAsync("login", "--server", _server);
        await ApproveFirstAsync("ada", deny: true);
        Assert.Equal((ExitCode.Refused, "The sign-in was refused in the browser.\n"), ((await login).Code, (await login).Errors));
        Assert.False(File.Exists(SessionFile.Path));
    }

    [Fact]
    public async Task A_token_is_taken_from_the_option_or_the_environment()
    {
        await _portal.AddAsync("ada");
        var token = (await _portal.Tokens.CreateAsync(await _portal.ActorAsync("ada"), new("ci", [TokenScope.Read], _portal.Clock.GetUtcNow().AddDays(1)))).Result!;
        Assert.Equal("ada the person, by Token\n", (await RunAsync("whoami", "--server", _server, "--token", token)).Output);
        Environment.SetEnvironmentVariable(PortalClient.TokenVariable, token);
        Environment.SetEnvironmentVariable(PortalClient.ServerVariable, _server);
        Assert.Equal("ada the person, by Token\n", (await RunAsync("whoami")).Output);
    }

    [Fact]
    public async Task A_session_is_sent_to_no_other_portal()
    {
        SessionFile.Write(new("http://localhost:1", "pp_secret", TimeProvider.System.GetUtcNow()));
        Assert.Equal(ExitCode.NotSignedIn, (await RunAsync("whoami", "--server", _server)).Code);
    }

    [Theory]
    [InlineData(ExitCode.NotSignedIn, "Not signed in", "whoami", "--server", "{server}", "--token", "pp_wrong")]
    [InlineData(ExitCode.Usage, "Which portal?", "whoami")]
    [InlineData(ExitCode.Usage, "no http or https address", "whoami", "--server", "ftp://portal")]
    [InlineData(ExitCode.Usage, "--unheard-of", "whoami", "--unheard-of")]
    [InlineData(ExitCode.Unreachable, "cannot be reached", "whoami", "--server", "http://localhost:1", "--token", "t")]
    [InlineData(ExitCode.NotSignedIn, "You are not signed in.", "logout")]
    public async Task A_failure_is_words_and_a_code(int code, string words, params string[] args)
    {
        var run = await RunAsync([.. args.Select(arg => arg.Replace("{server}", _server, StringComparison.Ordinal))]);
        Assert.Equal(code, run.Code);
        Assert.Contains(words, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_portal_refuses_is_told_in_its_words()
    {
        await _portal.AddAsync("ada");
        var token = (await _portal.Tokens.CreateAsync(await _portal.ActorAsync("ada"), new("ci", [TokenScope.Read], _portal.Clock.GetUtcNow().AddDays(1)))).Result!;
        using var client = new PortalClient(new(_server), token);
        var refused = await Assert.ThrowsAsync<CliException>(() => client.GetAsync("/api/people", CancellationToken.None));
        Assert.Equal(ExitCode.Refused, refused.Code);
        Assert.StartsWith("Not allowed: ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistyped_verb_starts_no_server() => Assert.Equal(ExitCode.Usage, await Verbs.RunAsync(["aprove", "7"]));

    public void Dispose()
    {
        Environment.SetEnvironmentVariable("XDG_CONFIG_HOME", null);
        Environment.SetEnvironmentVariable(PortalClient.TokenVariable, null);
        Environment.SetEnvironmentVariable(PortalClient.ServerVariable, null);
        _portal.Dispose();
        _home.Delete(recursive: true);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await Verbs.InvokeAsync(args, new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }

    // What the person does in the browser, as soon as the command line asks.
    private async Task ApproveFirstAsync(string userName, bool deny = false)
    {
        var devices = _portal.Services.GetRequiredService<DeviceLogins>();
        var actor = await _portal.ActorAsync(userName);
        string? code = null;
        while (code is null)
        {
            await Task.Delay(20);
            await using var db = _portal.Db();
            code = await db.DeviceLogins.Select(row => row.UserCode).FirstOrDefaultAsync();
        }
        Assert.True((await (deny ? devices.DenyAsync(actor, code) : devices.ApproveAsync(actor, code))).IsDone);
    }
}
