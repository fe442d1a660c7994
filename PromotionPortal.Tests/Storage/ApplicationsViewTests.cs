using PromotionPortal.Domain.Definitions;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;
using PromotionPortal.Tests.Registry;

namespace PromotionPortal.Tests.Storage;

/// <summary>The list of applications: what is newest, and what each environment has.</summary>
public sealed class ApplicationsViewTests : IDisposable
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly DefinitionsSnapshot s_definitions = new("test")
    {
        Applications = DefinitionsSnapshot.Empty.Applications.AddRange(new[] { "checkout", "payments", "search" }.Select(name => KeyValuePair.Create(name, new ApplicationDefinition(new Metadata(name)) { Image = new("ci", name) }))),
        Environments = DefinitionsSnapshot.Empty.Environments.Add("prod", new(new Metadata("prod")) { Images = new("main", "prod/{application}") }),
    };

    private readonly EmptyDatabase _database = new();

    public void Dispose() => _database.Dispose();

    [Fact]
    public async Task Each_application_has_its_newest_image_and_what_came_last_to_an_environment()
    {
        await using (var db = _database.CreateDbContext())
        {
            db.Images.AddRange(
                Image("checkout", "a", "1.0.0", s_noon), Image("checkout", "b", "1.1.0", s_noon.AddHours(2)), Image("checkout", "c", "1.0.9", s_noon.AddHours(1)),
                Image("checkout", "gone", "2.0.0", s_noon.AddHours(9), gone: true), Image("payments", "d", "3.0.0", createdAt: null));
            db.Available.AddRange(Arrived("checkout", "b", s_noon.AddHours(3)), Arrived("checkout", "a", s_noon.AddHours(4)), Arrived("hidden", "x", s_noon));
            await db.SaveChangesAsync();
        }
        await using var read = _database.CreateDbContext();
        var lines = (await ApplicationsView.ReadAsync(read, s_definitions, name => name != "search", default)).Applications;
        Assert.Equal(["checkout", "payments"], lines.Select(line => line.Name));
        Assert.Equal((3, "1.1.0", "sha256:a"), (lines[0].Images, lines[0].Newest!.Tag, lines[0].Available["prod"].Digest));
        Assert.Equal((1, "3.0.0", 0), (lines[1].Images, lines[1].Newest!.Tag, lines[1].Available.Count));
    }

    private static ImageRow Image(string application, string digest, string tag, DateTimeOffset? createdAt, bool gone = false) => new()
    {
        Application = application,
        Digest = $"sha256:{digest}",
        Tags = [tag],
        Platforms = [],
        Annotations = "{}",
        CreatedAt = createdAt,
        FirstSeenAt = s_noon,
        GoneAt = gone ? s_noon : null,
    };

    private static AvailableRow Arrived(string application, string digest, DateTimeOffset since) => new()
    {
        Application = application,
        Environment = "prod",
        Digest = $"sha256:{digest}",
        Registry = "main",
        Repository = "prod",
        Since = since,
    };
}
