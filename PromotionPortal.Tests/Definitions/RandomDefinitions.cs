using System.Collections.Immutable;
using PromotionPortal.Cel;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Tests.Definitions;

/// <summary>Sound definitions of every kind with values that are hard to write. One seed gives the same ones again.</summary>
internal sealed class RandomDefinitions(int seed)
{
    public const string Name = "under-test";

    /// <summary>What the references of the random ones may name.</summary>
    public static readonly string[] Known = ["one", "two", "three"];

    private static readonly string[] s_words =
    [
        "plain", "two words", "true", "~", "null", "1.10", "0x1F", "1e3", "yes", "- dash", "? ask", "# no comment", "a # b", "a: b", "it's", "say \"so\"", "back\\slash", " lead", "trail ",
        "{ brace }", "[ x ]", "*star", "&amp", "!bang", "%p", "@at", "`tick`", "|", ">", "größe 𝄞", "a,b", "2026-01-01", "\u00A0", "\uFEFFx", "=", "<<", "é\u2028x", "x:", ":x",
    ];

    private readonly Random _random = new(seed);

    public static IEnumerable<DefinitionKind> Kinds => Enum.GetValues<DefinitionKind>();

    public Definition Next(DefinitionKind kind) => kind switch
    {
        DefinitionKind.Registry => new RegistryDefinition(Metadata()) { Url = Maybe(Url), Credentials = Maybe(Known), BytesPerSecond = Maybe(() => _random.NextInt64(1, long.MaxValue / 1_000_000_000_000)) },
        DefinitionKind.GitRepository => new GitRepositoryDefinition(Metadata()) { Url = "ssh://git@git.example.org/a.git", Branch = One(["main", "release/1.x"]), Credentials = Maybe(Known) },
        DefinitionKind.Environment => new EnvironmentDefinition(Metadata()) { Class = MaybeWord(), Production = Coin(), Position = _random.Next(-5, 5), Images = Maybe(Place), ImmutableTags = Coin() },
        DefinitionKind.Product => new ProductDefinition(Metadata()) { Flows = Some(Flow), Concurrency = One(Enum.GetValues<ReleaseConcurrency>()) },
        DefinitionKind.Application => new ApplicationDefinition(Metadata()) { Product = Maybe(Known), Image = Place() },
        DefinitionKind.Policy => new PolicyDefinition(Metadata()) { Fields = Fields(), Selector = Maybe(Selector), Priority = _random.Next(-3, 3) },
        DefinitionKind.PolicyBinding => new PolicyBindingDefinition(Metadata()) { Policy = One(Known), Pairs = [.. Some(() => new PolicyPair(One(Known), One(Known))).Distinct()] },
        _ => RandomFlow(),
    };

    public string Word() => One(s_words);

    private Metadata Metadata() => new(Name) { Title = MaybeWord(), Description = MaybeText(), Labels = Labels() };

    private FlowDefinition RandomFlow()
    {
        var nodes = ImmutableArray.CreateBuilder<FlowNode>();
        foreach (var id in new[] { "a", "1", "true", "node-x", "null" }.Take(_random.Next(1, 6)))
        {
            var before = nodes.Where(_ => Coin()).Select(node => node.Id).ToImmutableArray();
            var stages = nodes.Where(node => node.Stage is not null).Select(node => node.Id).ToList();
            var node = new FlowNode(id) { DependsOn = before, When = Maybe(() => Condition("inputs['x']")), IfFails = One(Enum.GetValues<FailureEffect>()) };
            nodes.Add(_random.Next(3) switch
            {
                1 when stages.Count > 0 => node with { DependsOn = [One([.. stages])], Soak = Soak() },
                2 when nodes.Count > 0 => node with { Judgement = new() { Instructions = MaybeText(), Choices = [.. Some(Word).Distinct()], Judges = Maybe(() => new Quorum { Count = Maybe(() => 2), Groups = Groups() }), ExpireAfter = Maybe(Time) } },
                _ => node with { Stage = One(Known) },
            });
        }
        var start = Coin() ? new FlowStart { Images = true } : new FlowStart { Environment = "start" };
        return new(Metadata()) { Start = start, Triggers = Some(Trigger), Limit = Maybe(Time), Nodes = nodes.ToImmutable(), Layout = Layout(nodes) };
    }

