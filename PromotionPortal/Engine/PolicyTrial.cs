using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Images;
using PromotionPortal.Domain.Policies;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Engine;

/// <summary>Tries conditions on the images that are there, with the very code that enforces them. It changes nothing.</summary>
public sealed class PolicyTrial(IDbContextFactory<PortalDb> database, Rules rules, TimeProvider time)
{
    // Of all images together, about what ten costly conditions cost.
    private const long MostCost = 10 * Cel.CelLimits.Cost;

    public async Task<TrialOutcome> RunAsync(TryPolicy command, Actor actor, CancellationToken stop)
    {
        var book = rules.Current;
        if (!book.Definitions.Applications.TryGetValue(command.Application, out var application) || !Visible.Application(actor, book.Definitions, command.Application)) return new TrialOutcome.NotFound($"There is no application '{Shortened(command.Application)}'.");
        if (command.Images is < 1 or > TryPolicy.MostImages) return new TrialOutcome.Unfit($"1 to {TryPolicy.MostImages} images are judged at once.");
        if (PolicyText.Problems(PolicyText.PassField, command.Pass).Concat(PolicyText.Problems(PolicyText.FailField, command.Fail)).ToImmutableArray() is { IsEmpty: false } problems) return new TrialOutcome.Unsound(problems);
        if (RulesOf(command, actor, book, out var no) is not { } tried) return no!;
        await using var db = await database.CreateDbContextAsync(stop);
        var images = await ImageFactsView.NewestAsync(db, command.Application, command.Images, stop);
        return await Task.Run(() => Judge(tried, images, application, book.Definitions), stop);
    }

    private TrialOutcome.Judged Judge(PairRules tried, IReadOnlyList<(ImageFacts Image, DateTimeOffset At)> images, ApplicationDefinition application, DefinitionsSnapshot definitions)
    {
        var (now, spent) = (time.GetUtcNow(), 0L);
        var judged = ImmutableArray.CreateBuilder<JudgedImage>(images.Count);
        foreach (var (image, at) in images)
        {
            if (spent > MostCost) break;
            judged.Add(JudgedImage.Of(tried, image, at, FactValues.Of(image, application, application.Image, tag: null, definitions, now), out var cost));
            spent += cost;
        }
        return new(judged.ToImmutable(), images.Count - judged.Count);
    }

    private static PairRules? RulesOf(TryPolicy command, Actor actor, RuleBook book, out TrialOutcome? no)
    {
        no = null;
        var isTyped = command.Pass is not null || command.Fail is not null;
        if (command.Environment is { } environment)
        {
            if (isTyped || command.Policy is not null) no = new TrialOutcome.Unfit("Name either an environment, whose rules are tried, or a policy or conditions.");
            else if (!book.Definitions.Environments.ContainsKey(environment) || !Visible.Pair(actor, book.Definitions, new(command.Application, environment))) no = new TrialOutcome.NotFound($"There is no environment '{Shortened(environment)}'.");
            return no is null ? book.For(command.Application, environment) : null;
        }
        var fields = PolicyFields.None;
        if (command.Policy is { } name && !book.Definitions.Policies.TryGetValue(name, out _)) no = new TrialOutcome.NotFound($"There is no policy '{Shortened(name)}'.");
        else if (command.Policy is null && !isTyped) no = new TrialOutcome.Unfit("Name what to try: a policy, conditions, or an environment.");
        else if (command.Policy is { } known) fields = book.Definitions.Policies[known].Fields;
        return no is null ? Alone(command, fields) : null;
    }

    private static PairRules Alone(TryPolicy command, PolicyFields fields) => new(new(command.Application, "")
    {
        Pass = Given(command.Pass ?? fields.Pass),
        Fail = Given(command.Fail ?? fields.Fail),
        RequireSignatures = fields.RequireSignatures ?? [],
    });

    private static string? Given(string? condition) => string.IsNullOrEmpty(condition) ? null : condition;

    private static string Shortened(string text) => text.Length <= Metadata.LongestName ? text : text[..Metadata.LongestName];
}
