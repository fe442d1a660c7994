using PromotionPortal.Cel;

namespace PromotionPortal.Tests.Cel;

public sealed class CacheTests
{
    [Fact]
    public void A_source_is_compiled_once_while_it_is_asked_for_and_the_others_are_forgotten()
    {
        var made = new List<string>();
        var cache = new CelCache<CelCompilation>(
            source =>
            {
                made.Add(source);
                return CelProgram.Compile(source, CelDeclarations.None);
            },
            mostCharacters: 30);
        for (var other = 100; other < 200; other++)
        {
            Assert.Equal(1, Assert.IsType<CelInt>(cache.Of("1").Program!.Evaluate(new Dictionary<string, CelValue>(StringComparer.Ordinal)).Value).Value);
            cache.Of($"{other}");
            Assert.InRange(cache.Count, 2, 20);
        }
        cache.Of("100");
        Assert.Single(made, "1");
        Assert.Equal(2, made.Count(source => source == "100"));
    }

    [Fact]
    public void A_source_longer_than_the_bound_is_answered_and_soon_forgotten()
    {
        var cache = new CelCache<int>(source => source.Length, mostCharacters: 10);
        Assert.Equal(100, cache.Of(new string('a', 100)));
        foreach (var other in new[] { "123456789", "abcdefghi" }) cache.Of(other);
        Assert.Equal(2, cache.Count);
    }
}
