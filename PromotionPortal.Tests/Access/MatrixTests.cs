using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using PromotionPortal.Tests.Identity;

namespace PromotionPortal.Tests.AccessMatrix;

/// <summary>Every door is really knocked at by everybody. What comes of it was read and approved; a door without a verb, a sample or an approved row fails.</summary>
public sealed class MatrixTests : IDisposable
{
    private readonly Portal _portal = new();

    [Fact]
    public void Every_door_names_its_verb_or_says_that_it_is_open_to_all() =>
        Assert.Equal([], Doors().Where(door => door.IsAnonymous == door.Verb is not null).Select(door => door.Name));

    [Fact]
    public void Every_door_has_a_sample_request() => Assert.Equal([], Doors().Where(door => !door.HasSample).Select(door => door.Name));

    [Fact]
    public async Task Who_gets_in_where_is_as_approved()
    {
        var callers = new Callers(_portal);
        await callers.InviteAsync();
        var text = new StringBuilder();
        foreach (var door in Doors())
        {
            text.Append(CultureInfo.InvariantCulture, $"{door.Name}  ({(door.IsAnonymous ? "open to all" : door.Verb)})\n");
            foreach (var (answer, names) in await KnockAsync(door, callers)) text.Append(CultureInfo.InvariantCulture, $"    {answer}: {names}\n");
        }
        ApprovedText.Check("Matrix", text.ToString());
    }

    public void Dispose() => _portal.Dispose();

    private IReadOnlyList<Door> Doors() => Door.Of(_portal.Get<EndpointDataSource>());

    private static async Task<IEnumerable<(string Answer, string Names)>> KnockAsync(Door door, Callers callers)
    {
        var answers = new List<(string Answer, string Caller)>();
        foreach (var (name, client) in callers.All) answers.Add((InWords(await (await client()).SendAsync(door.Request())), name));
        return answers.GroupBy(one => one.Answer, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, callers.InShort([.. group.Select(one => one.Caller)])));
    }

    private static string InWords(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized => "refused 401",
        HttpStatusCode.Forbidden => "refused 403",
        HttpStatusCode.Redirect when answer.Headers.Location!.ToString().Contains("/sign-in?ReturnUrl=", StringComparison.Ordinal) => "sent to sign in",
        var status => $"allowed {(int)status}",
    };
}
