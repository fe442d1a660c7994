using PromotionPortal.Definitions.Shapes;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Git;
using PromotionPortal.Yaml;

namespace PromotionPortal.Definitions.Kinds;

/// <summary>git-repositories/*.yaml</summary>
internal static class GitRepositoryKind
{
    public static Kind<GitRepositoryDefinition> Kind { get; } = KindTable.Make(
        DefinitionKind.GitRepository,
        new GitRepositoryDefinition(KindTable.NoName) { Url = "" },
        (repository, metadata) => repository with { Metadata = metadata },
        [
            Field.Required<GitRepositoryDefinition, string>("url", Url, repository => repository.Url, (repository, url) => repository with { Url = url }),
            Field.Usually<GitRepositoryDefinition, string>("branch", GitRepositoryDefinition.UsualBranch, Branch, repository => repository.Branch, (repository, branch) => repository with { Branch = branch }),
            Field.Optional<GitRepositoryDefinition, string>("credentials", Scalars.Secret, repository => repository.Credentials, (repository, secret) => repository with { Credentials = secret }),
        ]);

    private static ScalarShape<string> Url => new(
        "an address such as ssh://git@git.example.org/gitops.git or https://git.example.org/gitops.git, without a password in it",
        scalar => (GitNames.IsUrl(scalar.Text), scalar.Text),
        YamlScalar.Of,
        () => new() { ["type"] = "string", ["pattern"] = "^(https|ssh|file)://" });

    private static ScalarShape<string> Branch => new(
        "the name of a branch",
        scalar => (GitNames.IsBranch(scalar.Text), scalar.Text),
        YamlScalar.Of,
        () => new() { ["type"] = "string" });
}
