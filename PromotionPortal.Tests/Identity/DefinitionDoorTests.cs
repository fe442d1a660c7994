using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using PromotionPortal.Cli;
using PromotionPortal.Domain.Access;
using PromotionPortal.Tests.AccessMatrix;

namespace PromotionPortal.Tests.Identity;

/// <summary>Definitions over HTTP and from the command line, as one person after another meets them.</summary>
public sealed class DefinitionDoorTests : IDisposable
{
    private const string Staging = "apiVersion: promotionportal/v1\nkind: Environment\nmetadata: { name: staging }\nspec:\n  position: 3\n";
    private const string Deli = "apiVersion: promotionportal/v1\nkind: Product\nmetadata: { name: deli }\n";

    private readonly Portal _portal = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portal-doors-");

    public DefinitionDoorTests()
    {
        _portal.UseKestrel(0);
        _portal.StartServer();
    }

    [Fact]
    public async Task A_definition_is_saved_read_changed_and_restored()
    {
        var ada = await ClientAsync("ada", Role.SuperAdmin);
        var saved = await JsonAsync(await ada.PostAsJsonAsync("/api/definitions/apply", new { files = new[] { new { text = $"{Staging}---\n{Deli}", path = "all.yaml" } } }), HttpStatusCode.OK);
        Assert.Equal(("saved", 2), (saved.GetProperty("result").GetString(), saved.GetProperty("changes").GetArrayLength()));
        var first = saved.GetProperty("commit").GetString()!;

        var text = await ada.SendAsync(new(HttpMethod.Get, "/api/definitions/environments/staging") { Headers = { Accept = { new("application/yaml") } } });
        Assert.Equal((Staging, $"\"{first}\""), (await text.Content.ReadAsStringAsync(), text.Headers.ETag!.Tag));

        var changed = Staging.Replace("3", "4", StringComparison.Ordinal);
        await JsonAsync(await PutAsync(ada, changed, first), HttpStatusCode.OK);
        var conflict = await JsonAsync(await PutAsync(ada, Staging.Replace("3", "5", StringComparison.Ordinal), first), HttpStatusCode.Conflict);
        Assert.Equal((changed, "4"), (conflict.GetProperty("merges")[0].GetProperty("theirs").GetString(), conflict.GetProperty("merges")[0].GetProperty("conflicts")[0].GetProperty("theirs").GetString()));

        await JsonAsync(await ada.PostAsJsonAsync("/api/definitions/environments/staging/restore", new { commit = first[..8] }), HttpStatusCode.OK);
        var history = await JsonAsync(await ada.GetAsync("/api/definitions/environments/staging/history"), HttpStatusCode.OK);
        Assert.Equal(
            ["Environment staging: position 4 → 3", "Environment staging: position 3 → 4", "Environment staging is new"],
            history.GetProperty("revisions").EnumerateArray().Select(revision => revision.GetProperty("changes")[0].GetProperty("words").GetString()));
    }

    [Fact]
    public async Task What_is_not_sound_is_refused_in_the_lines_of_the_file_that_was_sent_and_nothing_is_saved_half()
    {
        var ada = await ClientAsync("ada", Role.SuperAdmin);
        var bad = $"{Deli}---\n{Staging.Replace("position", "positon", StringComparison.Ordinal)}";
        var answer = await JsonAsync(await ada.PostAsJsonAsync("/api/definitions/apply", new { files = new[] { new { text = bad, path = "all.yaml" } } }), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("all.yaml:9:3: The key 'positon' is not known here. Did you mean 'position'?", answer.GetProperty("detail").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await ada.GetAsync("/api/definitions/products/deli")).StatusCode);
    }

