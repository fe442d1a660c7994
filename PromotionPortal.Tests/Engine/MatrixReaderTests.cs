using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Promotions;

namespace PromotionPortal.Tests.Engine;

/// <summary>Which image could go where, and why not: as the gates that enforce would say.</summary>
public sealed class MatrixReaderTests : EngineTest
{
    public static TheoryData<string> Policies => [.. s_policies.Keys];

    private static readonly Dictionary<string, PolicyFields> s_policies = new(StringComparer.Ordinal)
    {
        ["open"] = new(),
        ["pass"] = new() { Pass = "containerImageTag == '3.0'" },
        ["fail"] = new() { Fail = "size > 0" },
        ["broken"] = new() { Pass = "checks['x'].passed" },
        ["approvals"] = new() { ApprovalCount = 1 },
        ["signed"] = new() { RequireSignatures = ["k"] },
        ["reason"] = new() { RequireReason = true },
    };

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Each_cell_says_what_asking_for_it_would_say(string policy)
    {
        await Portal.Scout.LookAsync(CancellationToken.None);
        World.Govern(s_policies[policy]);
        var there = await Portal.RequestAsync("test", key: null, new WantedImage("catalogue", World.Catalogue, "2.0", From: null)).ContinueWith(task => task.IsCompletedSuccessfully, TaskScheduler.Default);
        if (there) await Portal.RunAsync();
        foreach (var application in new[] { "checkout", "catalogue" })
        {
            var matrix = (await Portal.Matrix.ReadAsync(application, search: null, page: 1, Portal.Dora, CancellationToken.None))!;
            Assert.Equal<string>(["test", "prod"], matrix.Environments);
            var row = Assert.Single(matrix.Images.Rows);
            Assert.All(matrix.Environments.Zip(row.Cells), cell => Assert.Equal(cell.First, cell.Second.Environment));
            foreach (var cell in row.Cells)
            {
                var why = await Portal.Desk.WhyAsync(new(application, PromotionPortal.Domain.Images.Digest.Parse(row.Digest), row.Tag, From: null), cell.Environment, "a reason", Portal.Dora, CancellationToken.None);
                var closed = why.FirstOrDefault(gate => gate.Verdict == GateVerdict.Closed);
                Assert.Equal((closed?.Kind, closed?.What, closed?.Help), (cell.Closed?.Kind, cell.Closed?.What, cell.Closed?.Help));
                Assert.Equal(closed is null && why.Any(gate => gate is { Kind: GateKind.Approvals, Verdict: GateVerdict.Waits }), cell.NeedsApproval);
            }
        }
    }

    [Fact]
    public async Task Only_the_environments_that_one_may_see_are_in_it_and_who_may_not_promote_is_told_so()
    {
        await Portal.Scout.LookAsync(CancellationToken.None);
        var viewer = new Actor("vera", "Vera", Credential.Browser, [new(Role.Viewer, new("checkout", "test"))], []);
        var matrix = (await Portal.Matrix.ReadAsync("checkout", search: null, page: 1, viewer, CancellationToken.None))!;
        Assert.Equal("test", Assert.Single(matrix.Environments));
        Assert.Equal(RefusalKind.NoPermission, Assert.Single(Assert.Single(matrix.Images.Rows).Cells).Closed!.Refusal);
        Assert.Null(await Portal.Matrix.ReadAsync("catalogue", search: null, page: 1, viewer, CancellationToken.None));
        Assert.Null(await Portal.Matrix.ReadAsync("nothing", search: null, page: 1, Portal.Dora, CancellationToken.None));
    }

    [Fact]
    public async Task What_is_on_its_way_names_the_promotion_that_brings_it()
    {
        await Portal.Scout.LookAsync(CancellationToken.None);
        var id = await Portal.RequestAsync("prod");
        var row = Assert.Single((await Portal.Matrix.ReadAsync("checkout", search: "1.0", page: 1, Portal.Dora, CancellationToken.None))!.Images.Rows);
        Assert.Equal([(RefusalKind?)null, RefusalKind.AlreadyRequested], row.Cells.Select(cell => cell.Closed?.Refusal));
        Assert.Equal(id, row.Cells[1].Closed!.Existing);
    }
}
