using System.Text.Json.Nodes;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Definitions.Kinds;

/// <summary>What each field means, in a sentence for who fills it in: the help in the form, the hover in the editor, the description in the schema.</summary>
internal static class FieldHelp
{
    private static readonly Dictionary<string, string> s_all = new(StringComparer.Ordinal)
    {
        ["apiVersion"] = "The version of the format.",
        ["kind"] = "What the file defines.",
        ["metadata"] = "What it is called.",
        ["metadata/name"] = "By this name others refer to it. It never changes, and it is the name of the file.",
        ["metadata/title"] = "What people read in place of the name.",
        ["metadata/description"] = "One line about what it is for.",
        ["metadata/labels"] = "Free words by which policies and searches select it.",
        ["spec"] = "What it is and does.",
    };

    private static readonly Dictionary<DefinitionKind, Dictionary<string, string>> s_kinds = new()
    {
        [DefinitionKind.Registry] = new(StringComparer.Ordinal)
        {
            ["spec/url"] = "Where clients reach it, such as https://registry.example.org.",
            ["spec/embedded"] = "The portal carries this registry itself, so there is no address.",
            ["spec/credentials"] = "The name of the secret to sign in with, never the secret itself.",
            ["spec/bytesPerSecond"] = "Copies take at most this much of the line, such as 20MB. Left out: no limit.",
        },
        [DefinitionKind.GitRepository] = new(StringComparer.Ordinal)
        {
            ["spec/url"] = "Where it is cloned from, such as ssh://git@git.example.org/gitops.git.",
            ["spec/branch"] = "The branch that is committed to.",
            ["spec/credentials"] = "The name of the secret to sign in with, never the secret itself.",
        },
        [DefinitionKind.Environment] = new(StringComparer.Ordinal)
        {
            ["spec/class"] = "A free word for what sort of environment it is; policies can select by it.",
            ["spec/production"] = "Marks it everywhere, so that nobody takes it for another.",
            ["spec/position"] = "Its column on the board: lower stands further left.",
            ["spec/images"] = "Where promoted images are copied to. Left out: they stay where they are.",
            ["spec/images/registry"] = "The registry that holds this environment's images.",
            ["spec/images/repository"] = "The repository in it; {application} stands for the application's name.",
            ["spec/immutableTags"] = "A tag, once it points at an image here, keeps pointing at it.",
            ["spec/deploy"] = "How what was promoted gets deployed.",
        },
        [DefinitionKind.Application] = new(StringComparer.Ordinal)
        {
            ["spec/product"] = "The product that it is released with.",
            ["spec/image"] = "Where CI pushes its images.",
            ["spec/image/registry"] = "The registry that CI pushes to.",
            ["spec/image/repository"] = "The repository in it, such as shop/checkout.",
        },
        [DefinitionKind.Product] = new(StringComparer.Ordinal)
        {
            ["spec/flows"] = "Which flow a release takes: the first whose conditions all hold.",
            ["spec/flows[]/flow"] = "The flow that runs.",
            ["spec/flows[]/when"] = "All of these must hold. None: it always fits.",
            ["spec/flows[]/when[]/property"] = "What of the event is looked at.",
            ["spec/flows[]/when[]/operator"] = "Whether it has to be among the values, or must not be.",
            ["spec/flows[]/when[]/values"] = "Values to compare with; * stands for anything.",
            ["spec/concurrency"] = "What a new release does while one is running.",
        },
        [DefinitionKind.Policy] = new(StringComparer.Ordinal)
        {
            ["spec/pass"] = "An image must satisfy this expression.",
            ["spec/fail"] = "An image must not satisfy this expression; it beats pass.",
            ["spec/approvals"] = "Who has to agree before an image moves.",
            ["spec/approvals/count"] = "How many people have to agree, whoever may.",
            ["spec/approvals/groups"] = "Besides them, so many people of each of these groups; nobody counts twice.",
            ["spec/approvals/groups[]/group"] = "The group by name.",
            ["spec/approvals/groups[]/count"] = "How many of its people.",
            ["spec/approvals/expireAfter"] = "How long a request waits for its approvals, such as 24h.",
            ["spec/allow"] = "What one person may do in two roles.",
            ["spec/allow/requesterApproves"] = "Who asks for a promotion may approve it too.",
            ["spec/allow/builderApproves"] = "Who built the image may approve it.",
            ["spec/allow/approverDeploys"] = "Who approved may deploy.",
            ["spec/separation"] = "Who else may not approve.",
            ["spec/separation/commitAuthor"] = "Who wrote a commit of the image may not approve it, even where builders may.",
            ["spec/separation/policyEditor"] = "Who changed this policy last may not approve under it.",
            ["spec/separation/unknownAuthorBlocks"] = "An image with an author who is nobody here, or of which no author was reported, gets no approval.",
            ["spec/requireReason"] = "A promotion must say why.",
            ["spec/requireSignatures"] = "The keys of which each must have signed the image, by the operator's names for them.",
            ["spec/selector"] = "Where this policy supplies its fields without being bound. It never opens a direct path.",
            ["spec/selector/products"] = "Only applications of these products. Left out: all.",
            ["spec/selector/products/names"] = "Products by name.",
            ["spec/selector/products/labels"] = "Products that carry these labels.",
            ["spec/selector/environments"] = "Only these environments. Left out: all.",
            ["spec/selector/environments/names"] = "Environments by name.",
            ["spec/selector/environments/classes"] = "Environments of these classes.",
            ["spec/selector/environments/labels"] = "Environments that carry these labels.",
            ["spec/priority"] = "Where two policies say something of the same field, the higher number wins.",
        },
        [DefinitionKind.PolicyBinding] = new(StringComparer.Ordinal)
        {
            ["spec/policy"] = "The policy that governs the pairs below.",
            ["spec/pairs"] = "Where images may be promoted directly, under this policy.",
            ["spec/pairs[]/application"] = "The application whose images may go there.",
            ["spec/pairs[]/environment"] = "The environment they may go to.",
        },
        [DefinitionKind.Flow] = new(StringComparer.Ordinal)
        {
            ["spec/start"] = "What a release begins with.",
            ["spec/start/images"] = "It begins with the images that CI pushes.",
            ["spec/start/environment"] = "It begins with what changed in this environment.",
            ["spec/triggers"] = "What starts a release beside people.",
            ["spec/triggers[]/kind"] = "A pushed image, or a schedule.",
            ["spec/triggers[]/tags"] = "Which tags count, such as >=1.4 || latest. Left out: all.",
            ["spec/triggers[]/cron"] = "When, as a Quartz expression such as 0 0 6 ? * MON-FRI.",
            ["spec/triggers[]/zone"] = "The time zone of the schedule, such as Europe/Berlin.",
            ["spec/triggers[]/enabled"] = "Off: it is kept, but starts nothing.",
            ["spec/limit"] = "How long a release may take; it stands still while people are awaited.",
            ["spec/nodes"] = "The steps, each with what it waits for.",
            ["spec/nodes[]/id"] = "By this id other steps name it.",
            ["spec/nodes[]/stage"] = "The environment that is promoted to and deployed.",
            ["spec/nodes[]/soak"] = "A time throughout which the probes must be well.",
            ["spec/nodes[]/soak/for"] = "How long, such as 24h.",
            ["spec/nodes[]/soak/every"] = "How often the probes are asked.",
            ["spec/nodes[]/soak/probes"] = "Questions whose answers must stay within bounds.",
            ["spec/nodes[]/soak/probes[]/prometheus"] = "A Prometheus query.",
            ["spec/nodes[]/soak/probes[]/atMost"] = "The highest value that is still well.",
            ["spec/nodes[]/soak/probes[]/atLeast"] = "The lowest value that is still well.",
            ["spec/nodes[]/soak/probes[]/http"] = "An address that has to answer.",
            ["spec/nodes[]/soak/probes[]/status"] = "The status it has to answer with.",
            ["spec/nodes[]/soak/allowedFailures"] = "So many failures in a row are not yet unhealthy.",
            ["spec/nodes[]/soak/newer"] = "What happens when a newer image wants the environment meanwhile.",
            ["spec/nodes[]/judgement"] = "A decision by people.",
            ["spec/nodes[]/judgement/instructions"] = "What they should look at.",
            ["spec/nodes[]/judgement/choices"] = "Answers they can choose between. None: yes or no.",
            ["spec/nodes[]/judgement/judges"] = "Who decides.",
            ["spec/nodes[]/judgement/judges/count"] = "How many people.",
            ["spec/nodes[]/judgement/judges/groups"] = "Besides them, so many people of each of these groups; nobody counts twice.",
            ["spec/nodes[]/judgement/judges/groups[]/group"] = "The group by name.",
            ["spec/nodes[]/judgement/judges/groups[]/count"] = "How many of its people.",
            ["spec/nodes[]/judgement/expireAfter"] = "How long it waits for them, such as 24h.",
            ["spec/nodes[]/dependsOn"] = "All of these steps must have succeeded first.",
            ["spec/nodes[]/when"] = "An expression; where it is false the step is skipped.",
            ["spec/nodes[]/ifFails"] = "What its failure does to the release.",
            ["layout"] = "Where each step stands on the canvas. It means nothing for a release.",
        },
    };

    /// <summary>The schema with a description at every field.</summary>
    public static JsonObject Explain(DefinitionKind kind, JsonObject schema)
    {
        Explain(s_kinds[kind], schema, "");
        return schema;
    }

    /// <summary>Every field that is spoken of here.</summary>
    public static IEnumerable<string> Known(DefinitionKind kind) => s_all.Keys.Concat(s_kinds[kind].Keys);

    private static void Explain(Dictionary<string, string> own, JsonObject schema, string path)
    {
        if (s_all.TryGetValue(path, out var words) || own.TryGetValue(path, out words)) schema["description"] = words;
        if (schema["items"] is JsonObject item) Explain(own, item, path + "[]");
        foreach (var (key, property) in schema["properties"] as JsonObject ?? [])
            if (property is JsonObject inner) Explain(own, inner, path.Length == 0 ? key : $"{path}/{key}");
    }
}
