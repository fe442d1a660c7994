using PromotionPortal.Cel;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions;

/// <summary>What somebody says of a policy. Null: nothing, so that it stays as it is; an empty text takes away what is there.</summary>
public sealed record PolicyInput(string Name)
{
    public string? Description { get; init; }

    public string? Pass { get; init; }

    public string? Fail { get; init; }

    public int? Approvals { get; init; }

    public bool? RequesterApproves { get; init; }

    public bool? BuilderApproves { get; init; }

    public bool? ApproverDeploys { get; init; }
}

/// <summary>The text of a policy, written or changed in single fields. A problem's file is the name of the field that it speaks of.</summary>
public static class PolicyText
{
    public const string PassField = "passCondition";
    public const string FailField = "failCondition";

    /// <summary>What keeps it from being a policy, at the place within the field.</summary>
    public static IEnumerable<DefinitionProblem> Problems(PolicyInput input)
    {
        if (!Metadata.IsName(input.Name)) yield return new("name", 1, 1, $"'{Shortened(input.Name)}' is no name.", $"A name has {Metadata.ShortestName} to {Metadata.LongestName} of a-z, 0-9 and '-'.");
        if (input.Description?.Length > Metadata.LongestDescription) yield return new("description", 1, 1, $"It has {input.Description.Length} letters.", $"At most {Metadata.LongestDescription}, please.");
        if (input.Approvals is < 0 or > PolicyDefinition.MostApprovals) yield return new("approverCount", 1, 1, $"There cannot be {input.Approvals} approvals.", $"0 to {PolicyDefinition.MostApprovals}.");
        foreach (var problem in Problems(PassField, input.Pass).Concat(Problems(FailField, input.Fail))) yield return problem;
    }

    /// <summary>What is wrong with a condition; an empty one is none.</summary>
    public static IEnumerable<DefinitionProblem> Problems(string field, string? condition) =>
        string.IsNullOrEmpty(condition) ? [] : CelProgram.Compile(condition, PolicyFacts.Declarations, CelType.Bool).Problems.Select(problem => new DefinitionProblem(field, problem.Line, problem.Column, problem.Message, ""));

    public static string New(PolicyInput input) => DefinitionText.Write(new PolicyDefinition(new(input.Name) { Description = Given(input.Description) })
    {
        Fields = new()
        {
            Pass = Given(input.Pass),
            Fail = Given(input.Fail),
            ApprovalCount = input.Approvals,
            RequesterApproves = input.RequesterApproves,
            BuilderApproves = input.BuilderApproves,
            ApproverDeploys = input.ApproverDeploys,
        },
    });

    /// <summary>Only the lines of what is said change.</summary>
    public static string Changed(string text, PolicyInput input) => DefinitionFields.SetAll(DefinitionKind.Policy, text,
    [
        .. Text(FieldPath.Of("metadata", "description"), input.Description),
        .. Text(FieldPath.Of("spec", "pass"), input.Pass),
        .. Text(FieldPath.Of("spec", "fail"), input.Fail),
        .. Value(FieldPath.Of("spec", "approvals", "count"), input.Approvals is { } count ? YamlScalar.Of(count) : null),
        .. Switch("requesterApproves", input.RequesterApproves),
        .. Switch("builderApproves", input.BuilderApproves),
        .. Switch("approverDeploys", input.ApproverDeploys),
    ]);

    private static IEnumerable<(FieldPath, YamlNode?)> Switch(string name, bool? value) => Value(FieldPath.Of("spec", "allow", name), value is { } on ? YamlScalar.Of(on) : null);

    private static IEnumerable<(FieldPath, YamlNode?)> Value(FieldPath path, YamlNode? value)
    {
        if (value is not null) yield return (path, value);
    }

    private static IEnumerable<(FieldPath, YamlNode?)> Text(FieldPath path, string? value)
    {
        if (value is not null) yield return (path, Given(value) is { } text ? YamlScalar.Of(text) : null);
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static string Shortened(string text) => text.Length <= Metadata.LongestName ? text : text[..Metadata.LongestName] + "…";
}
