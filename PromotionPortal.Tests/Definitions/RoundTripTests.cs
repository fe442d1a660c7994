using System.Text.Json;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Definitions;

public sealed class RoundTripTests
{
    private const int Seeds = 60;

    public static TheoryData<DefinitionKind> Kinds => [.. RandomDefinitions.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_written_reads_back_as_itself(DefinitionKind kind)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var definition = new RandomDefinitions(seed).Next(kind);
            var text = DefinitionText.Write(definition);
            Assert.Equal(Print(definition), Print(Read(kind, text, seed)));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_text_edited_in_place_says_the_new_and_keeps_every_comment(DefinitionKind kind)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new RandomDefinitions(seed);
            var before = random.Next(kind);
            var after = random.Next(kind);
            var text = "# above\n" + DefinitionText.Write(before).Replace("\nmetadata:", "\n# about\nmetadata:", StringComparison.Ordinal).Replace("\nspec:", "\n\n# specified\nspec:", StringComparison.Ordinal) + "# below\n";

            var edited = DefinitionText.Edit(text, after);

            Assert.Equal(Print(after), Print(Read(kind, edited, seed)));
            Assert.All(["# above", "# about", "# below"], comment => Assert.True(edited.Contains(comment, StringComparison.Ordinal), $"seed {seed}:\n{text}\n→\n{edited}"));
            Assert.Equal(text, DefinitionText.Edit(text, before));
        }
    }

    private static Definition Read(DefinitionKind kind, string text, int seed)
    {
        var snapshot = Sample.Read([.. World().Where(file => file.Path != Path(kind)), (Path(kind), text)]);
        Assert.True(snapshot.Problems.IsEmpty, $"seed {seed}: {string.Join('\n', snapshot.Problems)}\n{text}");
        return snapshot.Find(new(kind, RandomDefinitions.Name))!;
    }

    private static string Path(DefinitionKind kind) => new DefinitionKey(kind, RandomDefinitions.Name).Path;

    // Everything that a random definition may name.
    private static IEnumerable<(string Path, string Text)> World()
    {
        foreach (var name in RandomDefinitions.Known.Append("start"))
        {
            var metadata = new Metadata(name);
            Definition[] known =
            [
                new RegistryDefinition(metadata),
                new EnvironmentDefinition(metadata),
                new FlowDefinition(metadata) { Start = new() { Images = true }, Nodes = [new("only") { Stage = name }] },
                new ProductDefinition(metadata),
                new ApplicationDefinition(metadata) { Image = new(name, "a/b") },
                new PolicyDefinition(metadata),
            ];
            foreach (var definition in known) yield return (new DefinitionKey(definition.Kind, name).Path, DefinitionText.Write(definition));
        }
    }

    private static string Print(Definition definition) => JsonSerializer.Serialize(definition, definition.GetType());
}
