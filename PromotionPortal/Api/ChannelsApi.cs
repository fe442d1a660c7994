using Microsoft.AspNetCore.Mvc;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Notices;
using PromotionPortal.Engine;
using PromotionPortal.Identity;
using PromotionPortal.Storage;

namespace PromotionPortal.Api;

/// <summary>A channel without its name, which stands in the address.</summary>
public sealed record ChannelBody(ChannelKind Kind, string UrlSecret, IReadOnlyList<NoticeKind> Kinds, string SigningSecret = "", IReadOnlyList<string>? Applications = null, IReadOnlyList<string>? Environments = null, bool IsOn = true)
{
    public ChannelSetting Named(string name) => new(name, Kind, UrlSecret, [.. Kinds])
    {
        SigningSecret = SigningSecret,
        Applications = [.. Applications ?? []],
        Environments = [.. Environments ?? []],
        IsOn = IsOn,
    };
}

/// <summary>Where teams are told of promotions. Addresses are secrets, and named only.</summary>
public static class ChannelsApi
{
    private const int MostBodyBytes = 64 * 1024;

    public sealed record Done(string Text);

    public static void MapChannels(this IEndpointRouteBuilder app)
    {
        var channels = app.MapGroup("/api/channels").WithTags("Channels").Needs(Verb.ManageChannels);
        channels.MapGet("/", async (Caller caller, ChannelDesk desk, CancellationToken stop) =>
            await desk.ListAsync(caller.Actor, stop) is { } list ? TypedResults.Ok(list) : (IResult)Problems.Forbidden(Access.Can(caller.Actor, Verb.ManageChannels).Reason));
        channels.MapPut("/{name}", async (string name, ChannelBody asked, Caller caller, ChannelDesk desk, CancellationToken stop) => Of(await desk.SetAsync(caller.Actor, asked.Named(name), stop)))
            .WithMetadata(new RequestSizeLimitAttribute(MostBodyBytes));
        channels.MapDelete("/{name}", async (string name, Caller caller, ChannelDesk desk, CancellationToken stop) => Of(await desk.DeleteAsync(caller.Actor, name, stop)));
        channels.MapPost("/{name}/test", async (string name, Caller caller, ChannelDesk desk, CancellationToken stop) => Of(await desk.TestAsync(caller.Actor, name, stop)));
    }

    private static IResult Of(Answer answer) => answer.IsDone ? TypedResults.Ok(new Done(answer.Text)) : Problems.Of(answer);
}
