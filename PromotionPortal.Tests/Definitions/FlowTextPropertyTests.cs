using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using PromotionPortal.Cel;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Domain.Flows;
using PromotionPortal.Yaml;

namespace PromotionPortal.Tests.Definitions;

/// <summary>Random flows under random hands: the text says after each operation what the record would, and undoing gives the first text back to the letter.</summary>
public sealed class FlowTextPropertyTests
{
    private const int Seeds = 120;
    private const int OpsOfASeed = 14;

    [Fact]
    public void The_text_says_what_the_record_would_and_is_undone_to_the_letter()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var first = Styled(random, (FlowDefinition)new RandomDefinitions(seed).Next(DefinitionKind.Flow));
            var (text, flow) = (first, Read(first));
            var splices = new Stack<TextSplice>();
            for (var step = 0; step < OpsOfASeed; step++)
            {
                var op = Next(random, flow, step);
                var edit = FlowText.Apply(text, op);
                Assert.True(edit.Text is not null, $"seed {seed} step {step}: {op} refused: {edit.Why}\n{text}");
                if (TextSplice.Of(text, edit.Text!) is { } splice)
                {
                    splices.Push(splice);
                    Assert.Equal(edit.Text, splice.Do(text));
                }
                (text, flow) = (edit.Text!, FlowModel.Apply(flow, op));
                var read = Read(text);
                Assert.True(Same(flow, read), $"seed {seed} step {step}: {op}\n{text}\nwanted\n{DefinitionText.Write(flow)}\nread\n{DefinitionText.Write(read)}");
                Assert.StartsWith("# above\n", text, StringComparison.Ordinal);
            }
            while (splices.TryPop(out var splice)) text = splice.Undo(text);
            Assert.Equal(first, text);
        }
    }

    [Fact]
    public void Canvas_form_and_text_go_on_from_one_another_without_loss()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed + 1_000);
            var text = Styled(random, (FlowDefinition)new RandomDefinitions(seed + 1_000).Next(DefinitionKind.Flow));
            var flow = Read(text);
            for (var step = 0; step < OpsOfASeed; step++)
            {
                if (random.Next(3) is var way && way == 0) (text, flow) = Drawn(random, text, flow, step);
                else if (way == 1) (text, flow) = Filled(random, text, flow);
                else text = FlowText.Apply(text, new FlowOp.Text(text.Replace("# above\n", $"# above\n# {step.ToString(CultureInfo.InvariantCulture)}\n", StringComparison.Ordinal))).Text!;
                var read = Read(text);
                Assert.True(Same(flow, read), $"seed {seed} step {step} way {way}:\n{text}\nwanted\n{DefinitionText.Write(flow)}");
            }
        }
    }

    private static (string, FlowDefinition) Drawn(Random random, string text, FlowDefinition flow, int step)
    {
        var op = Next(random, flow, step);
        return (FlowText.Apply(text, op).Text!, FlowModel.Apply(flow, op));
    }

    private static (string, FlowDefinition) Filled(Random random, string text, FlowDefinition flow)
    {
        var at = random.Next(flow.Nodes.Length);
        var effect = Enum.GetValues<FailureEffect>()[random.Next(4)];
        var path = FieldPath.Of("spec", "nodes").Then(at).Then("ifFails");
        var filled = DefinitionFields.SetAll(DefinitionKind.Flow, text, [(path, YamlScalar.Of(Word(effect))), (FieldPath.Of("metadata", "title"), YamlScalar.Of($"T {at}"))]);
        return (filled, flow with { Metadata = flow.Metadata with { Title = $"T {at.ToString(CultureInfo.InvariantCulture)}" }, Nodes = flow.Nodes.SetItem(at, flow.Nodes[at] with { IfFails = effect }) });
    }

    private static string Word(FailureEffect effect) => char.ToLowerInvariant(effect.ToString()[0]) + effect.ToString()[1..];

    private static FlowDefinition Read(string text)
    {
        Assert.Empty(YamlReader.Read(text).Problems);
        return Assert.IsType<FlowDefinition>(DefinitionText.Read(DefinitionKind.Flow, text));
    }

    private static bool Same(FlowDefinition one, FlowDefinition other) => DefinitionText.Write(one) == DefinitionText.Write(other);

    // As people write it: with comments, in braces or over lines, quoted or not, ending as on Windows or not.
    private static string Styled(Random random, FlowDefinition flow)
    {
        var text = "# above\n" + DefinitionText.Write(flow);
        if (random.Next(2) == 0) text = string.Join('\n', text.Split('\n').Select(line => line.StartsWith("    - {", StringComparison.Ordinal) && random.Next(2) == 0 ? $"    # before\n{line} # beside" : line));
        if (random.Next(3) == 0) text = string.Join('\n', text.Split('\n').Select(Spread));
        Assert.True(Same(flow, Read(text)), text);
        return text;
    }

    // A node in braces, its id on a line of its own.
    private static string Spread(string line) =>
        line.StartsWith("    - { id: ", StringComparison.Ordinal) && line.EndsWith(" }", StringComparison.Ordinal) && line.IndexOf(", ", StringComparison.Ordinal) is var comma and > 0
            ? $"    - {{\n        {line["    - { ".Length..comma]}, # the id\n        {line[(comma + 2)..]}" : line;

    private static FlowOp Next(Random random, FlowDefinition flow, int step)
    {
        string One() => flow.Nodes[random.Next(flow.Nodes.Length)].Id;
        var fresh = string.Create(CultureInfo.InvariantCulture, $"new-{step}");
        return random.Next(9) switch
        {
            0 => new FlowOp.Add(new() { ["id"] = fresh, ["stage"] = "prod", ["dependsOn"] = new JsonArray(One()), ["when"] = $"nodes['{One()}'].state == 'x'" }, random.Next(2) == 0 ? new(random.Next(900), -step) : null, random.Next(2) == 0 ? One() : null),
            1 when flow.Nodes.Length > 1 => new FlowOp.Remove(One()),
            2 => new FlowOp.Rename(One(), fresh),
            3 when flow.Nodes.Length > 1 && (One(), One()) is var (from, to) && from != to => new FlowOp.Connect(from, to),
            4 => new FlowOp.Disconnect(One(), One()),
            5 => new FlowOp.Set(One(), ["when"], $"nodes[\"{One()}\"].choice == 'go' // nodes['{One()}']"),
            6 => new FlowOp.SetFlow(["spec", "limit"], random.Next(2) == 0 ? null : "5d"),
            7 => new FlowOp.Set(One(), ["dependsOn"], null),
            _ => new FlowOp.Move(flow.Nodes.Where(_ => random.Next(2) == 0).Append(flow.Nodes[0]).DistinctBy(node => node.Id).ToImmutableSortedDictionary(node => node.Id, _ => new CanvasPoint(random.Next(-50, 900), random.Next(400)), StringComparer.Ordinal)),
        };
    }

    /// <summary>What an operation means, said of the record.</summary>
    private static class FlowModel
    {
        public static FlowDefinition Apply(FlowDefinition flow, FlowOp op) => op switch
        {
            FlowOp.Add add => Add(flow, add),
            FlowOp.Remove remove => flow with { Nodes = [.. flow.Nodes.Where(node => node.Id != remove.Id).Select(node => node with { DependsOn = node.DependsOn.Remove(remove.Id) })], Layout = flow.Layout.Remove(remove.Id) },
            FlowOp.Rename rename => Rename(flow, rename.Id, rename.To),
            FlowOp.Connect connect => With(flow, connect.To, node => node.DependsOn.Contains(connect.From) ? node : node with { DependsOn = node.DependsOn.Add(connect.From) }),
            FlowOp.Disconnect disconnect => With(flow, disconnect.To, node => node with { DependsOn = node.DependsOn.Remove(disconnect.From) }),
            FlowOp.Set { Path: ["when"] } set => With(flow, set.Id, node => node with { When = (string?)set.Value }),
            FlowOp.Set { Path: ["dependsOn"], Value: null } set => With(flow, set.Id, node => node with { DependsOn = [] }),
            FlowOp.SetFlow { Path: ["spec", "limit"] } set => flow with { Limit = set.Value is null ? null : TimeSpan.FromDays(5) },
            FlowOp.Move move => flow with { Layout = flow.Layout.SetItems(move.To) },
            _ => throw new ArgumentOutOfRangeException(nameof(op)),
        };

        private static FlowDefinition Add(FlowDefinition flow, FlowOp.Add add)
        {
            var node = new FlowNode(add.Id!) { Stage = "prod", DependsOn = [(string)add.Node["dependsOn"]![0]!], When = (string?)add.Node["when"] };
            var place = add.After is { } after ? 1 + flow.Nodes.Select(other => other.Id).ToList().IndexOf(after) : flow.Nodes.Length;
            return flow with { Nodes = flow.Nodes.Insert(place, node), Layout = add.At is { } at ? flow.Layout.SetItem(node.Id, at) : flow.Layout };
        }

        private static FlowDefinition Rename(FlowDefinition flow, string from, string to) => flow with
        {
            Nodes = [.. flow.Nodes.Select(node => node with { Id = node.Id == from ? to : node.Id, DependsOn = [.. node.DependsOn.Select(id => id == from ? to : id)], When = node.When is null ? null : CelKeys.Renamed(node.When, "nodes", from, to) })],
            Layout = flow.Layout.TryGetValue(from, out var at) ? flow.Layout.Remove(from).Add(to, at) : flow.Layout,
        };

        private static FlowDefinition With(FlowDefinition flow, string id, Func<FlowNode, FlowNode> change) => flow with { Nodes = [.. flow.Nodes.Select(node => node.Id == id ? change(node) : node)] };
    }
}
