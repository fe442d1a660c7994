using System.Security.Claims;
using PromotionPortal.Domain.Access;
using PromotionPortal.Storage;

namespace PromotionPortal.Identity;

/// <summary>What a principal says of itself beyond ASP.NET Identity's own claims.</summary>
public static class PortalClaims
{
    public const string Token = "portal:token";
    public const string Kind = "portal:kind";
    public const string Scope = "portal:scope";

    internal static ClaimsPrincipal OfToken(ApiTokenRow token, PortalUser owner)
    {
        Claim[] claims =
        [
            new(ClaimTypes.NameIdentifier, owner.Id),
            new(ClaimTypes.Name, owner.UserName!),
            new(Token, token.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            new(Kind, token.Kind.ToString()),
            .. token.Scopes.Select(scope => new Claim(Scope, scope.ToString())),
        ];
        return new(new ClaimsIdentity(claims, TokenScheme.Name));
    }

    /// <summary>The person as the audit names him when he has just proved who he is.</summary>
    internal static Actor AsActor(this PortalUser user, Credential credential = Credential.Browser) => new(user.Id, user.CalledName(), credential, [], []);

    internal static string CalledName(this PortalUser user) => user.DisplayName.Length > 0 ? user.DisplayName : user.UserName!;
}
