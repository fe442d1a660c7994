using static PromotionPortal.Cel.Functions.Define;

namespace PromotionPortal.Cel.Functions;

/// <summary>Versions, which are not in the language itself: what an image's tag mostly is.</summary>
internal static class SemverFunctions
{
    public static IEnumerable<CelFunction> All =>
    [
        Function("semver", [CelType.String], CelType.Semver, "A version such as semver(\"1.4.0-rc.1\"), to be compared with others; a leading v is accepted.", (a, _) => CelSemver.TryParse(a.Text(0)) ?? (CelValue)NotOne(a[0])),
        Function("isSemver", [CelType.String], CelType.Bool, "Whether the text is a version.", (a, _) => CelBool.Of(CelSemver.TryParse(a.Text(0)) is not null)),
        Method("major", [CelType.Semver], CelType.Int, "The first number of the version.", (a, _) => CelInt.Of(Version(a).Major)),
        Method("minor", [CelType.Semver], CelType.Int, "The second number of the version.", (a, _) => CelInt.Of(Version(a).Minor)),
        Method("patch", [CelType.Semver], CelType.Int, "The third number of the version.", (a, _) => CelInt.Of(Version(a).Patch)),
        Method("prerelease", [CelType.Semver], CelType.String, "What follows the dash, such as rc.1; empty for a release.", (a, _) => Text(Version(a).Prerelease)),
    ];

    public static CelError NotOne(CelValue text) => CelError.Invalid($"{text} is not a semantic version such as 1.4.0.");

    private static CelSemver Version(CelValue[] arguments) => (CelSemver)arguments[0];
}
