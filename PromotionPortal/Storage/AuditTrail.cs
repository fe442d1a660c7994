using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;

namespace PromotionPortal.Storage;

/// <summary>One thing that happened. Each row carries the hash of the one before it, so that no row can be altered, moved or removed unnoticed.</summary>
public sealed class AuditRow
{
    /// <summary>Counts from 1 without a gap.</summary>
    public long Sequence { get; set; }

    public DateTimeOffset At { get; set; }
    public required string ActorId { get; set; }
    public required string ActorName { get; set; }
    public Credential Credential { get; set; }

    /// <summary>What was done, such as "promotion.requested".</summary>
    public required string Action { get; set; }

    /// <summary>What it was done to, such as "promotion/12".</summary>
    public required string Subject { get; set; }

    /// <summary>One sentence for a person.</summary>
    public required string Text { get; set; }

    /// <summary>The facts, as JSON. Never a secret.</summary>
    public required string Facts { get; set; }

    public required byte[] PreviousHash { get; set; }
    public required byte[] Hash { get; set; }
}

/// <summary>What is written down, before it has its place in the chain.</summary>
public sealed record AuditEntry(DateTimeOffset At, Actor Actor, string Action, string Subject, string Text, object? Facts = null);

/// <summary>The end of the chain as a transaction that appends to it knows it.</summary>
internal sealed record AuditLink(Guid Transaction, long Sequence, byte[] Hash);

/// <summary>Appends to the chain and verifies it.</summary>
public static class AuditTrail
{
    private static readonly byte[] s_start = new byte[SHA256.HashSizeInBytes];

    private static readonly Compiled<Func<PortalDb, CancellationToken, Task<Saved?>>> s_last = new(() => EF.CompileAsyncQuery((PortalDb db, CancellationToken _) =>
        db.AuditTrail.OrderByDescending(row => row.Sequence).Select(row => new Saved(row.Sequence, row.Hash)).FirstOrDefault()));

    /// <summary>To be called within a writing transaction, which makes it the only writer; saved with whatever it tells of.</summary>
    public static async Task AppendAsync(PortalDb db, AuditEntry entry, CancellationToken stop)
    {
        if (db.Database.CurrentTransaction is not { TransactionId: var transaction }) throw new InvalidOperationException("An audit entry is written in the transaction of what it tells of.");
        // What this transaction has appended itself may not be saved yet.
        var last = db.LastAudit?.Transaction == transaction ? db.LastAudit : await s_last.For(db)(db, stop) is { } saved ? new(transaction, saved.Sequence, saved.Hash) : null;
        var row = new AuditRow
        {
            Sequence = (last?.Sequence ?? 0) + 1,
            At = entry.At,
            ActorId = entry.Actor.Id,
            ActorName = entry.Actor.Name,
            Credential = entry.Actor.Credential,
            Action = entry.Action,
            Subject = entry.Subject,
            Text = entry.Text,
            Facts = entry.Facts is null ? "{}" : JsonSerializer.Serialize(entry.Facts),
            PreviousHash = last?.Hash ?? s_start,
            Hash = [],
        };
        row.Hash = HashOf(row);
        db.AuditTrail.Add(row);
        db.LastAudit = new(transaction, row.Sequence, row.Hash);
    }

    /// <summary>The first row that does not fit its place in the chain, with the reason; null when all do.</summary>
    public static async Task<string?> FirstBreakAsync(PortalDb db, CancellationToken stop)
    {
        var (sequence, hash) = (0L, s_start);
        await foreach (var row in db.AuditTrail.AsNoTracking().OrderBy(row => row.Sequence).AsAsyncEnumerable().WithCancellation(stop))
        {
            if (row.Sequence != ++sequence) return $"Row {sequence} is missing.";
            if (!row.PreviousHash.AsSpan().SequenceEqual(hash)) return $"Row {sequence} does not follow row {sequence - 1}.";
            if (!row.Hash.AsSpan().SequenceEqual(HashOf(row))) return $"Row {sequence} was altered.";
            hash = row.Hash;
        }
        return null;
    }

    private sealed record Saved(long Sequence, byte[] Hash);

    // Each part with its length before it, so that no two rows have the same bytes.
    private static byte[] HashOf(AuditRow row)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(row.Sequence);
        writer.Write(row.At.UtcTicks);
        foreach (var part in new[] { row.ActorId, row.ActorName, row.Credential.ToString(), row.Action, row.Subject, row.Text, row.Facts }) writer.Write(part);
        writer.Write(row.PreviousHash);
        writer.Flush();
        return SHA256.HashData(bytes.ToArray());
    }
}
