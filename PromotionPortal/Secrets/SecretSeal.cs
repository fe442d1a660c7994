using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace PromotionPortal.Secrets;

/// <summary>Closes and opens values for keeping them. What was sealed for one name opens for no other.</summary>
public sealed class SecretSeal(IDataProtectionProvider protection)
{
    private const string Purpose = "PromotionPortal.Secrets.v1";

    public string Close(string name, string value) => For(name).Protect(value);

    /// <summary>Null where it was not sealed for this name, or with keys that are no longer here.</summary>
    public string? Open(string name, string @sealed)
    {
        try
        {
            return For(name).Unprotect(@sealed);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector For(string name) => protection.CreateProtector(Purpose, name);
}
