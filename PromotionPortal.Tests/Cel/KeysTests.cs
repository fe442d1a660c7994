using PromotionPortal.Cel;

namespace PromotionPortal.Tests.Cel;

/// <summary>Which keys of a map a source names: found by its meaning, not by its letters.</summary>
public sealed class KeysTests
{
    [Theory]
    [InlineData("nodes['look'].choice == 'go'", "look")]
    [InlineData("nodes[\"look\"].choice == 'look'", "look")]
    [InlineData("nodes[?'look'].hasValue() && 'calm' in nodes", "look calm")]
    [InlineData("nodes.look.state == 'failed' || has(nodes.calm)", "look calm")]
    [InlineData("nodes.`go-live`.choice == 'go'", "go-live")]
    [InlineData("['a'].exists(nodes, nodes == 'look') && nodes['b'].state == ''", "b")]
    [InlineData("['a'].all(x, nodes[x].state == \"nodes['look']\")", "")]
    [InlineData("inputs['look'] == 'nodes.look'", "")]
    [InlineData("nodes['look'", "")]
    public void The_keys_of_a_map_are_found(string source, string keys) => Assert.Equal(keys, string.Join(' ', CelKeys.Of(source, "nodes").Select(use => use.Key)));

    [Theory]
    [InlineData("nodes['look'].choice == 'look'", "nodes['see'].choice == 'look'")]
    [InlineData("nodes[ \"look\" ].choice == 'go' // nodes['look']", "nodes[ \"see\" ].choice == 'go' // nodes['look']")]
    [InlineData("has(nodes.look) && nodes.look.state != 'x'", "has(nodes.see) && nodes.see.state != 'x'")]
    [InlineData("'look' in nodes && 'look' in inputs", "'see' in nodes && 'look' in inputs")]
    public void A_key_is_renamed_where_it_is_one(string source, string renamed) => Assert.Equal(renamed, CelKeys.Renamed(source, "nodes", "look", "see"));

    [Fact]
    public void A_key_that_is_no_name_is_quoted_where_it_is_a_field() => Assert.Equal("nodes.`go-live`.choice == 'go' && nodes.`in`.state == ''", CelKeys.Renamed(CelKeys.Renamed("nodes.look.choice == 'go' && nodes.see.state == ''", "nodes", "look", "go-live"), "nodes", "see", "in"));
}
