namespace PromotionPortal.Yaml;

/// <summary>A value that differs; null where it is not there.</summary>
public sealed record YamlChange(string Path, YamlNode? Before, YamlNode? After);

/// <summary>Compares what two texts mean, down to the single values.</summary>
public static class YamlDiff
{
    public static IEnumerable<YamlChange> Of(YamlNode? before, YamlNode? after) => Between("", before, after);

    private static IEnumerable<YamlChange> Between(string path, YamlNode? before, YamlNode? after) => (before, after) switch
    {
        (null, null) => [],
        (not null, not null) when before.SameAs(after) => [],
        (YamlMapping from, YamlMapping to) => from.Entries.Concat(to.Entries).Select(entry => entry.Key.Text).Distinct().SelectMany(key => Between($"{path}/{key}", from[key], to[key])),
        (YamlSequence from, YamlSequence to) when YamlAlignment.Of(from.Items, to.Items).ToList() is var pairs && from.Items.Concat(to.Items).All(item => YamlAlignment.KeyOf(item) is not null) =>
            pairs.SelectMany(pair => Item(path, pair.From is { } at ? from.Items[at] : null, pair.To is { } place ? to.Items[place] : null)),
        (YamlMapping from, null) when path.Length == 0 => from.Entries.SelectMany(entry => Between($"/{entry.Key.Text}", entry.Value, null)),
        (null, YamlMapping to) when path.Length == 0 => to.Entries.SelectMany(entry => Between($"/{entry.Key.Text}", null, entry.Value)),
        _ => [new(path, before, after)],
    };

    private static IEnumerable<YamlChange> Item(string path, YamlNode? before, YamlNode? after) =>
        Between($"{path}/{YamlAlignment.KeyOf((before ?? after)!)}", before, after);
}
