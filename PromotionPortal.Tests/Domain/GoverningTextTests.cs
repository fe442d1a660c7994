using System.Collections.Immutable;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Domain;

public sealed class GoverningTextTests
{
    private static readonly GovernedImage s_image = new(
        "sha256:a", new("builds", "shop/checkout"), new("main", "prod/checkout"),
        new(new Metadata("checkout")) { Image = new("builds", "shop/checkout") },
        new(new Metadata("prod")) { Class = "prod" },
        new("checkout", "prod") { Bound = "careful", ApprovalCount = 1 });

    public static TheoryData<string, Func<GovernedImage, GovernedImage>> Governing => new()
    {
        { "the digest", image => image with { Digest = "sha256:b" } },
        { "the source", image => image with { Source = new("other", "shop/checkout") } },
        { "the target", image => image with { Target = new("main", "elsewhere/checkout") } },
        { "the environment's class", image => image with { Environment = image.Environment with { Class = "test" } } },
        { "the environment's kind", image => image with { Environment = image.Environment with { Production = true } } },
        { "the environment's tags", image => image with { Environment = image.Environment with { ImmutableTags = true } } },
        { "the application's product", image => image with { Application = image.Application with { Product = "shop" } } },
        { "the application's labels", image => image with { Application = image.Application with { Metadata = new("checkout") { Labels = ImmutableSortedDictionary<string, string>.Empty.Add("team", "shop") } } } },
        { "which policy", image => image with { Policy = image.Policy with { Bound = "other" } } },
        { "pass", image => image with { Policy = image.Policy with { Pass = "true" } } },
        { "fail", image => image with { Policy = image.Policy with { Fail = "false" } } },
        { "the count", image => image with { Policy = image.Policy with { ApprovalCount = 2 } } },
        { "the groups", image => image with { Policy = image.Policy with { ApprovalGroups = [new("sre", 1)] } } },
        { "the expiry", image => image with { Policy = image.Policy with { ApprovalsExpireAfter = TimeSpan.FromDays(1) } } },
        { "requesters", image => image with { Policy = image.Policy with { RequesterApproves = true } } },
        { "builders", image => image with { Policy = image.Policy with { BuilderApproves = true } } },
        { "deployers", image => image with { Policy = image.Policy with { ApproverDeploys = true } } },
        { "authors", image => image with { Policy = image.Policy with { SeparateCommitAuthor = true } } },
        { "editors", image => image with { Policy = image.Policy with { SeparatePolicyEditor = true } } },
        { "unknown authors", image => image with { Policy = image.Policy with { UnknownAuthorBlocks = true } } },
        { "reasons", image => image with { Policy = image.Policy with { RequireReason = true } } },
        { "signatures", image => image with { Policy = image.Policy with { RequireSignatures = ["release"] } } },
    };

    [Theory]
    [MemberData(nameof(Governing))]
    public void Each_part_that_governs_changes_the_hash_and_is_named(string part, Func<GovernedImage, GovernedImage> change)
    {
        var (before, after) = (GoverningText.Of([s_image]), GoverningText.Of([change(s_image)]));
        Assert.True(before.Hash != after.Hash, part);
        Assert.Single(after.Since(before));
    }

    [Fact]
    public void Titles_and_positions_change_nothing()
    {
        var moved = s_image with
        {
            Environment = s_image.Environment with { Position = 7, Metadata = new("prod") { Title = "Production", Description = "Where it matters." } },
            Application = s_image.Application with { Metadata = new("checkout") { Title = "Checkout" } },
        };
        Assert.Equal(GoverningText.Of([s_image]).Hash, GoverningText.Of([moved]).Hash);
    }

    [Fact]
    public void The_order_of_a_set_changes_nothing()
    {
        var other = s_image with { Application = new(new Metadata("cart")) { Image = new("builds", "cart") } };
        Assert.Equal(GoverningText.Of([s_image, other]).Hash, GoverningText.Of([other, s_image]).Hash);
    }

    [Fact]
    public void What_changed_is_said_in_words() =>
        Assert.Equal<string>(["checkout: approvals.count 1 → 2"], GoverningText.Of([s_image with { Policy = s_image.Policy with { ApprovalCount = 2 } }]).Since(GoverningText.Of([s_image])));

    [Fact]
    public void A_value_cannot_pass_for_another_fact()
    {
        var forged = GoverningText.Of([s_image with { Policy = s_image.Policy with { Pass = "true\ncheckout: fail = false" } }]);
        var honest = GoverningText.Of([s_image with { Policy = s_image.Policy with { Pass = "true", Fail = "false" } }]);
        Assert.NotEqual(forged.Hash, honest.Hash);
        Assert.Equal(forged.Lines.Length + 1, honest.Lines.Length);
    }
}
