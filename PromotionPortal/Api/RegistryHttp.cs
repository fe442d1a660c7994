using Microsoft.AspNetCore.Http.Features;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Embedded;

namespace PromotionPortal.Api;

/// <summary>Whether a caller may do what he asks of an embedded registry.</summary>
public enum RegistryAnswer
{
    Allowed,
    SignInFirst,
    Forbidden,
}

/// <summary>Decides on every request. Registry and repository are empty for the question whether the caller is known at all.</summary>
public delegate ValueTask<RegistryAnswer> RegistryGate(HttpContext context, bool push, string registry, string repository);

/// <summary>Is told of every tag that was pushed.</summary>
public delegate Task RegistryPushed(string registry, string repository, string tag, Digest digest, CancellationToken stop);

/// <summary>The embedded registries by the OCI distribution protocol. The first part of an image's path is the registry's name.</summary>
public static class RegistryHttp
{
    // The length of "/v2/".
    private const int Root = 4;

    private static readonly string[] s_verbs = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    public static void MapEmbeddedRegistry(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapMethods("/v2/{**rest}", s_verbs, AnswerAsync)
            .AllowAnonymous() // the gate asks on every request, and answers as registry clients expect it
            .DisableAntiforgery().ExcludeFromDescription();

    private static async Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        try
        {
            await DispatchAsync(context);
        }
        catch (RegistryException e)
        {
            await RegistryHttpErrors.WriteAsync(context, e);
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The caller is gone; what has arrived of an upload stays, so that he can go on.
        }
    }

    private static async Task DispatchAsync(HttpContext context)
    {
        // "/v2" alone asks the same as "/v2/".
        var path = context.Request.Path.Value is { Length: > Root } whole ? whole[Root..] : "";
        if (path.Length == 0)
        {
            if (await MayAsync(context, push: false, "", "")) await context.Response.WriteAsJsonAsync(new { });
            return;
        }
        var address = RegistryAddress.Read(path) ?? throw Unknown(OciError.NameInvalid, "There is nothing at this address.");
        var push = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        if (!await MayAsync(context, push || address.Kind == RegistryThing.Upload, address.Registry, address.Repository)) return;
        var registry = context.RequestServices.GetRequiredService<Registries>().FindEmbedded(address.Registry)
            ?? throw Unknown(OciError.NameUnknown, $"The portal carries no registry '{address.Registry}'.");
        await ServeAsync(context, registry, address);
    }

    private static Task ServeAsync(HttpContext context, EmbeddedRegistry registry, RegistryAddress address) => address.Kind switch
    {
        RegistryThing.Manifest => RegistryHttpManifests.ServeAsync(context, registry, address),
        RegistryThing.Tags => RegistryHttpManifests.ListTagsAsync(context, registry, address),
        RegistryThing.Referrers => RegistryHttpManifests.ListReferrersAsync(context, registry, address),
        RegistryThing.Blob => RegistryHttpBlobs.ServeAsync(context, registry, address),
        _ => RegistryHttpUploads.ServeAsync(context, registry, address),
    };

    internal static async ValueTask<bool> MayAsync(HttpContext context, bool push, string registry, string repository)
    {
        var answer = await context.RequestServices.GetRequiredService<RegistryGate>()(context, push, registry, repository);
        if (answer == RegistryAnswer.Allowed) return true;
        await RegistryHttpErrors.WriteAsync(context, answer);
        return false;
    }

    internal static RegistryException Unknown(string code, string message) => new(RegistryFault.NotFound, message) { Code = code };

    internal static void AllowBytes(HttpContext context, long most)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most;
    }

    internal static Digest DigestOf(string? text) =>
        Digest.TryParse(text) ?? throw new RegistryException(RegistryFault.NotWritable, $"'{text}' is not a sha256 digest.") { Code = OciError.DigestInvalid };
}
