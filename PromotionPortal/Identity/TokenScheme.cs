using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace PromotionPortal.Identity;

/// <summary>Tokens: `Authorization: Bearer pp_…` everywhere, and as the password of Basic for registry clients, which know nothing else.</summary>
public sealed class TokenScheme(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, Tokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string Name = "Token";

    private const string NotAccepted = "The token is unknown, expired or revoked.";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0) return AuthenticateResult.NoResult();
        var (userName, secret) = Read(header);
        if (await tokens.FindAsync(secret, Context.RequestAborted) is not var (token, owner)) return AuthenticateResult.Fail(NotAccepted);
        if (userName is not null && !string.Equals(userName, owner.UserName, StringComparison.OrdinalIgnoreCase)) return AuthenticateResult.Fail(NotAccepted);
        return AuthenticateResult.Success(new(PortalClaims.OfToken(token, owner), Scheme.Name));
    }

    private (string? UserName, string Secret) Read(string header) => header.Split(' ', 2) switch
    {
        [var scheme, var value] when scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) => (null, value.Trim()),
        [var scheme, var value] when scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) && PortalPaths.IsRegistry(Request) => ReadBasic(value.Trim()),
        _ => (null, ""),
    };

    private static (string? UserName, string Secret) ReadBasic(string value)
    {
        var bytes = new byte[value.Length];
        if (!Convert.TryFromBase64String(value, bytes, out var length)) return (null, "");
        return Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var name, var secret] ? (name, secret) : (null, "");
    }
}
