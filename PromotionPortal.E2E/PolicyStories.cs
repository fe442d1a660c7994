namespace PromotionPortal.E2E;

/// <summary>The story of a promotion policy from outside: created, applied, promoted under, approved; against the program as a process.</summary>
public sealed class PolicyStories(PolicyStories.Shop shop) : IClassFixture<PolicyStories.Shop>
{
    /// <summary>By which door; whether the requester and the builder may approve; of which image. Whoever may approve is needed, so that each approval is seen to count.</summary>
    [Theory]
    [InlineData("api", false, false, "1.2.0")]
    [InlineData("api", true, false, "1.3.0")]
    [InlineData("api", false, true, "1.3.1")]
    [InlineData("api", true, true, "1.4.0")]
    [InlineData("command line", false, false, "1.2.0")]
    [InlineData("command line", true, false, "1.3.0")]
    [InlineData("command line", false, true, "1.3.1")]
    [InlineData("command line", true, true, "1.4.0")]
    public async Task A_policy_is_created_and_applied_an_image_is_promoted_under_it_and_who_may_approves(string by, bool requesterMay, bool builderMay, string image)
    {
        var (door, application) = by == "api" ? (shop.Api, "checkout") : (shop.CommandLine, "catalogue");
        var (ada, dora, bob, paul) = (shop.Ada, shop.Dora, shop.Bob, shop.Paul);
        var policy = $"story-{application}-{image.Replace('.', '-')}";
        var needed = 1 + (requesterMay ? 1 : 0) + (builderMay ? 1 : 0);

        // Creating, applying: super-admins alone. Who may approve the policy's approver to deploy is kept and shown.
        var yaml = $"apiVersion: promotionportal/v1\nkind: Policy\nmetadata: {{ name: {policy}, description: This is a sample policy }}\nspec:\n  pass: \"containerImageTag == '{image}'\"\n  fail: \"false\"\n  approvals: {{ count: {needed} }}\n"
            + $"  allow: {{ requesterApproves: {Word(requesterMay)}, builderApproves: {Word(builderMay)}, approverDeploys: {Word(requesterMay != builderMay)} }}\n";
        Assert.False((await door.SavePolicyAsync(dora, yaml)).Done);
        await DoneAsync(door.SavePolicyAsync(ada, yaml));
        var apply = $"apiVersion: v1\nkind: artifactPromotionPolicy\nspec:\n  payload:\n    applicationEnvironments:\n      - appName: \"{application}\"\n        envName: \"prod\"\n    applyToPolicyNames:\n      - \"{policy}\"\n";
        Assert.False((await door.ApplyPolicyAsync(dora, apply)).Done);
        await DoneAsync(door.ApplyPolicyAsync(ada, apply));
        Assert.Contains($"approverDeploys: {Word(requesterMay != builderMay)}", await door.PolicyAsync(dora, policy), StringComparison.Ordinal);
        await DoneAsync(door.ReportAsync(bob, application, image, "bob"));

        // Promoting: Build & deploy on the target; it waits for people.
        Assert.Contains("Build & deploy or above", (await door.PromoteAsync(paul, application, image, "prod")).Words, StringComparison.Ordinal);
        var other = image == "1.4.0" ? "1.2.0" : "1.4.0";
        var why = await door.WhyAsync(dora, application, other, "prod");
        Assert.False(why.Done);
        Assert.Contains("The pass condition does not hold.", why.Words, StringComparison.Ordinal);
        Assert.Null((await door.PromoteAsync(dora, application, other, "prod")).Promotion);
        Assert.True((await door.WhyAsync(dora, application, image, "prod")).Done);
        var (promotion, said) = await door.PromoteAsync(dora, application, image, "prod");
        Assert.Contains("was sent for approval", said, StringComparison.Ordinal);
        var id = Assert.NotNull(promotion);
        await shop.UntilAsync(id, "AwaitingApproval");
        Assert.Contains("is on its way to prod", (await door.PromoteAsync(dora, application, image, "prod")).Words, StringComparison.Ordinal);

        // Approving: an Artifact promoter; the requester and the builder where the switches say so.
        Assert.Contains(id, await door.RequestsAsync(dora, mine: true));
        Assert.Contains(id, await door.RequestsAsync(paul, mine: false));
        await ApproveAsync(door, dora, id, requesterMay, "You asked for this promotion, and the policy lets nobody approve his own request.");
        await ApproveAsync(door, bob, id, builderMay, "You built this image, and the policy lets no builder approve it.");
        Assert.Equal("AwaitingApproval", await shop.StateAsync(id));
        await ApproveAsync(door, paul, id, may: true, "");
        await shop.UntilAsync(id, "Promoted");
        Assert.DoesNotContain(id, await door.RequestsAsync(paul, mine: false));
        Assert.Contains("already", (await door.PromoteAsync(dora, application, image, "prod")).Words, StringComparison.Ordinal);
        Assert.Equal(await shop.DigestAsync($"builds/shop/{application}:{image}"), await shop.DigestAsync($"main/prod/{application}:{image}"));
    }

