using System.Collections.Immutable;
using PromotionPortal.Cel;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Domain.Policies;

/// <summary>The facts of one image as a policy's conditions see them. What nobody told is empty, never absent.</summary>
public static class FactValues
{
    /// <param name="tag">The tag that the image was requested by; else its newest.</param>
    /// <param name="now">The moment of the evaluation.</param>
    public static IReadOnlyDictionary<string, CelValue> Of(ImageFacts image, ApplicationDefinition application, ImagePlace place, string? tag, DefinitionsSnapshot definitions, DateTimeOffset now)
    {
        var repository = $"{HostOf(place, definitions)}/{place.Repository}";
        var called = tag ?? image.Tags.LastOrDefault() ?? "";
        var build = image.Builds.OrderBy(build => build.At).LastOrDefault();
        return new Dictionary<string, CelValue>(StringComparer.Ordinal)
        {
            [PolicyFacts.ContainerImage] = CelValue.Of(called.Length > 0 ? $"{repository}:{called}" : $"{repository}@{image.Digest.Text}"),
            [PolicyFacts.ContainerRepository] = CelValue.Of(repository),
            [PolicyFacts.ContainerImageTag] = CelValue.Of(called),
            [PolicyFacts.ImageLabels] = CelValue.List(image.Labels),
            [PolicyFacts.GitCommitDetails] = Commits(image.Builds),
            [PolicyFacts.AppLabels] = CelValue.Map(application.Metadata.Labels),
            [PolicyFacts.Digest] = CelValue.Of(image.Digest.Text),
            [PolicyFacts.BuiltAt] = build?.BuiltAt is { } built ? CelValue.Of(built) : CelNull.Instance,
            [PolicyFacts.BuiltBy] = CelValue.Of(build?.BuiltBy ?? ""),
            [PolicyFacts.Platforms] = CelValue.List(image.Platforms),
            [PolicyFacts.Size] = CelValue.Of(image.Size),
            [PolicyFacts.Annotations] = CelValue.Map(image.Annotations),
            [PolicyFacts.SignedBy] = CelValue.List(image.SignedBy),
            [PolicyFacts.Checks] = Checks(image.Checks),
            [PolicyFacts.Environments] = CelMap.Of(image.DeployedIn.Select(where => Entry(where.Key, Record(("since", CelValue.Of(where.Value.Since)))))),
            [PolicyFacts.Now] = CelValue.Of(now),
        };
    }

    // The registry that the portal carries itself has no other host than its name.
    private static string HostOf(ImagePlace place, DefinitionsSnapshot definitions) =>
        definitions.Registries.GetValueOrDefault(place.Registry)?.Url?.Authority ?? place.Registry;

    private static CelMap Commits(ImmutableArray<BuildFact> builds) =>
        CelMap.Of(builds.Select(build => Entry(build.Repository, Record(("repo", CelValue.Of(build.Repository)), ("branch", CelValue.Of(build.Branch ?? "")), ("commitMessage", CelValue.Of(build.CommitMessage ?? ""))))));

    private static CelMap Checks(ImmutableSortedDictionary<string, CheckFact> checks) =>
        CelMap.Of(checks.Select(check => Entry(check.Key, Record(("passed", CelValue.Of(check.Value.Passed)), ("link", CelValue.Of(check.Value.Link ?? "")), ("at", CelValue.Of(check.Value.At))))));

    private static CelMap Record(params (string Name, CelValue Value)[] fields) => CelMap.Of(fields.Select(field => Entry(field.Name, field.Value)));

    private static KeyValuePair<string, CelValue> Entry(string name, CelValue value) => KeyValuePair.Create(name, value);
}
