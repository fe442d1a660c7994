using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Web.Policies;

/// <summary>The chosen pairs, as the address holds them: "checkout.staging.prod~payments.prod". No name has a dot or a tilde, and an address leaves both as they are.</summary>
public static class PairSelection
{
    public const int Most = 200;

    // What a server reads of an address ends at 8 KiB, and a filter stands there too.
    private const int MostLetters = 6000;

    public static IReadOnlySet<PolicyPair> Read(string? text) =>
        (text is { Length: <= MostLetters } ? text : "").Split('~').Select(part => part.Split('.')).SelectMany(names => names.Skip(1).Select(environment => new PolicyPair(names[0], environment))).Take(Most).ToHashSet();

    /// <summary>As many of them as an address takes, in this order; no text where there is none.</summary>
    public static (string? Text, int Count) Write(IEnumerable<PolicyPair> pairs)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        var (count, letters) = (0, 0);
        foreach (var pair in pairs.Distinct().Take(Most))
        {
            letters += pair.Environment.Length + 1 + (parts.ContainsKey(pair.Application) ? 0 : pair.Application.Length + 1);
            if (letters > MostLetters) break;
            parts[pair.Application] = $"{parts.GetValueOrDefault(pair.Application, pair.Application)}.{pair.Environment}";
            count++;
        }
        return (count == 0 ? null : string.Join('~', parts.Values), count);
    }
}
