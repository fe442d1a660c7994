using System.Text;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Definitions;

/// <summary>Going on from what was read before has to come to the same as reading everything anew.</summary>
public sealed class IncrementalTests
{
    private static readonly string[] s_names = ["one", "two", "three"];

    private static readonly ChangeAuthor s_person = new("In", "in@example.org", "in", "change");

    private static int Steps => Environment.GetEnvironmentVariable("PORTAL_LONG") == "1" ? 400 : 60;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_any_edits_the_snapshot_is_that_of_a_fresh_start(int seed)
    {
        using var under = await StoreUnderTest.OpenAsync();
        var random = new Random(seed);
        for (var step = 0; step < Steps; step++)
        {
            // Past the check at the door, as by git: so that there is much that is broken.
            var edits = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Edit(random)).DistinctBy(edit => edit.Path).ToList();
            using (var outside = await PromotionPortal.Git.BareRepository.OpenAsync(under.Folder, TimeProvider.System, new("Out", "out@example.org")))
            {
                for (var commits = random.Next(1, 3); commits > 0; commits--)
                {
                    using var reader = outside.Read();
                    await outside.CommitAsync([.. edits.Select(edit => new PromotionPortal.Git.FileChange(edit.Path, edit.Text))], reader.Tip!, new("Out", "out@example.org"), "Edit");
                    edits = [Edit(random)];
                }
            }
            await under.Store.RefreshAsync();
            (await SameAsFreshAsync(under)).Dispose();
            // Through the door: what goes live is what was judged, without being read again.
            var own = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Edit(random)).DistinctBy(edit => edit.Path).Select(edit => new PromotionPortal.Git.FileChange(edit.Path, edit.Text));
            await under.Store.CommitAsync([.. own], under.Store.Current.Commit, s_person, "Edit");
            using var fresh = await SameAsFreshAsync(under);

            var (path, text) = Edit(random);
            var change = new PromotionPortal.Git.FileChange(path, text);
            Assert.Equal(Print((await fresh.JudgeAsync([change])).Problems), Print((await under.Store.JudgeAsync([change])).Problems));
        }
    }

    private static async Task<DefinitionStore> SameAsFreshAsync(StoreUnderTest under)
    {
        var fresh = new DefinitionStore(under.Data, TimeProvider.System);
        await fresh.OpenAsync();
        Assert.Equal(Print(fresh.Current), Print(under.Store.Current));
        return fresh;
    }

    private static (string Path, string? Text) Edit(Random random)
    {
        var (name, other, third) = (One(random), One(random), One(random));
        const string Head = "apiVersion: promotionportal/v1\nkind: ";
        (DefinitionKind Kind, string Text) made = random.Next(6) switch
        {
            0 => (DefinitionKind.Registry, $"{Head}Registry\nmetadata: {{ name: {name} }}\nspec: {{ embedded: true }}\n"),
            1 => (DefinitionKind.Environment, $"{Head}Environment\nmetadata: {{ name: {name} }}\nspec:\n  class: {third}\n  images: {{ registry: {other}, repository: a/b }}\n"),
            2 => (DefinitionKind.Product, $"{Head}Product\nmetadata: {{ name: {name}, labels: {{ team: {third} }} }}\n"),
            3 => (DefinitionKind.Application, $"{Head}Application\nmetadata: {{ name: {name} }}\nspec:\n  product: {third}\n  image: {{ registry: {other}, repository: a/b }}\n"),
            4 => (DefinitionKind.Policy, $"{Head}Policy\nmetadata: {{ name: {name} }}\nspec:\n{(random.Next(2) == 0 ? "" : "\n")}  pass: \"true\"\n  selector: {{ environments: {{ names: [ {other} ] }}, products: {{ labels: {{ team: {third} }} }} }}\n"),
            _ => (DefinitionKind.PolicyBinding, $"{Head}PolicyBinding\nmetadata: {{ name: {name} }}\nspec:\n  policy: {other}\n  pairs:\n    - {{ application: {other}, environment: {third} }}\n"),
        };
        var path = new DefinitionKey(made.Kind, name).Path;
        return random.Next(8) switch
        {
            0 => (path, null),
            1 => (path, made.Text.Replace("metadata", "metdata", StringComparison.Ordinal)),
            2 => (path.Replace(".yaml", ".yml", StringComparison.Ordinal), made.Text),
            3 => ($"elsewhere/{name}.yaml", made.Text),
            _ => (path, made.Text),
        };
    }

    private static string One(Random random) => s_names[random.Next(s_names.Length)];

    private static string Print(DefinitionsSnapshot snapshot)
    {
        var text = new StringBuilder(snapshot.Commit).Append('\n').Append(Print(snapshot.Problems)).Append('\n');
        foreach (var kind in Enum.GetValues<DefinitionKind>())
            foreach (var name in s_names)
                if (snapshot.Find(new(kind, name)) is { } definition) text.Append(DefinitionText.Write(definition));
        return text.ToString();
    }

    private static string Print(IEnumerable<DefinitionProblem> problems) => string.Join('\n', problems);
}
