using System.Globalization;
using System.Net.Mail;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PromotionPortal.Notifications;

public enum MailSecurity
{
    /// <summary>Encrypted before anything is said; a server that does not offer it is not used.</summary>
    StartTls,

    /// <summary>Encrypted from the first byte.</summary>
    Tls,

    /// <summary>Not at all: only for a server beside the portal, and never with a password.</summary>
    None,
}

/// <summary>The mail server. Without a host no mail is sent.</summary>
public sealed record MailOptions
{
    public const string Section = "Mail";

    private static readonly string[] s_settings = [nameof(Host), nameof(Port), nameof(Security), nameof(User), nameof(PasswordSecret), nameof(From), nameof(Authority)];

    public string Host { get; init; } = "";

    public int Port { get; init; } = 587;

    public MailSecurity Security { get; init; }

    /// <summary>Empty: one does not sign in.</summary>
    public string User { get; init; } = "";

    /// <summary>The name of the secret that holds the password.</summary>
    public string PasswordSecret { get; init; } = "";

    public MailAddress? From { get; init; }

    /// <summary>The authority that signed the server's certificate, where the machine trusts it not by itself.</summary>
    public X509Certificate2? Authority { get; init; }

    public bool IsOn => Host.Length > 0;

    public static MailOptions Read(IConfigurationSection section, string? publicUrl, List<string> problems)
    {
        foreach (var key in section.GetChildren().Where(child => !s_settings.Contains(child.Key, StringComparer.OrdinalIgnoreCase))) problems.Add($"{Section}:{key.Key} is not a setting; there are {string.Join(", ", s_settings)}.");
        var options = new MailOptions
        {
            Host = section[nameof(Host)]?.Trim() ?? "",
            Port = Number(section[nameof(Port)], problems),
            Security = SecurityOf(section[nameof(Security)], problems),
            User = section[nameof(User)] ?? "",
            PasswordSecret = section[nameof(PasswordSecret)] ?? "",
            From = Sender(section[nameof(From)], problems),
            Authority = Certificate(section[nameof(Authority)], problems),
        };
        if (options.IsOn) problems.AddRange(options.Problems(publicUrl));
        return options;
    }

    private IEnumerable<string> Problems(string? publicUrl)
    {
        if (From is null) yield return $"{Section}:{nameof(From)} is missing: the address that mail comes from.";
        if (string.IsNullOrEmpty(publicUrl)) yield return "Portal:PublicUrl is missing: links in mail need it.";
        if (User.Length > 0 && PasswordSecret.Length == 0) yield return $"{Section}:{nameof(PasswordSecret)} is missing: the name of the secret with the password of {Section}:{nameof(User)}.";
        if (User.Length > 0 && Security == MailSecurity.None) yield return $"{Section}:{nameof(Security)} is None: a password is not sent without encryption.";
    }

    private static int Number(string? text, List<string> problems)
    {
        if (string.IsNullOrEmpty(text)) return new MailOptions().Port;
        if (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0) return port;
        problems.Add($"{Section}:{nameof(Port)} is '{text}', which is no port.");
        return new MailOptions().Port;
    }

    private static MailSecurity SecurityOf(string? text, List<string> problems)
    {
        if (string.IsNullOrEmpty(text)) return default;
        if (Enum.TryParse<MailSecurity>(text, ignoreCase: true, out var security) && Enum.IsDefined(security)) return security;
        problems.Add($"{Section}:{nameof(Security)} is '{text}'; there are {string.Join(", ", Enum.GetNames<MailSecurity>())}.");
        return default;
    }

    private static MailAddress? Sender(string? text, List<string> problems)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (MailAddress.TryCreate(text, out var address) && Ascii.IsPlain(address.Address)) return address;
        problems.Add($"{Section}:{nameof(From)} is '{text}', which is no address such as Portal <portal@example.org>.");
        return null;
    }

    private static X509Certificate2? Certificate(string? file, List<string> problems)
    {
        if (string.IsNullOrEmpty(file)) return null;
        try
        {
            return X509Certificate2.CreateFromPem(File.ReadAllText(file));
        }
        catch (Exception no) when (no is IOException or UnauthorizedAccessException or CryptographicException)
        {
            problems.Add($"{Section}:{nameof(Authority)} is '{file}', which is no readable certificate: {no.Message}");
            return null;
        }
    }
}
