using System.Globalization;
using PromotionPortal.Engine;
using PromotionPortal.Registry;

namespace PromotionPortal;

/// <summary>Reads how images become known, and the public keys whose signatures count: each is a file, read and judged at the start.</summary>
internal static class DiscoverySettings
{
    private const long MostKeyBytes = 64 * 1024;
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    public static DiscoveryOptions Read(IConfiguration configuration, List<string> problems) => new()
    {
        Every = Every(configuration["Discovery:Every"], problems),
        Keys = [.. configuration.GetSection("Signing:Keys").GetChildren().Select(entry => Key(entry.Key, entry.Value, problems)).OfType<SignatureKey>()],
    };

    private static TimeSpan Every(string? text, List<string> problems)
    {
        if (string.IsNullOrEmpty(text)) return new DiscoveryOptions().Every;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && (time == TimeSpan.Zero || (time >= s_shortest && time <= s_longest))) return time;
        problems.Add($"Discovery:Every is '{text}', which is not a time from 00:00:01 to one day, nor 00:00:00 for never.");
        return TimeSpan.Zero;
    }

    private static SignatureKey? Key(string name, string? file, List<string> problems)
    {
        try
        {
            if (new FileInfo(file ?? "") is { Exists: true, Length: <= MostKeyBytes } found)
            {
                var key = new SignatureKey(name, File.ReadAllText(found.FullName));
                if (key.Problem() is not { } problem) return key;
                problems.Add($"Signing:Keys:{name}: {problem}");
                return null;
            }
            problems.Add($"Signing:Keys:{name} is '{file}', which is no file of a public key.");
        }
        catch (Exception no) when (no is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add($"Signing:Keys:{name} is '{file}', which cannot be read: {no.Message}");
        }
        return null;
    }
}
