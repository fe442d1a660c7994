using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Images;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>What is written together when something is said of an image: the fact, who said it, and the audit.</summary>
internal static class ImageFactsRecord
{
    public const int MostCommentLetters = 2000;
    private const int MostComments = 1000;

    public static async Task<FactOutcome> ReportAsync(PortalDb db, CiReport report, Digest digest, (Actor Actor, DateTimeOffset Now) said, (string? Key, byte[] Content) how, CancellationToken stop)
    {
        var changed = ImmutableArray.CreateBuilder<string>();
        if (report.Build is { SaysNothing: false } build && await BuildAsync(db, report.Application, digest, build, said, changed, stop) is { } contradiction) return contradiction;
        foreach (var check in report.Checks) await CheckAsync(db, report.Application, digest, check, said, changed, stop);
        foreach (var environment in report.DeployedIn) await DeployedAsync(db, report.Application, digest, environment, said, changed, stop);
        if (changed.Count == 0 && how.Key is null) return new FactOutcome.Known(report.Application, digest, []);
        db.Reports.Add(new() { Application = report.Application, Digest = digest.Text, ReporterId = said.Actor.Id, ReporterName = said.Actor.Name, At = said.Now, IdempotencyKey = how.Key, Content = how.Content });
        if (changed.Count > 0)
            await AuditTrail.AppendAsync(db, new(said.Now, said.Actor, "image.reported", ImageRecord.Subject(report.Application, digest), $"{said.Actor.Name} reported of {report.Application} {Named(report.Image)}: {string.Join("; ", changed)}.", report), stop);
        return new FactOutcome.Known(report.Application, digest, changed.ToImmutable());
    }

    public static async Task<FactOutcome> LabelAsync(PortalDb db, (string Application, Digest Digest) image, string label, bool on, (Actor Actor, DateTimeOffset Now) said, CancellationToken stop)
    {
        var rows = await db.Labels.Where(row => row.Application == image.Application && row.Digest == image.Digest.Text).ToListAsync(stop);
        var there = rows.Find(row => row.Label == label);
        if (on == there is not null) return new FactOutcome.Known(image.Application, image.Digest, []);
        if (on && rows.Count >= ImageLabel.MostPerImage) return new FactOutcome.Refused(FactRefusal.NotComplete, $"The image has {ImageLabel.MostPerImage} labels.", "Take one off first.");
        if (there is null) db.Labels.Add(new() { Application = image.Application, Digest = image.Digest.Text, Label = label, ById = said.Actor.Id, ByName = said.Actor.Name, At = said.Now });
        else db.Labels.Remove(there);
        var words = on ? $"put the label {label} on" : $"took the label {label} off";
        await AuditTrail.AppendAsync(db, new(said.Now, said.Actor, on ? "image.labelled" : "image.unlabelled", ImageRecord.Subject(image.Application, image.Digest), $"{said.Actor.Name} {words} {image.Application} {image.Digest.Abbreviated}.", new { Label = label }), stop);
        return new FactOutcome.Known(image.Application, image.Digest, [words]);
    }

    public static async Task<FactOutcome> CommentAsync(PortalDb db, (string Application, Digest Digest) image, string text, (Actor Actor, DateTimeOffset Now) said, CancellationToken stop)
    {
        if (await db.Comments.CountAsync(row => row.Application == image.Application && row.Digest == image.Digest.Text, stop) >= MostComments) return new FactOutcome.Refused(FactRefusal.NotComplete, $"The image has {MostComments} comments.", "Say it elsewhere.");
        db.Comments.Add(new() { Application = image.Application, Digest = image.Digest.Text, Text = text, ById = said.Actor.Id, ByName = said.Actor.Name, At = said.Now });
        await AuditTrail.AppendAsync(db, new(said.Now, said.Actor, "image.commented", ImageRecord.Subject(image.Application, image.Digest), $"{said.Actor.Name} wrote about {image.Application} {image.Digest.Abbreviated}.", new { Text = text }), stop);
        return new FactOutcome.Known(image.Application, image.Digest, ["commented"]);
    }

