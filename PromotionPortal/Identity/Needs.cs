using Microsoft.AspNetCore.Authorization;
using PromotionPortal.Domain.Access;

namespace PromotionPortal.Identity;

/// <summary>Names the verb of a page or an endpoint: whoever may do it nowhere does not get in. Where exactly he may, the service behind it checks.</summary>
public sealed class NeedsAttribute(Verb verb) : AuthorizeAttribute(PolicyOf(verb))
{
    public Verb Verb { get; } = verb;

    internal static string PolicyOf(Verb verb) => $"needs {verb}";
}

public static class NeedsExtensions
{
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, Verb verb)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder => builder.Metadata.Add(new NeedsAttribute(verb)));
        return endpoint;
    }

    /// <summary>Open to everybody, on purpose.</summary>
    public static TBuilder Anonymous<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.AllowAnonymous();
}

internal sealed record NeedsRequirement(Verb Verb) : IAuthorizationRequirement;

internal sealed class NeedsHandler(Actors actors) : AuthorizationHandler<NeedsRequirement>
{
    protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, NeedsRequirement requirement)
    {
        var verdict = Access.Can(await actors.OfAsync(context.User), requirement.Verb);
        if (verdict.Allowed) context.Succeed(requirement);
        else context.Fail(new(this, verdict.Reason));
    }
}