    private ImmutableSortedDictionary<string, CanvasPoint> Layout(IEnumerable<FlowNode> nodes) =>
        nodes.Where(_ => Coin()).ToImmutableSortedDictionary(node => node.Id, _ => new CanvasPoint(_random.Next(-9, 900), Math.Round(_random.NextDouble(), 6)), StringComparer.Ordinal);

    private SoakStep Soak() => new() { For = Time(), Every = Time(), AllowedFailures = _random.Next(3), Newer = One(Enum.GetValues<NewerImage>()), Probes = Some(() => Coin() ? new SoakProbe { Prometheus = Text(), AtMost = _random.NextDouble(), AtLeast = Maybe(() => 1e-7) } : new SoakProbe { Http = Url(), Status = Maybe(() => 204) }) };

    private FlowTrigger Trigger() => Coin() ? new() { Tags = MaybeWord(), Enabled = Coin() } : new() { Kind = FlowTriggerKind.Schedule, Cron = "0 0 6 ? * MON-FRI", Zone = Maybe(["Europe/Berlin"]), Enabled = Coin() };

    private ProductFlow Flow() => new(One(Known)) { When = Some(() => new FlowCondition(One(Enum.GetValues<EventProperty>()), One(Enum.GetValues<ConditionOperator>()), Some(Word))) };

    private PolicyFields Fields() => new()
    {
        Pass = Maybe(() => Condition("containerImageTag")),
        Fail = Maybe(() => Condition("appLabels['x']")),
        ApprovalCount = Maybe(() => _random.Next(7)),
        ApprovalGroups = Maybe(Groups),
        ApprovalsExpireAfter = Maybe(Time),
        RequesterApproves = Maybe(Coin),
        BuilderApproves = Maybe(Coin),
        ApproverDeploys = Maybe(Coin),
        SeparateCommitAuthor = Maybe(Coin),
        SeparatePolicyEditor = Maybe(Coin),
        UnknownAuthorBlocks = Maybe(Coin),
        RequireReason = Maybe(Coin),
        RequireSignatures = Maybe(() => Some(Word)),
    };

    private PolicySelector Selector() => new()
    {
        Products = Maybe(() => new ProductSelector { Names = Some(() => One(Known)), Labels = Labels() }),
        Environments = Maybe(() => new EnvironmentSelector { Names = Some(() => One(Known)), Classes = Some(Word), Labels = Labels() }),
    };

    private ImmutableArray<GroupQuorum> Groups() => Some(() => new GroupQuorum(Word(), _random.Next(1, 4)));

    private ImagePlace Place() => new(One(Known), One(["a/b", "shop/{application}", "x__y/z-1"]));

    private Uri Url() => new(One(["https://a.example.org", "http://b.example.org:5000/x?y=1#z"]));

    private TimeSpan Time() => TimeSpan.FromSeconds(_random.Next(1, 1_000_000));

    private string Text() => Coin() ? Word() : string.Concat(Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Word() + One(["\n", "\n\n", " ", "\t", ""])));

    /// <summary>One that compiles, over a variable that is a text.</summary>
    private string Condition(string variable) =>
        One(["", "  ", "\n"]) + string.Join(One([" && ", " &&\n", "\n\n  || ", $" || // {Word()}\n\t"]), Enumerable.Range(0, _random.Next(1, 4)).Select(_ => $"{variable} != {CelText.Quoted(Text())}")) + One(["", " ", "\n"]);

    private ImmutableSortedDictionary<string, string> Labels() => Some(Word).Distinct().ToImmutableSortedDictionary(key => key, _ => Word(), StringComparer.Ordinal);

    private bool Coin() => _random.Next(2) == 0;

    private T One<T>(T[] of) => of[_random.Next(of.Length)];

    private ImmutableArray<T> Some<T>(Func<T> make) => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => make())];

    private string? Maybe(string[] of) => Coin() ? One(of) : null;

    private string? MaybeWord() => Coin() ? Word() : null;

    private string? MaybeText() => Coin() ? Text() : null;

    private T? Maybe<T>(Func<T> make, T? none = null) where T : struct => Coin() ? make() : none;

    private T? Maybe<T>(Func<T> make) where T : class => Coin() ? make() : null;
}
