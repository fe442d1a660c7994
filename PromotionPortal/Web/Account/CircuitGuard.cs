using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using PromotionPortal.Identity;

namespace PromotionPortal.Web.Account;

/// <summary>Looks again and again whether the person of an open page is still one, and puts him out when not.</summary>
public sealed class CircuitGuard(ILoggerFactory logs, Actors actors) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval { get; } = TimeSpan.FromSeconds(20);

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        actors.HoldsAsync(authenticationState.User, cancellationToken);
}