    private static async Task ApproveAsync(StoryDoor door, StoryPerson who, long id, bool may, string words)
    {
        Assert.Equal(may, (await door.RequestsAsync(who, mine: false)).Contains(id));
        var (done, said) = await door.ApproveAsync(who, id);
        Assert.True(may == done, said);
        Assert.Contains(may ? "Approved." : words, said, StringComparison.Ordinal);
        if (may) Assert.False((await door.ApproveAsync(who, id)).Done);
    }

    private static async Task DoneAsync(Task<(bool Done, string Words)> doing)
    {
        var (done, words) = await doing;
        Assert.True(done, words);
    }

    private static string Word(bool yes) => yes ? "true" : "false";

    /// <summary>The demo with the four people of the story: who creates and applies, who promotes, who built, who approves.</summary>
    public sealed class Shop : IAsyncLifetime, IDisposable
    {
        private static readonly TimeSpan s_longestCopy = TimeSpan.FromMinutes(2);
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portal-story-");
        private readonly DemoProcess _demo = new();

        internal StoryPerson Ada { get; private set; } = null!;

        internal StoryPerson Dora { get; private set; } = null!;

        internal StoryPerson Bob { get; private set; } = null!;

        internal StoryPerson Paul { get; private set; } = null!;

        internal StoryDoor Api { get; } = new ApiDoor();

        internal StoryDoor CommandLine => new CommandLineDoor(_demo, _folder.FullName);

        public async Task InitializeAsync()
        {
            await _demo.StartAsync();
            Ada = await SignInAsync("ada", _demo.Person("ada").Link);
            Dora = await SignInAsync("dora", _demo.Person("dora").Link);
            Paul = await SignInAsync("paul", _demo.Person("paul").Link);
            Assert.True((int)(await Ada.PostAsync("/api/people", new { userName = "bob", displayName = "Bob Builder" })).Status < 300);
            // The requester and the builder could approve as well, if the policy let them.
            foreach (var (name, role) in new[] { ("dora", "ArtifactPromoter"), ("bob", "ArtifactPromoter"), ("bob", "BuildAndDeploy") })
                Assert.True((int)(await Ada.PostAsync($"/api/people/{name}/roles", new { role })).Status < 300);
            Bob = await SignInAsync("bob", (await Ada.PostAsync("/api/people/bob/link", new { })).Body.GetProperty("result").GetString()!);
        }

        public async Task DisposeAsync()
        {
            await _demo.DisposeAsync();
            _folder.Delete(recursive: true);
        }

        public void Dispose()
        {
            foreach (var person in new[] { Ada, Dora, Bob, Paul }) person?.Dispose();
        }

        internal async Task<string> StateAsync(long id) => (await Dora.GetAsync($"/api/promotions/{id}")).GetProperty("promotion").GetProperty("state").GetString()!;

        internal async Task UntilAsync(long id, string state)
        {
            using var late = new CancellationTokenSource(s_longestCopy);
            while (await StateAsync(id) != state) await Task.Delay(TimeSpan.FromMilliseconds(50), late.Token);
        }

        internal Task<string> DigestAsync(string image) => Skopeo.DigestAsync(_demo, _demo.Person("dora"), image);

        private Task<StoryPerson> SignInAsync(string name, string link) => StoryPerson.SignInAsync(_demo.Address, name, link);
    }
}
