using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Tests.AccessMatrix;

namespace PromotionPortal.Tests.Identity;

/// <summary>The draft of a flow over HTTP, as a canvas sends it.</summary>
public sealed class FlowDraftDoorTests : IDisposable
{
    private const string Flow = "apiVersion: promotionportal/v1\nkind: Flow\nmetadata: { name: standard }\nspec:\n  start: { images: true }\n  nodes:\n    - { id: test, stage: test }\n";

    private readonly Portal _portal = new();

    [Fact]
    public async Task Steps_are_taken_as_a_canvas_sends_them()
    {
        var ada = await BeginAsync();
        var state = await JsonAsync(await StepAsync(ada, """
            { "base": "", "product": "web", "steps": [
              { "id": "s-1", "label": "Add live", "ops": [
                { "op": "add", "node": { "id": "live", "stage": "test", "dependsOn": [ "test" ], "soak": null }, "at": [ 260, 0 ], "after": "test" },
                { "id": "live", "op": "set", "path": [ "ifFails" ], "value": "ignore" },
                { "op": "setFlow", "path": [ "spec", "limit" ], "value": "5d" },
                { "op": "move", "to": { "test": [ 0, 40 ] } } ] },
              { "id": "s-2", "undo": true },
              { "id": "s-3", "redo": true },
              { "id": "s-4", "label": "Remove what is gone", "ops": [ { "op": "remove", "id": "gone" } ] } ] }
            """));
        Assert.Equal((3, "Add live", "s-4", "5d"), (state.GetProperty("revision").GetInt32(), state.GetProperty("undo").GetString(), state.GetProperty("refused")[0].GetProperty("id").GetString(), state.GetProperty("graph").GetProperty("limit").GetString()));
        var live = state.GetProperty("graph").GetProperty("nodes")[1];
        Assert.Equal(("stage", "ignore", 260, "test", "live"), (live.GetProperty("kind").GetString(), live.GetProperty("ifFails").GetString(), live.GetProperty("at")[0].GetInt32(), live.GetProperty("dependsOn")[0].GetString(), live.GetProperty("spec").GetProperty("id").GetString()));
        var read = await JsonAsync(await ada.GetAsync("/api/flows/standard/draft?product=web&compare=" + _portal.Get<DefinitionStore>().Current.Commit));
        Assert.Equal(("live", "limit 5d"), (read.GetProperty("diff").GetProperty("added")[0].GetString(), read.GetProperty("diff").GetProperty("flow")[0].GetString()));
        Assert.Equal(HttpStatusCode.NoContent, (await ada.DeleteAsync("/api/flows/standard/draft")).StatusCode);
        Assert.Equal(0, (await JsonAsync(await ada.GetAsync("/api/flows/standard/draft"))).GetProperty("revision").GetInt32());
    }

    [Theory]
    [InlineData("""{ "base": "", "steps": [ null ] }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "base": "", "steps": [ { "id": "a", "undo": true, "redo": true } ] }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "base": "", "steps": [ { "id": "a", "label": "x", "ops": [ null ] } ] }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "base": "", "steps": [ { "id": "a", "label": "x", "ops": [ { "op": "move", "to": { "test": [ 1 ] } } ] } ] }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "base": "", "steps": [ { "id": "a", "label": "x", "ops": [ { "op": "move", "to": { "test": null } } ] } ] }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "base": "", "steps": [ { "id": "a", "label": "x", "ops": [ { "op": "set", "id": "test", "path": [ null ], "value": 1 } ] } ] }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "base": "", "steps": [ { "id": "a", "label": "x", "ops": [ { "op": "add", "node": { "id": "a", "id": "b" } } ] } ] }""", HttpStatusCode.BadRequest)]
    [InlineData("""{ "base": "", "steps": [ { "id": "a", "label": "x", "ops": [ { "op": "set", "id": "test", "path": [ "soak" ], "value": { "for": { "a": 1, "a": 2 } } } ] } ] }""", HttpStatusCode.BadRequest)]
    [InlineData("""{ "base": "", "steps": [ { "id": "a", "label": "x", "ops": [ { "op": "add", "node": [ 1 ] } ] } ] }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "base": "", "steps": [ { "id": "a", "label": "x", "ops": [ { "op": "burn" } ] } ] }""", HttpStatusCode.BadRequest)]
    [InlineData("""{ "base": "", "steps": [ { "id": "a", "label": "x", "ops": [ { "op": "remove" } ] } ] }""", HttpStatusCode.BadRequest)]
    [InlineData("""{ "steps": [] }""", HttpStatusCode.BadRequest)]
    public async Task What_is_no_step_is_the_callers_mistake(string body, HttpStatusCode expected) => Assert.Equal(expected, (await StepAsync(await BeginAsync(), body)).StatusCode);

    [Fact]
    public async Task A_body_that_is_too_large_is_not_read()
    {
        _portal.UseKestrel(0);
        _portal.StartServer();
        // Asked before the body is sent: who is refused while he still writes may not hear why.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/flows/standard/draft/steps") { Content = new StringContent(new string('x', 5 * 1024 * 1024), Encoding.UTF8, "application/json") };
        request.Headers.ExpectContinue = true;
        var ada = await BeginAsync();
        request.Headers.Authorization = ada.DefaultRequestHeaders.Authorization;
        using var patient = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = ada.BaseAddress };
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await patient.SendAsync(request)).StatusCode);
    }

    public void Dispose() => _portal.Dispose();

    private async Task<HttpClient> BeginAsync()
    {
        await _portal.AddAsync("ada", new Grant(Role.SuperAdmin, Reach.All));
        await _portal.DefineShopAsync();
        var store = _portal.Get<DefinitionStore>();
        Assert.IsType<CommitOutcome.Committed>(await store.CommitAsync([new("flows/standard.yaml", Flow)], store.Current.Commit, new("Sample", "sample@example.org", "sample", "c-2"), "Define the flow"));
        var client = _portal.CreateClient();
        var token = (await _portal.Tokens.CreateAsync(await _portal.ActorAsync("ada"), new("doors", [TokenScope.Read, TokenScope.Define], _portal.Clock.GetUtcNow().AddDays(1)))).Result!;
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static Task<HttpResponseMessage> StepAsync(HttpClient client, string body) => client.PostAsync("/api/flows/standard/draft/steps", new StringContent(body, Encoding.UTF8, "application/json"));

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer)
    {
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }
}
