using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>The only way to say something of an image: what CI reports, and what people put on it or write about it.</summary>
public sealed class ImageFactsDesk(IDbContextFactory<PortalDb> database, CurrentDefinitions definitions, ImageScout scout, TimeProvider time, Changes changes)
{
    public const int MostKeyLetters = 200;

    /// <summary>Takes what CI says of an image, all of it or nothing. The same content twice changes nothing.</summary>
    public async Task<FactOutcome> ReportAsync(CiReport report, Actor actor, CancellationToken stop, string? idempotencyKey = null)
    {
        if (Unfit(report, actor, idempotencyKey) is { } unfit) return unfit;
        return await WhereItAnswersAsync(async () =>
        {
            var content = ContentOf(report);
            if (await SameAsync(report, actor, idempotencyKey, content, stop) is { } known) return known;
            return await FindAsync(report.Application, report.Image, stop) is { } digest
                ? await WriteAsync(report.Application, digest, (db, now) => ImageFactsRecord.ReportAsync(db, report, digest, (actor, now), (idempotencyKey, content), stop), stop)
                : new FactOutcome.Refused(FactRefusal.NotFound, $"{report.Application} has no image '{report.Image}'.", "Push it first, then report on it.");
        });
    }

    /// <summary>Puts a label on, or takes it off.</summary>
    public async Task<FactOutcome> LabelAsync(string application, Digest digest, string label, bool on, Actor actor, CancellationToken stop)
    {
        if (Denied(actor, Verb.LabelImages, application) is { } denied) return denied;
        if (on && ImageLabel.Problem(label) is { } problem) return new FactOutcome.Refused(FactRefusal.NotComplete, problem, "Choose another word.");
        return await WhereItAnswersAsync(() => WriteAsync(application, digest, (db, now) => ImageFactsRecord.LabelAsync(db, (application, digest), label, on, (actor, now), stop), stop));
    }

    public async Task<FactOutcome> CommentAsync(string application, Digest digest, string text, Actor actor, CancellationToken stop)
    {
        if (Denied(actor, Verb.CommentImages, application) is { } denied) return denied;
        var said = text.Trim();
        if (said.Length is 0 or > ImageFactsRecord.MostCommentLetters) return new FactOutcome.Refused(FactRefusal.NotComplete, $"A comment has 1 to {ImageFactsRecord.MostCommentLetters} letters.", "Say it shorter.");
        return await WhereItAnswersAsync(() => WriteAsync(application, digest, (db, now) => ImageFactsRecord.CommentAsync(db, (application, digest), said, (actor, now), stop), stop));
    }

    private FactOutcome.Refused? Unfit(CiReport report, Actor actor, string? key)
    {
        if (CiReportRules.Problem(report) is { } problem) return new(FactRefusal.NotComplete, problem, "Mend the report and send it again.");
        if (key?.Length > MostKeyLetters) return new(FactRefusal.NotComplete, $"The Idempotency-Key may have at most {MostKeyLetters} letters.", "Use a shorter one.");
        if (Denied(actor, Verb.ReportImages, report.Application) is { } denied) return denied;
        if (report.DeployedIn.FirstOrDefault(name => !definitions().Environments.ContainsKey(name)) is { } unknown) return new(FactRefusal.NotFound, $"There is no environment {unknown}.", "Look at the definitions for the right name.");
        // Where one may not deploy, one does not say that one has.
        return report.DeployedIn.Select(name => Access.Can(actor, Verb.ReportImages, definitions().PlaceOf(report.Application, name))).FirstOrDefault(verdict => !verdict.Allowed) is { } no
            ? new(FactRefusal.NotAllowed, no.Reason, "Ask a super-admin for the role.")
            : null;
    }

    private FactOutcome.Refused? Denied(Actor actor, Verb verb, string application)
    {
        var verdict = Access.Can(actor, verb, definitions().PlaceOf(application));
        var defined = definitions().Applications.ContainsKey(application);
        return verdict.Allowed && defined ? null
            : defined && MaySee(actor, application) ? new(FactRefusal.NotAllowed, verdict.Reason, "Ask a super-admin for the role.")
            : new(FactRefusal.NotFound, $"There is no application {application}.", "Look at the applications for the right name.");
    }

    // What somebody may not see does not exist for him; but what a token was made for does not hide what its owner sees.
    private bool MaySee(Actor actor, string application) => actor.IsSignedIn && Visible.Application(actor with { Credential = Credential.Session }, definitions(), application);

    private async Task<Digest?> FindAsync(string application, string image, CancellationToken stop) =>
        Digest.TryParse(image) is { } digest
            ? await scout.LookForAsync(application, digest, stop) ? digest : null
            : await scout.LookAtTagAsync(application, image, TagSource.Report, stop); // not what we remember: it may have moved this second

    private async Task<FactOutcome?> SameAsync(CiReport report, Actor actor, string? key, byte[] content, CancellationToken stop)
    {
        if (key is null) return null;
        await using var db = await database.CreateDbContextAsync(stop);
        var row = await db.Reports.AsNoTracking().FirstOrDefaultAsync(row => row.ReporterId == actor.Id && row.IdempotencyKey == key, stop);
        return row is null ? null
            : row.Content.AsSpan().SequenceEqual(content) ? new FactOutcome.Known(report.Application, Digest.Parse(row.Digest), [])
            : new FactOutcome.Refused(FactRefusal.KeyUsedOtherwise, "This idempotency key was used for another report.", "Use a new key.");
    }

    private async Task<FactOutcome> WriteAsync(string application, Digest digest, Func<PortalDb, DateTimeOffset, Task<FactOutcome>> write, CancellationToken stop)
    {
        await using var db = await database.CreateDbContextAsync(stop);
        await using var transaction = await db.Database.BeginTransactionAsync(stop);
        if (!await db.Images.AnyAsync(row => row.Application == application && row.Digest == digest.Text, stop))
            return new FactOutcome.Refused(FactRefusal.NotFound, $"{application} has no image {digest.Abbreviated}.", "Look at its images for the right one.");
        var outcome = await write(db, time.GetUtcNow());
        if (outcome is not FactOutcome.Known known) return outcome;
        await db.SaveChangesAsync(stop);
        if (!known.Changed.IsEmpty) await DueLooks.StirAsync(db, application, stop);
        await transaction.CommitAsync(stop);
        if (!known.Changed.IsEmpty) changes.Announce();
        return outcome;
    }

    private static async Task<FactOutcome> WhereItAnswersAsync(Func<Task<FactOutcome>> act)
    {
        try
        {
            return await act();
        }
        catch (RegistryException no)
        {
            return new FactOutcome.Refused(FactRefusal.NoAnswer, $"The image could not be looked up: {no.Message}", "Try again in a moment.");
        }
        catch (Exception busy) when (PortalDb.IsBusy(busy))
        {
            return new FactOutcome.Refused(FactRefusal.NoAnswer, "The portal's database did not answer in time. Nothing was written.", "Try again in a moment.");
        }
    }

    private static byte[] ContentOf(CiReport report) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(report));
}
