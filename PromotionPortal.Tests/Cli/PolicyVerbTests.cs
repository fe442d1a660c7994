using System.CommandLine;
using System.Text.Json;
using PromotionPortal.Cli;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Identity;
using PromotionPortal.Storage;
using PromotionPortal.Tests.AccessMatrix;
using Portal = PromotionPortal.Tests.Identity.Portal;

namespace PromotionPortal.Tests.Cli;

/// <summary>Policies from the command line, as a super-admin who signed in with it meets them.</summary>
public sealed class PolicyVerbTests : IAsyncLifetime, IDisposable
{
    private const string Commented = "apiVersion: promotionportal/v1\nkind: Policy\nmetadata: { name: strict } # the one for production\nspec:\n  # Only what was tested.\n  pass: \"containerImageTag != ''\" # any tag\n  approvals: { count: 1 }\n";

    private readonly Portal _portal = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("policy-verbs-");
    private string _session = "";

    private DefinitionStore Store => _portal.Get<DefinitionStore>();

    private DefinitionsSnapshot Now => Store.Current;

    public async Task InitializeAsync()
    {
        _portal.UseKestrel(0);
        _portal.StartServer();
        await _portal.DefineShopAsync();
        _session = await SessionAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Every_flag_becomes_its_field_and_the_file_applies_it_in_the_same_commit()
    {
        var before = Now.Commit;
        var file = File("apply.yaml", Apply("hotfix", "applyToPolicyNames: [ hotfix ]", ("shop", "test")));
        Assert.Equal((0, ""), Errors(await RunAsync("create", "imagePromotionPolicy",
            "--name=hotfix", "--description=What may go fast", "--passCondition=containerImageTag.startsWith('1')", "--failCondition=false", "--approverCount=2",
            "--allowRequestFromApprove=true", "--allowImageBuilderFromApprove=true", "--allowApproverFromDeploy=true", $"--applyPath={file}")));
        var policy = Now.Policies["hotfix"];
        Assert.Equal(("What may go fast", "containerImageTag.startsWith('1')", "false", 2), (policy.Metadata.Description, policy.Fields.Pass, policy.Fields.Fail, policy.Fields.ApprovalCount));
        Assert.Equal((true, true, true), (policy.Fields.RequesterApproves, policy.Fields.BuilderApproves, policy.Fields.ApproverDeploys));
        Assert.Equal("hotfix", PolicyBindings.PolicyOf(Now, new("shop", "test")));
        Assert.Equal("open", PolicyBindings.PolicyOf(Now, new("cart", "test")));
        var revision = _portal.Get<DefinitionHistory>().Revisions(most: 1).Single();
        Assert.Equal((before, "Create policy hotfix and apply hotfix to shop in test"), (revision.Parent, revision.Message.Split('\n')[0]));
    }

    [Fact]
    public async Task The_lines_of_the_other_system_s_handbook_work_as_they_stand()
    {
        Assert.Equal((0, ""), Errors(await RunAsync("create", "imagePromotionPolicy", "--name=example-policy", "--description=This is a sample policy that promotes an image to production environment",
            "--passCondition=true", "--failCondition=false", "--approverCount=0", "--allowRequestFromApprove=false", "--allowImageBuilderFromApprove=false", "--allowApproverFromDeploy=false")));
        Assert.Equal((0, ""), Errors(await RunAsync("apply", "policy", $"-p={File("a.yaml", Apply("x", "applyToPolicyNames:\n      - \"example-policy\"", ("shop", "test"), ("cart", "test")))}")));
        Assert.All(["shop", "cart"], application => Assert.Equal("example-policy", PolicyBindings.PolicyOf(Now, new(application, "test"))));
        Assert.Equal("true", Now.Policies["example-policy"].Fields.Pass);
    }

    [Theory]
    [InlineData("approverCount", "There cannot be 7 approvals.", "--approverCount=7")]
    [InlineData("approverCount", "There cannot be -1 approvals.", "--approverCount=-1")]
    [InlineData("passCondition:1:1", "`containerImageTg` is not a variable", "--passCondition=containerImageTg == ''")]
    [InlineData("failCondition:2:2", "`nothing` is not a variable", "--failCondition=true &&\n nothing")]
    [InlineData("passCondition:1:1", "must give a bool", "--passCondition=digest")]
    [InlineData("name", "'Hot Fix' is no name.", "--name=Hot Fix")]
    public async Task What_makes_no_policy_is_refused_at_its_place(string place, string what, string flag)
    {
        var before = Now.Commit;
        string[] args = flag.StartsWith("--name", StringComparison.Ordinal) ? [flag] : ["--name=hotfix", flag];
        var (code, _, errors) = await RunAsync(["policy", "create", .. args]);
        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains(place, errors, StringComparison.Ordinal);
        Assert.Contains(what, errors, StringComparison.Ordinal);
        Assert.Equal(before, Now.Commit);
    }

    [Fact]
    public async Task A_description_has_at_most_300_letters()
    {
        Assert.Equal(0, (await RunAsync("policy", "create", "--name", "long-one", "--description", new string('x', 300))).Code);
        Assert.Contains("It has 301 letters.", (await RunAsync("policy", "create", "--name", "longer-one", "--description", new string('x', 301))).Errors, StringComparison.Ordinal);
        Assert.False(Now.Policies.ContainsKey("longer-one"));
    }

    [Fact]
    public async Task An_update_changes_what_is_given_and_keeps_every_other_letter_of_the_file()
    {
        await SaveAsync("policies/strict.yaml", Commented);
        Assert.Equal((0, "~ policies/strict  approvals 1 → 3\n"), Output(await RunAsync("policy", "update", "--name", "strict", "--approverCount", "3", "--dry-run")));
        Assert.Equal(0, (await RunAsync("update", "imagePromotionPolicy", "--name=strict", "--approverCount=3", "-m", "Three of them")).Code);
        Assert.Equal(Commented.Replace("count: 1", "count: 3", StringComparison.Ordinal), TextOf("strict"));
        Assert.Equal("Three of them", _portal.Get<DefinitionHistory>().Revisions(most: 1).Single().Message.Split('\n')[0]);

        Assert.Equal(0, (await RunAsync("policy", "update", "--name", "strict", "--passCondition", "", "--allowApproverFromDeploy", "true")).Code);
        Assert.Equal(((string?)null, 3, true), (Now.Policies["strict"].Fields.Pass, Now.Policies["strict"].Fields.ApprovalCount, Now.Policies["strict"].Fields.ApproverDeploys));
        Assert.Contains("# the one for production", TextOf("strict"), StringComparison.Ordinal);
        Assert.Contains("There is no policy 'nobody'.", (await RunAsync("policy", "update", "--name", "nobody", "--approverCount", "1")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_is_there_is_not_created_again()
    {
        var (code, _, errors) = await RunAsync("policy", "create", "--name", "open");
        Assert.Equal((ExitCode.Refused, true), (code, errors.Contains("There is a policy 'open' already. Change it with: portal policy update --name open", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("applyToPolicyNames: [ strict ]")]
    [InlineData("applyToPolicyName: strict")]
    public async Task Both_spellings_name_the_policy(string spelling)
    {
        await SaveAsync("policies/strict.yaml", Commented);
        Assert.Equal((0, "- policy-bindings/everything\n+ policy-bindings/strict\n"), Output(await RunAsync("policy", "apply", "-p", File("a.yaml", Apply("x", spelling, ("shop", "test"), ("cart", "test"))), "--dry-run"), sorted: true));
        Assert.Equal("open", PolicyBindings.PolicyOf(Now, new("shop", "test")));
        Assert.Equal(0, (await RunAsync("policy", "apply", "-p", File("a.yaml", Apply("x", spelling, ("shop", "test"))))).Code);
        Assert.Equal("strict", PolicyBindings.PolicyOf(Now, new("shop", "test")));
    }

    [Fact]
    public async Task An_empty_name_takes_the_policy_away_and_once_more_there_is_nothing_to_do()
    {
        var file = File("a.yaml", Apply("x", "applyToPolicyNames: [ \"\" ]", ("shop", "test")));
        Assert.Equal(0, (await RunAsync("policy", "apply", "-p", file)).Code);
        Assert.Equal((null, "open"), (PolicyBindings.PolicyOf(Now, new("shop", "test")), PolicyBindings.PolicyOf(Now, new("cart", "test"))));
        Assert.Equal((0, "Nothing to do: it is so already.\n"), Output(await RunAsync("policy", "apply", "-p", file)));
    }

    [Fact]
    public async Task Every_unknown_name_is_named_and_nothing_is_applied_half()
    {
        var before = Now.Commit;
        var (code, _, errors) = await RunAsync("policy", "apply", "-p", File("a.yaml", Apply("x", "applyToPolicyNames: [ nothing ]", ("shop", "test"), ("shap", "test"), ("cart", "tset"))));
        Assert.Equal(ExitCode.Refused, code);
        Assert.All(["There is no policy 'nothing'.", "There is no application 'shap'.", "There is no environment 'tset'."], what => Assert.Contains(what, errors, StringComparison.Ordinal));
        Assert.Equal(before, Now.Commit);
    }

    [Theory]
    [InlineData("applyToPolicyNames: [ open, other ]", "One policy governs a pair, but several are named.")]
    [InlineData("description: none", "No policy is named.")]
    public async Task One_policy_is_named_or_none_is_applied(string spelling, string what) =>
        Assert.Contains(what, (await RunAsync("policy", "apply", "-p", File("a.yaml", Apply("x", spelling, ("shop", "test"))))).Errors, StringComparison.Ordinal);

    [Theory]
    [InlineData("kind: Policy\nmetadata: { name: abc }\nspec: {}\n", "This is no policy to apply.")]
    [InlineData("", "Nothing is to be applied here.")]
    [InlineData("a: [", "a.yaml:")]
    public async Task What_applies_no_policy_is_told(string text, string what) =>
        Assert.Contains(what, (await RunAsync("policy", "apply", "-p", File("a.yaml", text))).Errors, StringComparison.Ordinal);

    [Fact]
    public async Task A_policy_and_its_places_are_created_together_or_not_at_all()
    {
        var before = Now.Commit;
        Assert.Contains("There is no application 'shap'.", (await RunAsync("policy", "create", "--name", "hotfix", "--applyPath", File("a.yaml", Apply("x", "applyToPolicyName: hotfix", ("shap", "test"))))).Errors, StringComparison.Ordinal);
        Assert.Contains("not the policy hotfix", (await RunAsync("policy", "create", "--name", "hotfix", "--applyPath", File("b.yaml", Apply("x", "applyToPolicyName: \"\"", ("shop", "test"))))).Errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Usage, (await RunAsync("policy", "create", "--name", "hotfix", "--applyPath", "/nowhere/a.yaml")).Code);
        Assert.Equal(before, Now.Commit);
    }

    [Fact]
    public async Task What_is_applied_is_not_deleted_and_the_pairs_are_named()
    {
        Assert.Contains("The policy open is applied to shop in test, cart in test. Apply another one there first, or none.", (await RunAsync("policy", "delete", "open")).Errors, StringComparison.Ordinal);
        await SaveAsync("policies/strict.yaml", Commented);
        Assert.Equal((0, "- policies/strict\n"), Output(await RunAsync("policy", "delete", "strict", "--dry-run")));
        Assert.Equal(0, (await RunAsync("policy", "delete", "strict")).Code);
        Assert.False(Now.Policies.ContainsKey("strict"));
        Assert.Contains("There is no policy 'strict'.", (await RunAsync("policy", "delete", "strict")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_are_listed_and_shown_for_people_and_for_scripts()
    {
        await SaveAsync("policies/strict.yaml", Commented);
        var list = (await RunAsync("policy", "list")).Output.Split('\n');
        Assert.Matches("^open +no approvals +2 pairs$", list[0]);
        Assert.Matches("^strict +1 approval +nowhere$", list[1]);
        var shown = (await RunAsync("policy", "get", "open")).Output;
        Assert.Contains("  pass: every image\n", shown, StringComparison.Ordinal);
        Assert.Contains("  applied to shop in test\n", shown, StringComparison.Ordinal);
        var json = JsonSerializer.Deserialize<JsonElement>((await RunAsync("policy", "get", "strict", "--output", "json")).Output);
        Assert.Equal(("containerImageTag != ''", 1, false), (json.GetProperty("passCondition").GetString(), json.GetProperty("approverCount").GetInt32(), json.GetProperty("allowRequestFromApprove").GetBoolean()));
        Assert.Equal(ExitCode.Refused, (await RunAsync("policy", "get", "nobody")).Code);
    }

    [Fact]
    public async Task Conditions_are_tried_on_the_images_that_are_there()
    {
        await using (var db = _portal.Db())
        {
            foreach (var (letter, tag) in new[] { ('1', "1.0.0"), ('2', "2.1.0") })
                db.Images.Add(new ImageRow { Application = "shop", Digest = $"sha256:{new string(letter, 64)}", Tags = [tag], Platforms = [], Annotations = "{}", FirstSeenAt = DateTimeOffset.UnixEpoch.AddDays(letter) });
            await db.SaveChangesAsync();
        }
        var (code, output, _) = await RunAsync("policy", "test", "--passCondition", "semver(containerImageTag) >= semver('2.0.0')", "--application", "shop", "--explain");
        Assert.Equal(0, code);
        Assert.Matches("^yes 2\\.1\\.0 .*The conditions hold\\.\n    pass:\n", output);
        Assert.Matches("\nno  1\\.0\\.0 .*The pass condition does not hold\\.", output);
        Assert.Contains("containerImageTag → \"1.0.0\"", output, StringComparison.Ordinal);
        Assert.Matches("^yes 2\\.1\\.0 .*There is no condition\\.\n$", (await RunAsync("policy", "test", "open", "--application", "shop", "--images", "1")).Output);
        Assert.Matches("^yes 2\\.1\\.0", (await RunAsync("policy", "test", "--environment", "test", "--application", "shop", "--images", "1")).Output);
    }

    [Theory]
    [InlineData("There is no policy 'nobody'.", "nobody", "--application", "shop")]
    [InlineData("There is no application 'nothing'.", "open", "--application", "nothing")]
    [InlineData("There is no environment 'nowhere'.", "--environment", "nowhere", "--application", "shop")]
    [InlineData("passCondition:1:1: `x` is not a variable", "--passCondition", "x", "--application", "shop")]
    [InlineData("Name what to try", "--application", "shop")]
    [InlineData("1 to 50 images", "open", "--application", "shop", "--images", "51")]
    public async Task What_cannot_be_tried_is_told(string what, params string[] args)
    {
        var (code, _, errors) = await RunAsync(["policy", "test", .. args]);
        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains(what, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policy", "create")]
    [InlineData("policy", "create", "--name", "abc", "--approverCount", "two")]
    [InlineData("policy", "apply")]
    [InlineData("policy", "test", "open")]
    [InlineData("apply", "policy")]
    [InlineData("apply")]
    public async Task A_wrong_command_line_is_told_before_anything_is_asked(params string[] args) => Assert.Equal(ExitCode.Usage, (await RunAsync(args)).Code);

    [Fact]
    public async Task Who_may_not_change_policies_proposes()
    {
        _session = await SessionAsync("vera", new Grant(Role.Viewer, Reach.All));
        Assert.Contains("You may propose it.", (await RunAsync("policy", "create", "--name", "hotfix")).Errors, StringComparison.Ordinal);
        Assert.Contains("waits for somebody who may accept it.", (await RunAsync("policy", "create", "--name", "hotfix", "--propose")).Output, StringComparison.Ordinal);
        Assert.False(Now.Policies.ContainsKey("hotfix"));
        _session = await SessionAsync("part", new Grant(Role.Viewer, new("cart", "*")));
        Assert.Contains("There is no application 'shop'.", (await RunAsync("policy", "apply", "-p", File("a.yaml", Apply("x", "applyToPolicyName: open", ("shop", "test"))))).Errors, StringComparison.Ordinal);
        Assert.Contains("There is no application 'shop'.", (await RunAsync("policy", "test", "open", "--application", "shop")).Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("shop", (await RunAsync("policy", "get", "open")).Output, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _portal.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Apply(string source, string policy, params (string Application, string Environment)[] pairs) =>
        $"apiVersion: v1\nkind: artifactPromotionPolicy\nspec:\n  payload:\n    applicationEnvironments:\n{string.Concat(pairs.Select(pair => $"      - appName: \"{pair.Application}\"\n        envName: \"{pair.Environment}\"\n"))}    {policy} # {source}\n";

    private string File(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    private string? TextOf(string policy) => _portal.Get<DefinitionHistory>().TextAt(Now.Commit, new(DefinitionKind.Policy, policy));

    private async Task SaveAsync(string path, string text) =>
        Assert.IsType<CommitOutcome.Committed>(await Store.CommitAsync([new(path, text)], Now.Commit, new("Ada", "ada@example.org", "ada", "c-2"), "Prepare"));

    private static (int Code, string Errors) Errors((int Code, string Output, string Errors) ended) => (ended.Code, ended.Errors);

    private static (int Code, string Output) Output((int Code, string Output, string Errors) ended, bool sorted = false) =>
        (ended.Code, sorted ? string.Concat(ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Reverse().Select(line => line + "\n")) : ended.Output);

    // What `portal login` gives: a token could never change a policy.
    private async Task<string> SessionAsync(string name, Grant grant)
    {
        await _portal.AddAsync(name, grant);
        var devices = _portal.Get<DeviceLogins>();
        var started = (await devices.StartAsync("tests", "here"))!;
        Assert.True((await devices.ApproveAsync(await _portal.ActorAsync(name), started.UserCode)).IsDone);
        return (await devices.CollectAsync(started.DeviceCode)).Token!;
    }

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var server = _portal.ClientOptions.BaseAddress.GetLeftPart(UriPartial.Authority);
        var code = await Verbs.InvokeAsync([.. args, "--server", server, "--token", _session], new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }
}
