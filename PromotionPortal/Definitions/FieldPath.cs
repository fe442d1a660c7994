using System.Globalization;

namespace PromotionPortal.Definitions;

/// <summary>A place in a definition's text: keys, and numbers of items, from the root on, such as /spec/nodes/0/id.</summary>
public readonly record struct FieldPath(string Text)
{
    public static FieldPath Root { get; } = new("");

    public static FieldPath Of(params ReadOnlySpan<string> steps)
    {
        var path = Root;
        foreach (var step in steps) path = path.Then(step);
        return path;
    }

    public FieldPath Then(string step) => new($"{Text}/{step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");

    public FieldPath Then(int item) => new(string.Create(CultureInfo.InvariantCulture, $"{Text}/{item}"));

    public IReadOnlyList<string> Steps =>
        [.. Text.Split('/').Skip(1).Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];

    public override string ToString() => Text;
}
