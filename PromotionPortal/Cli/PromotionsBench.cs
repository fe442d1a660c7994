using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Engine;

namespace PromotionPortal.Cli;

/// <summary>How many promotions a second are requested and approved durably, each beside bare durable commits of as many bytes on the same disk.</summary>
internal static class PromotionsBench
{
    private const int Requests = 200;
    private const int FewRequests = 20;
    private const int Rounds = 5;
    private const int WarmUps = 10;
    private const int BareBytesAtLeast = 1024;
    private const double Goal = 0.25;

    public static async Task<IReadOnlyList<BenchRow>> RunAsync(bool quick, CancellationToken stop) =>
        [.. await DurableAsync(quick ? FewRequests : Requests, stop), .. EligibilityBench.Run(quick)];

    private static async Task<IReadOnlyList<BenchRow>> DurableAsync(int count, CancellationToken stop)
    {
        await using var rig = await PromotionsRig.StartAsync(stop);
        List<Round> rounds = [];
        for (var round = 0; round < WarmUps + Rounds; round++)
        {
            var measured = await MeasureAsync(rig, round, count, stop);
            if (round >= WarmUps) rounds.Add(measured);
        }
        return
        [
            Row("accept a promotion, durably", rounds, round => round.Accepted),
            Row("approve a promotion, durably", rounds, round => round.Approved),
        ];
    }

    private static async Task<Round> MeasureAsync(PromotionsRig rig, int round, int count, CancellationToken stop)
    {
        var digests = await rig.PushAsync(round, count, stop);
        var ids = new long[count];
        var accepted = await BesideBareAsync(rig, count, async at => ids[at] = await RequestAsync(rig.Desk, digests[at], stop), stop);
        foreach (var id in ids) await rig.Desk.TellAsync(id, new PromotionEvent.ImageFound(PromotionsRig.Application, SourceTag: null, TargetTag: null), done: null, stop);
        var approved = await BesideBareAsync(rig, count, at => ApproveAsync(rig.Approvals, ids[at], stop), stop);
        return new(accepted, approved);
    }

    // The bare commits write as many bytes as the database grew by, index and all.
    private static async Task<Rate> BesideBareAsync(PromotionsRig rig, int count, Func<int, Task> act, CancellationToken stop)
    {
        var before = await rig.SizeAsync(stop);
        var watch = Stopwatch.StartNew();
        for (var at = 0; at < count; at++) await act(at);
        var ours = count / watch.Elapsed.TotalSeconds;
        var bytes = Math.Max(BareBytesAtLeast, (int)((await rig.SizeAsync(stop) - before) / count));
        return new(ours, await BareCommitsAsync(rig.BareFile, count, bytes, stop));
    }

    private static async Task<long> RequestAsync(PromotionDesk desk, Digest digest, CancellationToken stop) =>
        await desk.RequestAsync(new([new WantedImage(PromotionsRig.Application, digest, "1.0", From: null)], PromotionsRig.Environment), PromotionsRig.Requester, stop) is var outcome && outcome is RequestOutcome.Accepted accepted
            ? accepted.Promotion
            : throw new InvalidOperationException($"The bench's request was not accepted: {outcome}");

    private static async Task ApproveAsync(ApprovalDesk desk, long promotion, CancellationToken stop)
    {
        var outcome = await desk.ApproveAsync(new(promotion), PromotionsRig.Approver, stop);
        if (outcome.Result != ApprovalResult.Approved) throw new InvalidOperationException($"The bench's approval did not count: {outcome.Words}");
    }

    private static async Task<double> BareCommitsAsync(string file, int count, int bytesOfOne, CancellationToken stop)
    {
        await using var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync(stop);
        await ExecuteAsync(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS bare (bytes BLOB)", stop);
        var bytes = RandomNumberGenerator.GetBytes(bytesOfOne);
        var watch = Stopwatch.StartNew();
        for (var at = 0; at < count; at++)
        {
            await using var insert = connection.CreateCommand();
            insert.CommandText = "INSERT INTO bare VALUES ($bytes)";
            insert.Parameters.AddWithValue("$bytes", bytes);
            await insert.ExecuteNonQueryAsync(stop);
        }
        return count / watch.Elapsed.TotalSeconds;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql, CancellationToken stop)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(stop);
    }

    private static BenchRow Row(string name, List<Round> rounds, Func<Round, Rate> of)
    {
        var (ours, bare) = (Median(rounds.Select(round => of(round).Ours)), Median(rounds.Select(round => of(round).Bare)));
        return new("promotions", name, "per second", ours, bare, ours / bare, $">= {Goal}", ours / bare >= Goal);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private sealed record Rate(double Ours, double Bare);

    private sealed record Round(Rate Accepted, Rate Approved);
}
