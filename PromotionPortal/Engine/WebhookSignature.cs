using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PromotionPortal.Engine;

/// <summary>What a webhook says of itself: the headers of GitHub and its like, of GitLab, and of Standard Webhooks.</summary>
public sealed record WebhookHeaders(string? HubSignature, string? GitLabToken, string? Id, string? Timestamp, string? Signatures);

/// <summary>Checks that whoever sends a webhook knows its secret. The body goes by in pieces and is never kept.</summary>
public sealed class WebhookSignature : IDisposable
{
    private const string HubPrefix = "sha256=";
    private const string StandardPrefix = "v1,";
    private const string StandardSecret = "whsec_";
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMinutes(5);

    private readonly WebhookHeaders _headers;
    private readonly byte[] _secret;
    private readonly bool _isFresh;
    private readonly IncrementalHash _hub;
    private readonly IncrementalHash _standard;

    public WebhookSignature(WebhookHeaders headers, string secret, DateTimeOffset now)
    {
        _headers = headers;
        _secret = Encoding.UTF8.GetBytes(secret);
        _isFresh = long.TryParse(headers.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(now.ToUnixTimeSeconds() - seconds) <= s_tolerance.TotalSeconds;
        _hub = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        _standard = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, StandardKey(secret));
        _standard.AppendData(Encoding.UTF8.GetBytes($"{headers.Id}.{headers.Timestamp}."));
    }

    public void Append(ReadOnlySpan<byte> body)
    {
        _hub.AppendData(body);
        _standard.AppendData(body);
    }

    public bool IsGenuine() => IsOfHub() || IsOfGitLab() || IsStandard();

    public void Dispose()
    {
        _hub.Dispose();
        _standard.Dispose();
    }

    private bool IsOfHub() =>
        _headers.HubSignature is { } text && text.StartsWith(HubPrefix, StringComparison.Ordinal)
        && Same(Encoding.ASCII.GetBytes(text[HubPrefix.Length..].ToLowerInvariant()), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(_hub.GetCurrentHash())));

    private bool IsOfGitLab() => _headers.GitLabToken is { } token && Same(SHA256.HashData(Encoding.UTF8.GetBytes(token)), SHA256.HashData(_secret));

    // An old one may be somebody's recording.
    private bool IsStandard() =>
        _isFresh && _headers is { Id: { Length: > 0 }, Signatures: { } signatures }
        && signatures.Split(' ').Any(one => one.StartsWith(StandardPrefix, StringComparison.Ordinal) && Same(Encoding.ASCII.GetBytes(one[StandardPrefix.Length..]), Encoding.ASCII.GetBytes(Convert.ToBase64String(_standard.GetCurrentHash()))));

    private static byte[] StandardKey(string secret)
    {
        var bytes = new byte[secret.Length];
        return secret.StartsWith(StandardSecret, StringComparison.Ordinal) && Convert.TryFromBase64String(secret[StandardSecret.Length..], bytes, out var length) ? bytes[..length] : Encoding.UTF8.GetBytes(secret);
    }

    private static bool Same(byte[] one, byte[] other) => CryptographicOperations.FixedTimeEquals(one, other);
}