    [Fact]
    public async Task Who_may_not_save_may_propose_and_who_may_accepts()
    {
        var vera = await ClientAsync("vera", Role.Viewer);
        var files = new[] { new { text = Deli } };
        var refused = await JsonAsync(await vera.PostAsJsonAsync("/api/definitions/apply", new { files }), HttpStatusCode.Forbidden);
        Assert.True(refused.GetProperty("mayPropose").GetBoolean());
        var proposed = await JsonAsync(await vera.PostAsJsonAsync("/api/definitions/apply", new { files, propose = true }), HttpStatusCode.Accepted);
        var path = $"/api/proposals/{proposed.GetProperty("proposal")}";

        var ada = await ClientAsync("ada", Role.SuperAdmin);
        Assert.True((await JsonAsync(await ada.GetAsync(path), HttpStatusCode.OK)).GetProperty("plan").GetProperty("canBeSaved").GetBoolean());
        Assert.Equal(HttpStatusCode.Forbidden, (await vera.PostAsJsonAsync($"{path}/accept", new { })).StatusCode);
        Assert.Equal("saved", (await JsonAsync(await ada.PostAsJsonAsync($"{path}/accept", new { }), HttpStatusCode.OK)).GetProperty("result").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, (await ada.PostAsJsonAsync($"{path}/accept", new { })).StatusCode);
        Assert.Equal("Accepted", (await JsonAsync(await vera.GetAsync(path), HttpStatusCode.OK)).GetProperty("proposal").GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_is_not_for_a_person_is_in_no_list_history_or_comparison()
    {
        await _portal.DefineShopAsync();
        var cora = await ClientAsync("cora", Role.Viewer, "cart");
        var list = await JsonAsync(await cora.GetAsync("/api/definitions/applications"), HttpStatusCode.OK);
        Assert.Equal("cart", Assert.Single(list.GetProperty("definitions").EnumerateArray()).GetProperty("name").GetString());
        var all = await cora.GetStringAsync("/api/definitions/history");
        Assert.Contains("applications/cart.yaml", all, StringComparison.Ordinal);
        Assert.DoesNotContain("shop", all, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.NotFound, (await cora.GetAsync("/api/definitions/applications/shop/history")).StatusCode);
    }

    [Fact]
    public async Task A_secret_that_is_named_and_not_set_is_a_problem_for_api_and_command_line_too()
    {
        var store = _portal.Get<PromotionPortal.Definitions.DefinitionStore>();
        await store.CommitAsync(
            [new("registries/hub.yaml", "apiVersion: promotionportal/v1\nkind: Registry\nmetadata: { name: hub }\nspec: { url: \"https://registry.example.org\", credentials: hub-login }\n")],
            store.Current.Commit, new("Ada", "ada@example.org", "ada", "c-1"), "Add a registry");
        var token = await TokenAsync("ada", Role.SuperAdmin, "*");
        var ada = _portal.CreateClient();
        ada.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        async Task<int[]> CountsAsync() =>
        [
            (await JsonAsync(await ada.GetAsync("/api/definitions"), HttpStatusCode.OK)).GetProperty("problems").GetArrayLength(),
            (await JsonAsync(await ada.GetAsync("/api/definitions/registries"), HttpStatusCode.OK)).GetProperty("definitions")[0].GetProperty("problems").GetInt32(),
            (await JsonAsync(await ada.GetAsync("/api/definitions/registries/hub"), HttpStatusCode.OK)).GetProperty("problems").GetArrayLength(),
        ];
        Assert.All(await CountsAsync(), count => Assert.Equal(1, count));
        Assert.Matches("^hub +\\(has problems\\)\n$", (await RunAsync(token, "list", "registry")).Output);
        Assert.Contains("The secret 'hub-login' is not set.", (await RunAsync(token, "list")).Output, StringComparison.Ordinal);
        Assert.True((await _portal.Get<PromotionPortal.Engine.SecretDesk>().SetAsync(await _portal.ActorAsync("ada"), "hub-login", "robot:x", default)).IsDone);
        Assert.All(await CountsAsync(), count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task The_verbs_plan_apply_prune_and_say_no()
    {
        var token = await TokenAsync("ada", Role.SuperAdmin, "*");
        Write("environments/staging.yaml", Staging);
        Write("environments/perf.yaml", Staging.Replace("staging", "perf", StringComparison.Ordinal));
        Assert.Equal((0, "+ environments/perf\n+ environments/staging\n"), await RunAsync(token, "apply", "-f", _folder.FullName, "--dry-run"));
        Assert.Equal(0, (await RunAsync(token, "apply", "-f", _folder.FullName)).Code);

        File.Delete(Path.Combine(_folder.FullName, "environments/perf.yaml"));
        Write("environments/staging.yaml", Staging.Replace("3", "7", StringComparison.Ordinal));
        Assert.Equal((0, "~ environments/staging  position 3 → 7\n"), await RunAsync(token, "apply", "-f", _folder.FullName, "--dry-run"));
        Assert.Equal((0, "~ environments/staging  position 3 → 7\n- environments/perf\n"), await RunAsync(token, "apply", "-f", _folder.FullName, "--prune", "--dry-run"));
        Assert.Equal(0, (await RunAsync(token, "apply", "-f", _folder.FullName, "--prune")).Code);
        Assert.Equal((0, "staging\n"), await RunAsync(token, "list", "Environment"));
        Assert.Equal((ExitCode.Refused, ""), await RunAsync(token, "get", "environment", "perf"));
        Assert.Equal(ExitCode.Usage, (await RunAsync(token, "list", "nothings")).Code);
    }

    [Theory]
    [InlineData("apply", "{\"files\":[null]}", HttpStatusCode.BadRequest)]
    [InlineData("apply", "{\"files\":[]}", HttpStatusCode.BadRequest)]
    [InlineData("apply", "{\"files\":[{\"path\":\"environments/prod.yaml\"}]}", HttpStatusCode.BadRequest)]
    [InlineData("apply", "{\"files\":[{\"text\":null,\"path\":\"../../etc\"}]}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("apply", "{\"files\":[{\"text\":\"kind: [\"}]}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("apply", "{\"files\":[{\"text\":null,\"path\":\"environments/prod.yaml\"}],\"base\":\"--all\"}", HttpStatusCode.NotFound)]
    [InlineData("import/spinnaker", "{\"files\":[null]}", HttpStatusCode.BadRequest)]
    [InlineData("import/elsewhere", "{\"files\":[{\"path\":\"a\",\"text\":\"[]\"}]}", HttpStatusCode.NotFound)]
    [InlineData("import/spinnaker", "{\"files\":[{\"path\":\"a\",\"text\":\"[\"}]}", HttpStatusCode.UnprocessableEntity)]
    public async Task What_makes_no_sense_is_told_and_is_no_fault_of_ours(string door, string body, HttpStatusCode expected)
    {
        var ada = await ClientAsync("ada", Role.SuperAdmin);
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        Assert.Equal(expected, (await ada.PostAsync($"/api/definitions/{door}", content)).StatusCode);
    }

    [Fact]
    public async Task A_schema_is_for_everybody()
    {
        var answer = await _portal.CreateClient().GetAsync("/schemas/policyBinding.json");
        Assert.Equal("PolicyBinding", (await JsonAsync(answer, HttpStatusCode.OK)).GetProperty("title").GetString());
        Assert.True(answer.Headers.CacheControl!.Public);
        Assert.Equal(HttpStatusCode.NotFound, (await _portal.CreateClient().GetAsync("/schemas/nothing.json")).StatusCode);
    }

    [Theory]
    [InlineData("policy", "containerImageTag")]
    [InlineData("flow", "nodes")]
    public async Task What_a_condition_can_be_written_with_is_for_everybody(string place, string variable)
    {
        var words = await JsonAsync(await _portal.CreateClient().GetAsync($"/schemas/cel/{place}.json"), HttpStatusCode.OK);
        Assert.Contains(words.GetProperty("variables").EnumerateArray(), word => word.GetProperty("name").GetString() == variable);
        Assert.Contains(words.GetProperty("functions").EnumerateArray(), word => word.GetProperty("form").GetString() == "semver(string) → semver");
        Assert.Equal(HttpStatusCode.NotFound, (await _portal.CreateClient().GetAsync("/schemas/cel/nowhere.json")).StatusCode);
    }

    public void Dispose()
    {
        _portal.Dispose();
        _folder.Delete(recursive: true);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string text, string commit)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, "/api/definitions/environments/staging") { Content = JsonContent.Create(new { text }) };
        request.Headers.IfMatch.Add(new($"\"{commit}\""));
        return client.SendAsync(request);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    private void Write(string path, string text)
    {
        var full = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private async Task<HttpClient> ClientAsync(string name, Role role, string application = "*")
    {
        var client = _portal.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(name, role, application));
        return client;
    }

    private async Task<string> TokenAsync(string name, Role role, string application)
    {
        await _portal.AddAsync(name, new Grant(role, new(application, "*")));
        return (await _portal.Tokens.CreateAsync(await _portal.ActorAsync(name), new("doors", [TokenScope.Read, TokenScope.Define], _portal.Clock.GetUtcNow().AddDays(1)))).Result!;
    }

    private async Task<(int Code, string Output)> RunAsync(string token, params string[] args)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var server = _portal.ClientOptions.BaseAddress.GetLeftPart(UriPartial.Authority);
        var code = await Verbs.InvokeAsync([.. args, "--server", server, "--token", token], new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString());
    }
}
