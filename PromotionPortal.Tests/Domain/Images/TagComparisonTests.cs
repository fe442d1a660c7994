using System.Collections.Immutable;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Tests.Domain.Images;

/// <summary>Which tags moved. Images are single letters; "a:1.0,2.0" is image a with these tags, the newest last.</summary>
public sealed class TagComparisonTests
{
    [Theory]
    [InlineData("", "1.0=a", "1.0 -→a", "a:1.0")] // a first image
    [InlineData("a:1.0", "1.0=a", "", "")] // nothing new
    [InlineData("a:1.0", "1.0=b", "1.0 a→b", "a:|b:1.0")] // the tag moved
    [InlineData("a:1.0", "1.0=-", "1.0 a→-", "a:")] // the tag is gone
    [InlineData("a:1.0", "1.0=a 2.0=a", "2.0 -→a", "a:1.0,2.0")] // a new tag is the newest, whatever the alphabet says
    [InlineData("a:9.0", "9.0=a 10.0=a", "10.0 -→a", "a:9.0,10.0")]
    [InlineData("a:1.0,latest|b:2.0", "latest=b", "latest a→b", "a:1.0|b:2.0,latest")] // a look at one tag leaves the others as they are
    [InlineData("a:1.0|b:2.0", "1.0=b 2.0=a", "1.0 a→b; 2.0 b→a", "a:2.0|b:1.0")] // two tags swap
    [InlineData("", "1.0=-", "", "")] // a tag that never was
    public void What_is_known_and_what_is_found_tell_which_tags_moved(string known, string found, string moves, string tags)
    {
        var difference = TagComparison.Compare(Known(known), Found(found));
        Assert.Equal(moves, string.Join("; ", difference.Moves.Select(move => $"{move.Tag} {Letter(move.From)}→{Letter(move.To)}")));
        Assert.Equal(tags, string.Join('|', difference.Tags.OrderBy(change => change.Key.Text, StringComparer.Ordinal).Select(change => $"{Letter(change.Key)}:{string.Join(',', change.Value)}")));
    }

    private static Dictionary<Digest, ImmutableArray<string>> Known(string text) =>
        text.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(image => image.Split(':')).ToDictionary(image => Of(image[0])!.Value, image => image[1].Split(',').ToImmutableArray());

    private static Dictionary<string, Digest?> Found(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tag => tag.Split('=')).ToDictionary(tag => tag[0], tag => Of(tag[1]), StringComparer.Ordinal);

    private static Digest? Of(string letter) => letter == "-" ? null : Digest.Parse("sha256:" + new string(letter[0], 64));

    private static string Letter(Digest? digest) => digest is { } known ? known.Hex[..1] : "-";
}
