using System.Text;
using PromotionPortal.Registry.Notices;

namespace PromotionPortal.Tests.Registry;

/// <summary>What registries tell, and what somebody could send in their place.</summary>
public sealed class NoticeTests
{
    private const string Digest = "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    private const string Type = "application/vnd.oci.image.manifest.v1+json";

    [Fact]
    public void A_push_told_by_distribution_is_read_and_pulls_and_layers_are_not()
    {
        var reading = Read($$"""
            {"events":[
              {"id":"e-1","timestamp":"2026-01-01T00:00:00Z","action":"push","target":{"mediaType":"{{Type}}","digest":"{{Digest}}","repository":"shop/checkout","tag":"1.0"},"actor":{},"source":{ } },
              {"id":"e-2","action":"pull","target":{"mediaType":"{{Type}}","digest":"{{Digest}}","repository":"shop/checkout","tag":"1.0"} },
              {"id":"e-3","action":"push","target":{"mediaType":"application/octet-stream","digest":"{{Digest}}","repository":"shop/checkout"} },
              {"id":"e-4","action":"delete","target":{"digest":"{{Digest}}","repository":"shop/checkout"} } ]}
            """);
        Assert.Null(reading.Problem);
        Assert.Equal(2, reading.Others);
        Assert.Equal(["e-1 push shop/checkout 1.0 True", "e-4 delete shop/checkout  True"], reading.Notices.Select(InWords));
    }

    [Theory]
    [InlineData("\"type\":\"PUSH_ARTIFACT\",\"occur_at\":1,\"operator\":\"ci\",\"event_data\"", "sha256:")]
    [InlineData("\"specversion\":\"1.0\",\"id\":\"c-1\",\"type\":\"harbor.artifact.pushed\",\"data\"", "c-1")]
    public void Harbor_is_understood_in_both_of_its_formats(string head, string id)
    {
        var body = $$$"""{{{{head}}}:{"resources":[{"digest":"{{{Digest}}}","tag":"1.0","resource_url":"harbor.example.org/shop/checkout:1.0"},{"digest":"{{{Digest}}}","tag":"2.0"}],"repository":{"name":"checkout","namespace":"shop","repo_full_name":"shop/checkout"} } }""";
        var notices = Read(body).Notices;
        Assert.Equal(["push shop/checkout 1.0 True", "push shop/checkout 2.0 True"], notices.Select(notice => InWords(notice)[(notice.Event.Length + 1)..]));
        Assert.Equal(2, notices.Select(notice => notice.Event).Distinct(StringComparer.Ordinal).Count());
        Assert.All(notices, notice => Assert.StartsWith(id, notice.Event, StringComparison.Ordinal));
        Assert.Equal(notices[0].Event, Read(body).Notices[0].Event);
    }

    [Fact]
    public void What_Harbor_tells_of_scans_and_quotas_starts_nothing()
    {
        var reading = Read("""{"type":"SCANNING_COMPLETED","event_data":{"resources":[]}}""");
        Assert.Equal((0, 1, null), (reading.Notices.Length, reading.Others, reading.Problem));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no json")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("{\"events\":7}")]
    [InlineData("{\"type\":7,\"event_data\":{}}")]
    [InlineData("{\"type\":\"PUSH_ARTIFACT\",\"event_data\":7}")]
    [InlineData("{\"type\":\"PUSH_ARTIFACT\",\"event_data\":{\"resources\":7}}")]
    public void What_is_no_notice_says_so(string body) => Assert.NotNull(Read(body).Problem);

    [Theory]
    [InlineData("\"../../etc/passwd\"", "\"1.0\"")]
    [InlineData("\"shop/checkout?x=y\"", "\"1.0\"")]
    [InlineData("\"Shop\"", "\"1.0\"")]
    [InlineData("7", "\"1.0\"")]
    [InlineData("null", "\"1.0\"")]
    [InlineData("\"shop/checkout\"", "\"../1.0\"")]
    [InlineData("\"shop/checkout\"", "\"1.0\\n\"")]
    public void A_name_that_is_none_is_passed_over(string repository, string tag) =>
        Assert.Empty(Read($$$"""{"events":[{"id":"e","action":"push","target":{"mediaType":"{{{Type}}}","repository":{{{repository}}},"tag":{{{tag}}}}}]}""").Notices);

    [Theory]
    [InlineData("\"events\":[null,7,\"x\",[],{},{\"action\":7},{\"action\":\"push\"},{\"action\":\"push\",\"target\":[]},{\"action\":\"delete\",\"target\":{\"repository\":{}}}]")]
    [InlineData("\"type\":\"PUSH_ARTIFACT\",\"event_data\":{\"resources\":[null,7,{}],\"repository\":{\"repo_full_name\":[]}}")]
    public void Odd_shapes_are_passed_over(string content) => Assert.Empty(Read($"{{{content}}}").Notices);

    [Fact]
    public void Too_much_is_refused()
    {
        Assert.NotNull(Read("{\"events\":[" + string.Join(',', Enumerable.Repeat("{}", NoticeReader.MostEvents + 1)) + "]}").Problem);
        Assert.NotNull(Read("{\"events\":[\"" + new string('x', NoticeReader.MostBytes) + "\"]}").Problem);
        Assert.NotNull(Read("{\"events\":" + new string('[', 10_000) + new string(']', 10_000) + "}").Problem);
    }

    [Fact]
    public void An_id_that_is_none_gives_way_to_the_hash_of_the_event()
    {
        string Event(string id) => Read($$$"""{"events":[{"id":{{{id}}},"action":"push","target":{"mediaType":"{{{Type}}}","repository":"shop/checkout","tag":"1.0"}}]}""").Notices.Single().Event;
        Assert.Equal("e-1", Event("\"e-1\""));
        Assert.All(["7", "\"\"", "\"a\\nb\"", $"\"{new string('x', 101)}\""], id => Assert.StartsWith("sha256:", Event(id), StringComparison.Ordinal));
    }

    private static NoticeReading Read(string body) => NoticeReader.Read(Encoding.UTF8.GetBytes(body));

    private static string InWords(RegistryNotice notice) => $"{notice.Event} {notice.Action} {notice.Repository} {notice.Tag} {notice.Digest is not null}";
}
