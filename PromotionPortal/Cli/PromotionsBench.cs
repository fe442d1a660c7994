using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;
using PromotionPortal.Storage;

namespace PromotionPortal.Cli;

/// <summary>How many promotions a second are accepted durably, beside bare durable commits of as many bytes on the same disk.</summary>
internal static class PromotionsBench
{
    private const int Requests = 200;
    private const int Rounds = 5;
    private const int BytesOfOne = 2048;
    private const double Goal = 0.25;

    private static readonly Actor s_person = new("bench", "Bench", Credential.Browser, [new(Role.SuperAdmin, Reach.All)], []);

    public static async Task<IReadOnlyList<BenchRow>> RunAsync(CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("portal-bench-");
        try
        {
            var services = new ServiceCollection().AddLogging();
            services.AddStorage(new DataFolder(folder.FullName));
            await using var provider = services.BuildServiceProvider();
            await provider.MigrateStorageAsync(stop);
            var database = provider.GetRequiredService<IDbContextFactory<PortalDb>>();
            var desk = new PromotionDesk(database, new Rules(Sample), _ => [], TimeProvider.System, new Changes(provider.GetRequiredService<ILogger<Changes>>()));
            List<double> ours = [], peer = [];
            for (var round = 0; round <= Rounds; round++)
            {
                var (one, other) = (await RequestsAsync(desk, round, stop), await BareCommitsAsync(Path.Combine(folder.FullName, "bare.db"), stop));
                if (round == 0) continue; // the first warms up
                ours.Add(one);
                peer.Add(other);
            }
            var (median, bare) = (Median(ours), Median(peer));
            return [new("promotions", "accept a promotion, durably", "per second", median, bare, median / bare, $">= {Goal}", median / bare >= Goal)];
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> RequestsAsync(PromotionDesk desk, int round, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        for (var at = 0; at < Requests; at++)
        {
            var digest = Digest.Parse("sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{round} {at}"))));
            var outcome = await desk.RequestAsync(new([new WantedImage("bench", digest, "1.0", From: null)], "prod"), s_person, stop);
            if (outcome is not RequestOutcome.Accepted) throw new InvalidOperationException($"The bench's request was not accepted: {outcome}");
        }
        return Requests / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> BareCommitsAsync(string file, CancellationToken stop)
    {
        await using var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync(stop);
        await ExecuteAsync(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS bare (bytes BLOB)", stop);
        var bytes = RandomNumberGenerator.GetBytes(BytesOfOne);
        var watch = Stopwatch.StartNew();
        for (var at = 0; at < Requests; at++)
        {
            await using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO bare VALUES ($bytes)";
            insert.Parameters.AddWithValue("$bytes", bytes);
            await insert.ExecuteNonQueryAsync(stop);
        }
        return Requests / watch.Elapsed.TotalSeconds;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, CancellationToken stop)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(stop);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static DefinitionsSnapshot Sample() => new("bench")
    {
        Applications = ImmutableSortedDictionary<string, ApplicationDefinition>.Empty.Add("bench", new(new Metadata("bench")) { Image = new("builds", "bench") }),
        Environments = ImmutableSortedDictionary<string, EnvironmentDefinition>.Empty.Add("prod", new(new Metadata("prod")) { Images = new("main", "prod/{application}") }),
    };
}