    private static async Task<FactOutcome?> BuildAsync(PortalDb db, string application, Digest digest, BuildReport build, (Actor Actor, DateTimeOffset Now) said, ImmutableArray<string>.Builder changed, CancellationToken stop)
    {
        var repository = build.Repository ?? "";
        if (await db.Builds.FindAsync([application, digest.Text, repository], stop) is { } known)
        {
            return known.Said() == build
                ? null
                : new FactOutcome.Refused(FactRefusal.Contradiction, $"{known.ReporterName} reported another build of {application} {digest.Abbreviated}{(repository.Length == 0 ? "" : $" from {repository}")} before: {Words(known.Said())}.", "What built an image is said once, because it decides who may not promote it. Push a new image, or leave the build out of the report.");
        }
        db.Builds.Add(new()
        {
            Application = application,
            Digest = digest.Text,
            Repository = repository,
            BuiltBy = build.BuiltBy,
            BuiltAt = build.BuiltAt,
            Commit = build.Commit,
            Branch = build.Branch,
            CommitMessage = build.CommitMessage,
            CommitAuthor = build.CommitAuthor,
            ReporterId = said.Actor.Id,
            ReporterName = said.Actor.Name,
            At = said.Now,
        });
        changed.Add(Words(build));
        return null;
    }

    private static async Task CheckAsync(PortalDb db, string application, Digest digest, CheckReport check, (Actor Actor, DateTimeOffset Now) said, ImmutableArray<string>.Builder changed, CancellationToken stop)
    {
        var latest = await db.Checks.FirstOrDefaultAsync(row => row.Latest && row.Application == application && row.Digest == digest.Text && row.Name == check.Name, stop);
        if (latest is not null && (latest.Passed, latest.Link) == (check.Passed, check.Link)) return;
        if (latest is not null)
        {
            latest.Latest = false;
            await db.SaveChangesAsync(stop); // the index allows one that counts, and EF may write the new one first
        }
        db.Checks.Add(new() { Application = application, Digest = digest.Text, Name = check.Name, Passed = check.Passed, Link = check.Link, ReporterId = said.Actor.Id, ReporterName = said.Actor.Name, At = said.Now, Latest = true });
        changed.Add($"{check.Name} {(check.Passed ? "passed" : "failed")}{(latest is not null && latest.Passed != check.Passed ? $", having {(latest.Passed ? "passed" : "failed")} before" : "")}");
    }

    private static async Task DeployedAsync(PortalDb db, string application, Digest digest, string environment, (Actor Actor, DateTimeOffset Now) said, ImmutableArray<string>.Builder changed, CancellationToken stop)
    {
        var there = await db.Deployed.FirstOrDefaultAsync(row => row.Until == null && row.Application == application && row.Environment == environment, stop);
        if (there?.Digest == digest.Text) return;
        if (there is not null)
        {
            there.Until = said.Now;
            await db.SaveChangesAsync(stop); // as above: one runs there at a time
        }
        db.Deployed.Add(new() { Application = application, Environment = environment, Digest = digest.Text, Since = said.Now, ReporterId = said.Actor.Id, ReporterName = said.Actor.Name });
        changed.Add($"deployed in {environment}");
    }

    private static string Words(BuildReport build)
    {
        var parts = new[]
        {
            build.BuiltBy is { } by ? $"by {by}" : null,
            build.Commit is { } commit ? $"from {commit[..7]}" : null,
            build.Branch is { } branch ? $"on {branch}" : null,
            build.Repository is { } repository ? $"of {repository}" : null,
            build.CommitAuthor is { } author ? $"by the author {author}" : null,
        };
        return $"built {string.Join(' ', parts.OfType<string>())}".TrimEnd();
    }

    private static string Named(string image) => Digest.TryParse(image)?.Abbreviated ?? image;
}
