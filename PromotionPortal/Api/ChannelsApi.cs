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

/// <summary>Where teams are told of promotions, and each message that went out or is to. Addresses are secrets, and named only.</summary>
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

    public static void MapDeliveries(this IEndpointRouteBuilder app)
    {
        var messages = app.MapGroup("/api/deliveries").WithTags("Channels").Needs(Verb.ManageChannels);
        messages.MapGet("/", async (Caller caller, DeliveryDesk desk, CancellationToken stop, DeliveryState? state = null, string? to = null, long? promotion = null, int page = 1) =>
            await desk.ListAsync(caller.Actor, new(state, to, promotion, page), stop) is { } list ? TypedResults.Ok(list) : (IResult)Problems.Forbidden(Access.Can(caller.Actor, Verb.ManageChannels).Reason));
        messages.MapPost("/{id:long}/send", async (long id, Caller caller, DeliveryDesk desk, CancellationToken stop) => Of(await desk.SendAsync(caller.Actor, id, stop)));
    }

    private static IResult Of(Answer answer) => answer.IsDone ? TypedResults.Ok(new Done(answer.Text)) : Problems.Of(answer);
}
