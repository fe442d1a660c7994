using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PromotionPortal.Domain.Access;

namespace PromotionPortal.Tests.Identity;

/// <summary>Each door says no in the way that whoever knocks there understands.</summary>
public sealed class RefusalTests : IDisposable
{
    private readonly Portal _portal = new();

    [Fact]
    public async Task The_API_says_it_as_a_problem()
    {
        var answer = await _portal.CreateClient().GetAsync("/api/me");
        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());

        await _portal.AddAsync("ada", new Grant(Role.Viewer, Reach.All));
        var browser = await _portal.SignedInAsync("ada");
        var problem = await (await browser.GetAsync("/api/people")).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Super-admin is needed.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task The_registry_asks_its_clients_for_a_user_name_and_a_token()
    {
        var (status, body, headers) = await RefuseAsync(PolicyAuthorizationResult.Challenge());
        Assert.Equal(401, status);
        Assert.StartsWith("Basic realm=", headers.WWWAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal("UNAUTHORIZED", body.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_registry_says_why_a_token_is_not_enough()
    {
        var failure = AuthorizationFailure.Failed([new AuthorizationFailureReason(null!, "It lacks the scope.")]);
        var (status, body, _) = await RefuseAsync(PolicyAuthorizationResult.Forbid(failure));
        Assert.Equal(403, status);
        Assert.Equal(("DENIED", "It lacks the scope."), (body.GetProperty("errors")[0].GetProperty("code").GetString(), body.GetProperty("errors")[0].GetProperty("message").GetString()));
    }

    [Fact]
    public async Task A_page_that_is_not_there_says_so()
    {
        var answer = await _portal.CreateClient().GetAsync("/no-such-page");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("<h1", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    public void Dispose() => _portal.Dispose();

    private async Task<(int Status, JsonElement Body, IHeaderDictionary Headers)> RefuseAsync(PolicyAuthorizationResult result)
    {
        await using var scope = _portal.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Path = "/v2/shop/manifests/latest";
        context.Response.Body = new MemoryStream();
        var policy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        await _portal.Get<IAuthorizationMiddlewareResultHandler>().HandleAsync(_ => throw new InvalidOperationException("It got through."), context, policy, result);
        context.Response.Body.Position = 0;
        return (context.Response.StatusCode, await JsonSerializer.DeserializeAsync<JsonElement>(context.Response.Body), context.Response.Headers);
    }
}
