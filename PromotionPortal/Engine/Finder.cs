using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Finding;
using PromotionPortal.Domain.Promotions;
using PromotionPortal.Identity;
using PromotionPortal.Links;
using PromotionPortal.Storage;
using PromotionPortal.Storage.Views;

namespace PromotionPortal.Engine;

/// <summary>Finds pages, things and actions by a few words. Nobody finds what he may not see, nor an action that is not his to do.</summary>
public sealed class Finder(IDbContextFactory<PortalDb> database, Rules rules)
{
    // How well something fits that was found by its number, by its digest, by its tag, and by what it is about.
    private const int ByNumber = 100, ByDigest = 90, ByWholeTag = 95, ByTag = 75, ByWords = 70;
    private const int ShortestTag = 2, ShortestState = 3, MostWordsOfImage = 3;

    // More than are shown, for what is read is sorted once more.
    private const int MostRead = 2 * FindRanking.MostOfGroup;

    public async Task<ImmutableArray<FoundGroup>> FindAsync(string? typed, Actor actor, CancellationToken stop)
    {
        var words = FindWords.Of(typed);
        var ranking = new FindRanking();
        AddPages(ranking, words, actor);
        if (words.IsEmpty) return ranking.Best();
        AddDefinitions(ranking, words, actor);
        var visible = Access.Can(actor, Verb.View).Allowed ? Visible.Applications(actor, rules.Current.Definitions) : [];
        await using var db = await database.CreateDbContextAsync(stop);
        if (visible.Count > 0) await AddPromotionsAsync(db, ranking, words, visible, stop);
        if (visible.Count > 0) await AddImagesAsync(db, ranking, words, visible, stop);
        if (Access.Can(actor, Verb.ManagePeople).Allowed) await AddPeopleAsync(db, ranking, words, stop);
        return ranking.Best();
    }

    private void AddPages(FindRanking ranking, FindWords words, Actor actor)
    {
        var order = 0;
        foreach (var page in PageIndex.All)
            if (Access.Can(actor, page.Needs).Allowed) ranking.Add(new(FindGroup.Pages, page.Title, page.Detail, page.Address), words.Fit(page.Title, page.Also), order++);
        foreach (var (action, also) in ActionIndex.For(actor, rules.Current.Definitions))
            ranking.Add(action, words.Fit(action.Title, also), order++);
    }

    private void AddDefinitions(FindRanking ranking, FindWords words, Actor actor)
    {
        var definitions = rules.Current.Definitions;
        foreach (var one in Enum.GetValues<DefinitionKind>().SelectMany(definitions.Of))
        {
            var isApplication = one.Kind == DefinitionKind.Application;
            var fit = words.Fit(one.Name, isApplication ? one.Metadata.Title ?? "" : $"{one.Metadata.Title} {one.Kind.InWords()}");
            var promote = isApplication ? words.Fit(ActionIndex.Promote(one.Name).Title) : 0;
            if ((fit == 0 && promote == 0) || !DefinitionAccess.MaySee(actor, definitions, new(one.Kind, one.Name))) continue;
            ranking.Add(isApplication
                ? new(FindGroup.Applications, one.Name, Detail((ApplicationDefinition)one, definitions), PageLinks.Application(one.Name))
                : new(FindGroup.Definitions, one.Name, Detail(one), PageLinks.Definition(one.Kind.Folder(), one.Name)), fit);
            if (promote > 0 && MayPromote(actor, one.Name)) ranking.Add(ActionIndex.Promote(one.Name), promote);
        }
    }

    // A title that says the name once more is left out.
    private static string Detail(ApplicationDefinition one, DefinitionsSnapshot definitions)
    {
        var product = one.Product is { } name && definitions.Products.TryGetValue(name, out var found) ? found.Metadata.Caption : one.Product;
        return string.Join(", ", new[] { string.Equals(one.Metadata.Title, one.Name, StringComparison.OrdinalIgnoreCase) ? null : one.Metadata.Title, product }.Where(part => part is not null));
    }

