using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Engine;
using PromotionPortal.Storage;

namespace PromotionPortal.Cli;

/// <summary>The real desks on a real database of their own, with two people and one pair under a policy that asks for one approval.</summary>
internal sealed class PromotionsRig : IAsyncDisposable
{
    public const string Application = "bench";
    public const string Environment = "prod";

    private const string Image = "sha256:";
    private static readonly DateTimeOffset s_built = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("portal-bench-");
    private readonly ServiceProvider _services;

    private PromotionsRig()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddStorage(new DataFolder(_folder.FullName));
        _services = services.BuildServiceProvider();
        Database = _services.GetRequiredService<IDbContextFactory<PortalDb>>();
        var rules = new Rules(Definitions);
        var changes = new Changes(_services.GetRequiredService<ILogger<Changes>>());
        Desk = new(Database, rules, _ => [], TimeProvider.System, changes);
        Approvals = new(Database, Desk, rules, _ => [], TimeProvider.System, changes);
    }

    public static Actor Requester { get; } = new("dora", "Dora", Credential.Browser, [new(Role.BuildAndDeploy, Reach.All)], []);

    public static Actor Approver { get; } = new("paul", "Paul", Credential.Browser, [new(Role.ArtifactPromoter, Reach.All)], []);

    public IDbContextFactory<PortalDb> Database { get; }

    public PromotionDesk Desk { get; }

    public ApprovalDesk Approvals { get; }

    public string BareFile => Path.Combine(_folder.FullName, "bare.db");

    public static async Task<PromotionsRig> StartAsync(CancellationToken stop)
    {
        var rig = new PromotionsRig();
        await rig._services.MigrateStorageAsync(stop);
        await using var db = await rig.Database.CreateDbContextAsync(stop);
        foreach (var person in new[] { Requester, Approver })
        {
            db.Users.Add(new() { Id = person.Id, UserName = person.Id, NormalizedUserName = person.Id.ToUpperInvariant(), DisplayName = person.Name });
            db.Grants.Add(new() { UserId = person.Id, Role = person.Grants[0].Role, Application = Reach.Everything, Environment = Reach.Everything });
        }
        await db.SaveChangesAsync(stop);
        return rig;
    }

    /// <summary>So many images that CI has pushed and reported on; each round has its own.</summary>
    public async Task<IReadOnlyList<Digest>> PushAsync(int round, int count, CancellationToken stop)
    {
        List<Digest> digests = [.. Enumerable.Range(0, count).Select(at => Digest.Parse(Image + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{round} {at}")))))];
        await using var db = await Database.CreateDbContextAsync(stop);
        foreach (var digest in digests)
        {
            db.Images.Add(new() { Application = Application, Digest = digest.Text, Tags = ["1.0"], Platforms = ["linux/amd64"], Size = 48_000_000, FirstSeenAt = s_built, Annotations = "{}" });
            db.Builds.Add(new() { Application = Application, Digest = digest.Text, Repository = "https://git.example.com/shop.git", BuiltBy = "ci", BuiltAt = s_built, Branch = "main", CommitMessage = "Round prices half to even", ReporterId = "ci", ReporterName = "CI", At = s_built });
            db.Checks.Add(new() { Application = Application, Digest = digest.Text, Name = "unit", Passed = true, ReporterId = "ci", ReporterName = "CI", At = s_built, Latest = true });
        }
        await db.SaveChangesAsync(stop);
        return digests;
    }

    public async Task<long> SizeAsync(CancellationToken stop)
    {
        await using var db = await Database.CreateDbContextAsync(stop);
        return await db.Database.SqlQuery<long>($"SELECT page_count * page_size AS Value FROM pragma_page_count(), pragma_page_size()").SingleAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private static DefinitionsSnapshot Definitions() => s_definitions;

    private static readonly DefinitionsSnapshot s_definitions = new(0.ToString("x40", CultureInfo.InvariantCulture))
    {
        Applications = ImmutableSortedDictionary<string, ApplicationDefinition>.Empty.Add(Application, new(new Metadata(Application)) { Image = new("builds", Application) }),
        Environments = ImmutableSortedDictionary<string, EnvironmentDefinition>.Empty.Add(Environment, new(new Metadata(Environment)) { Images = new("main", "prod/{application}") }),
        Policies = ImmutableSortedDictionary<string, PolicyDefinition>.Empty.Add("guarded", new(new Metadata("guarded"))
        {
            Fields = new() { Pass = "checks['unit'].passed", Fail = "'blocked' in imageLabels", ApprovalCount = 1 },
        }),
        PolicyBindings = ImmutableSortedDictionary<string, PolicyBindingDefinition>.Empty.Add("all", new(new Metadata("all")) { Policy = "guarded", Pairs = [new(Application, Environment)] }),
    };
}
