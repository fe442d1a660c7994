using System.Security.Cryptography;
using System.Text;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Images;
using PromotionPortal.Engine;

namespace PromotionPortal.Demo;

/// <summary>What the demo's CI says of the sample images, and a label of a person: sent through the same desk as everybody's.</summary>
internal static class DemoReports
{
    private static readonly Actor s_ci = new("demo-ci", "Demo CI", Credential.Token, [new(Role.BuildAndDeploy, Reach.All)], [TokenScope.Report]);
    private static readonly Actor s_person = new("demo-tester", "Demo tester", Credential.Session, [new(Role.BuildAndDeploy, Reach.All)], []);

    // The authors are people of the demo.
    private static readonly string[] s_authors = ["dora@example.org", "paul@example.org", "priya@example.org"];

    public static async Task SendAsync(IServiceProvider services, CancellationToken stop)
    {
        var desk = services.GetRequiredService<ImageFactsDesk>();
        foreach (var application in services.GetRequiredService<DefinitionStore>().Current.Applications.Keys)
        {
            foreach (var (version, at) in DemoPortal.Versions.Select((version, at) => (version, at)))
            {
                // Once: of an image that somebody replaced meanwhile, this CI knows nothing.
                var outcome = await desk.ReportAsync(ReportOn(application, version, at), s_ci, stop, $"demo {application} {version}");
                if (outcome is FactOutcome.Known { Changed.IsEmpty: false } known && version == "1.3.1") await desk.LabelAsync(application, known.Digest, "qa-approved", on: true, s_person, stop);
            }
        }
    }

    private static CiReport ReportOn(string application, string version, int at) => new(application, version)
    {
        Build = new()
        {
            BuiltBy = "demo-ci",
            Repository = $"https://git.example.org/shop/{application}.git",
            Commit = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{application} {version}")))[..40],
            Branch = "main",
            CommitMessage = $"Release {application} {version}",
            CommitAuthor = s_authors[at % s_authors.Length],
        },
        Checks =
        [
            new("unit tests", Passed: true, $"https://ci.example.org/{application}/{version}/unit"),
            new("vulnerability scan", Passed: version != "1.4.0" || application != "payments", $"https://ci.example.org/{application}/{version}/scan"),
        ],
    };
}