    private static string Detail(Definition one) => one.Metadata.Title is { } title ? $"{Capital(one.Kind.InWords())}: {title}" : Capital(one.Kind.InWords());

    private static string Capital(string words) => char.ToUpperInvariant(words[0]) + words[1..];

    // As its page offers it: somewhere that a policy lets its images go and he may send them.
    private bool MayPromote(Actor actor, string application) => rules.Current is var book && book.Definitions.Environments.Keys.Any(environment =>
        Access.Can(actor, Verb.Promote, book.Definitions.PlaceOf(application, environment)).Allowed && book.For(application, environment).Policy.Bound is not null);

    private async Task AddPromotionsAsync(PortalDb db, FindRanking ranking, FindWords words, IReadOnlyCollection<string> visible, CancellationToken stop)
    {
        if (words.Number is { } number)
        {
            if (await FindView.PromotionAsync(db, visible, number, stop) is { } row) Add(row, ByNumber);
            return;
        }
        var environments = rules.Current.Definitions.Environments.Keys;
        var asked = words.Words.Select(word => new PromotionWord(
            word,
            [.. visible.Where(name => FindWords.Begins(word, name))],
            [.. environments.Where(name => FindWords.Begins(word, name))],
            word.Length < ShortestState ? [] : [.. Enum.GetValues<PromotionState>().Where(state => FindWords.Begins(word, state.InWords()))]));
        foreach (var row in await FindView.PromotionsAsync(db, visible, asked, FindRanking.MostOfGroup, stop)) Add(row, ByWords);

        void Add(PromotionRow row, int fit) => ranking.Add(
            new(FindGroup.Requests, $"#{row.Id} {PromotionRecord.Images(row.ToDomain())} to {row.Environment}", $"{row.State.InWords()}, asked by {row.RequestedByName}", PageLinks.Promotion(row.Id)), fit, -row.Id);
    }

    // One of the words is the tag or the digest; the others, in any order, say of which applications.
    private static async Task AddImagesAsync(PortalDb db, FindRanking ranking, FindWords words, IReadOnlyCollection<string> visible, CancellationToken stop)
    {
        if (words.Words.Count > MostWordsOfImage) return;
        foreach (var word in words.Words.Where(word => word.Length >= ShortestTag))
        {
            var others = words.Words.Where(other => other != word).ToList();
            string[] applications = [.. visible.Where(name => others.TrueForAll(other => FindWords.Begins(other, name)))];
            if (applications.Length == 0) continue;
            foreach (var image in await FindView.ByDigestAsync(db, applications, word, MostRead, stop)) Add(image, ByDigest);
            foreach (var image in await FindView.ByTagAsync(db, applications, word, MostRead, stop)) Add(image, string.Equals(image.Tag, word, StringComparison.OrdinalIgnoreCase) ? ByWholeTag : ByTag);
        }

        void Add(FoundImage image, int fit) => ranking.Add(
            new(FindGroup.Images, $"{image.Application} {image.Tag ?? Short(image)}", image.IsGone ? $"{Short(image)}, no longer in its registry" : Short(image), PageLinks.Image(image.Application, image.Digest)), fit, -image.At.UtcTicks);
    }

    private static string Short(FoundImage image) => Domain.Images.Digest.Parse(image.Digest).Abbreviated;

    private static async Task AddPeopleAsync(PortalDb db, FindRanking ranking, FindWords words, CancellationToken stop)
    {
        foreach (var person in await FindView.PeopleAsync(db, words.Words[0], MostRead, stop))
        {
            var name = person.CalledName();
            ranking.Add(new(FindGroup.People, name, person.Disabled ? $"{person.UserName}, disabled" : person.UserName!, PageLinks.Person(person.UserName!)), words.Fit(name, person.UserName!));
        }
        foreach (var group in await FindView.GroupsAsync(db, words.Words[0], MostRead, stop))
            ranking.Add(new(FindGroup.People, group.Name, "Group", PageLinks.Group(group.Name)), words.Fit(group.Name, $"{group.Title} group"));
    }
}
