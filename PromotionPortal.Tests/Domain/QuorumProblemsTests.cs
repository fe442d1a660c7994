using System.Collections.Immutable;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Approvals;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Domain;

/// <summary>Quorums that nobody can fill are found before somebody waits for them.</summary>
public sealed class QuorumProblemsTests
{
    [Theory]
    [InlineData("sre", 1, "")]
    [InlineData("sre", 2, "")]
    [InlineData("sre", 3, "policies/guarded.yaml:9:22: 3 of the group 'sre' must agree, but only 2 people are in it. Put more people into the group, or ask for fewer.")]
    [InlineData("qa", 1, "policies/guarded.yaml:9:22: 1 of the group 'qa' must agree, but nobody is in it. Put more people into the group, or ask for fewer.")]
    [InlineData("ghosts", 1, "policies/guarded.yaml:9:22: There is no group 'ghosts'. A super-admin creates it, or another is named.")]
    public void A_group_that_is_not_there_or_too_small_is_a_problem_where_it_is_named(string group, int count, string problem)
    {
        var definitions = Definitions(new() { ApprovalGroups = [new(group, count)] }) with { GroupUses = [new(group, "policies/guarded.yaml", 9, 22)] };
        Assert.Equal(problem, string.Join('\n', QuorumProblems.OfGroups(definitions, People())));
    }

    [Theory]
    [InlineData(3, "")]
    [InlineData(4, "policy-bindings/all.yaml:1:1: Nothing can be approved for checkout in prod: 4 approvers must agree, but only 3 people are there who may. Give more people the role Artifact promoter there, or ask for fewer approvals.")]
    public void A_pair_that_asks_for_more_than_may_approve_there_is_named(int count, string problem) =>
        Assert.Equal(problem, string.Join('\n', QuorumProblems.OfPairs(Definitions(new() { ApprovalCount = count }), People())));

    // Ada may everywhere, Paul and Priya for checkout, Petra for another application; Paul and Priya are the group sre.
    private static Electorate People() => new(
        ImmutableDictionary<string, int>.Empty.Add("sre", 2).Add("qa", 0),
        [
            Person("ada", Role.SuperAdmin, Reach.All),
            Person("paul", Role.ArtifactPromoter, new("checkout", "*")) with { Groups = ["sre"] },
            Person("priya", Role.ArtifactPromoter, new("checkout", "prod")) with { Groups = ["sre"], OpenedBy = "ada" },
            Person("petra", Role.ArtifactPromoter, new("catalogue", "prod")),
        ]);

    private static Actor Person(string id, Role role, Reach reach) => new(id, id, Credential.Browser, [new(role, reach)], []);

    private static DefinitionsSnapshot Definitions(PolicyFields fields) => new("c0ffee")
    {
        Applications = ImmutableSortedDictionary<string, ApplicationDefinition>.Empty.Add("checkout", new(new Metadata("checkout")) { Image = new("builds", "checkout") }),
        Environments = ImmutableSortedDictionary<string, EnvironmentDefinition>.Empty.Add("prod", new(new Metadata("prod"))),
        Policies = ImmutableSortedDictionary<string, PolicyDefinition>.Empty.Add("guarded", new(new Metadata("guarded")) { Fields = fields }),
        PolicyBindings = ImmutableSortedDictionary<string, PolicyBindingDefinition>.Empty.Add("all", new(new Metadata("all")) { Policy = "guarded", Pairs = [new("checkout", "prod")] }),
    };
}
