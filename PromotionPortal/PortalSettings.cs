using System.Globalization;
using PromotionPortal.Engine;
using PromotionPortal.Notifications;
using PromotionPortal.Outbound;
using PromotionPortal.Storage;

namespace PromotionPortal;

/// <summary>The settings, read once and judged whole: a start with a wrong one names all that is wrong.</summary>
public sealed record PortalSettings(DataFolder Data, EffectOptions Effects, OutboundOptions Outbound, RemoteOptions Remote, DiscoveryOptions Discovery, GarbageOptions Garbage, MailOptions Mail)
{
    private static readonly HashSet<string> s_effects = new(typeof(EffectOptions).GetProperties().Select(property => property.Name), StringComparer.OrdinalIgnoreCase);

    public static (PortalSettings? Settings, IReadOnlyList<string> Problems) Read(IConfiguration configuration)
    {
        var problems = new List<string>();
        var effects = Effect(configuration.GetSection("Effects"), problems);
        problems.AddRange(effects.Problems());
        var discovery = DiscoverySettings.Read(configuration, problems);
        var data = Folder(configuration["Data:Folder"], problems);
        PublicUrl(configuration["Portal:PublicUrl"], problems);
        var garbage = new GarbageOptions { Every = Time(configuration.GetSection("Garbage"), nameof(GarbageOptions.Every), new GarbageOptions().Every, problems) };
        problems.AddRange(garbage.Problems());
        var outbound = OutboundOptions.Read(configuration.GetSection(OutboundOptions.Section), problems);
        var mail = MailOptions.Read(configuration.GetSection(MailOptions.Section), configuration["Portal:PublicUrl"], problems);
        var remote = Sharing(configuration.GetSection("Git"), problems);
        return problems.Count == 0 ? (new(data!, effects, outbound, remote, discovery, garbage, mail), []) : (null, problems);
    }

    private static EffectOptions Effect(IConfigurationSection section, List<string> problems)
    {
        foreach (var key in section.GetChildren().Where(child => !s_effects.Contains(child.Key))) problems.Add($"Effects:{key.Key} is not a setting; there are {string.Join(", ", s_effects)}.");
        var usual = new EffectOptions();
        return usual with
        {
            AtOnce = Number(section, nameof(EffectOptions.AtOnce), usual.AtOnce, problems),
            MostTries = Number(section, nameof(EffectOptions.MostTries), usual.MostTries, problems),
            Lease = Time(section, nameof(EffectOptions.Lease), usual.Lease, problems),
            FirstPause = Time(section, nameof(EffectOptions.FirstPause), usual.FirstPause, problems),
            LongestPause = Time(section, nameof(EffectOptions.LongestPause), usual.LongestPause, problems),
        };
    }

    private static RemoteOptions Sharing(IConfigurationSection section, List<string> problems)
    {
        var usual = new RemoteOptions();
        var folders = section.GetSection(nameof(RemoteOptions.Folders)).GetChildren().Select(child => child.Value ?? "").ToList();
        foreach (var folder in folders.Where(folder => !Path.IsPathFullyQualified(folder))) problems.Add($"Git:Folders holds '{folder}', which is not a folder by its full path.");
        var every = Time(section, nameof(RemoteOptions.FetchEvery), usual.FetchEvery, problems);
        if (every < RemoteOptions.ShortestInterval) problems.Add($"Git:FetchEvery is {every}, which is less than {RemoteOptions.ShortestInterval}.");
        return new() { Folders = [.. folders], FetchEvery = every };
    }

    private static int Number(IConfigurationSection section, string key, int usual, List<string> problems)
    {
        if (section[key] is not { Length: > 0 } text) return usual;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        problems.Add($"{section.Key}:{key} is '{text}', which is not a whole number.");
        return usual;
    }

    private static TimeSpan Time(IConfigurationSection section, string key, TimeSpan usual, List<string> problems)
    {
        if (section[key] is not { Length: > 0 } text) return usual;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time)) return time;
        problems.Add($"{section.Key}:{key} is '{text}', which is not a time such as 00:00:10.");
        return usual;
    }

    private static DataFolder? Folder(string? path, List<string> problems)
    {
        var folder = new DataFolder(Path.GetFullPath(string.IsNullOrWhiteSpace(path) ? "data" : path));
        try
        {
            folder.Create();
            var probe = Path.Combine(folder.Root, ".writable");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return folder;
        }
        catch (Exception no) when (no is IOException or UnauthorizedAccessException)
        {
            problems.Add($"Data:Folder is '{folder.Root}', which cannot be written to: {no.Message}");
            return null;
        }
    }

    private static void PublicUrl(string? text, List<string> problems)
    {
        if (string.IsNullOrEmpty(text)) return;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) problems.Add($"Portal:PublicUrl is '{text}', which is not an http or https address.");
    }
}
