namespace PromotionPortal.Links;

/// <summary>The address of every page is made here, and nowhere else.</summary>
public static class PageLinks
{
    public const string Home = "/";
    public const string Inbox = "/inbox";
    public const string InboxMine = "/inbox?show=mine";
    public const string InboxAll = "/inbox?show=all";
    public const string Applications = "/applications";
    public const string Promotions = "/promotions";
    public const string Flows = "/flows";
    public const string Policies = "/policies";
    public const string ApplyPolicies = "/policies/apply";
    public const string Activity = "/activity";
    public const string Events = "/activity/events";
    public const string Admin = "/admin/";
    public const string People = "/admin/people";
    public const string Definitions = "/definitions";
    public const string DefinitionsHistory = "/definitions/history";
    public const string DefinitionsProblems = "/definitions/problems";
    public const string Proposals = "/definitions/proposals";
    public const string Secrets = "/admin/secrets";
    public const string DefinitionsRepository = "/admin/definitions-repository";
    public const string Registries = "/admin/registries";
    public const string Groups = "/admin/groups";
    public const string Grants = "/admin/grants";
    public const string SignIn = "/sign-in";
    public const string SignInByLink = "/sign-in/once";
    public const string SetPassword = "/set-password";
    public const string SignOut = "/sign-out";
    public const string SetUp = "/set-up";
    public const string Device = "/device";
    public const string Tokens = "/me/tokens";
    public const string Notices = "/notices";
    public const string NoticeChoices = "/account/notifications";
    public const string Channels = "/admin/notifications";
    public const string Deliveries = "/admin/notifications/deliveries";
    public const string NotFound = "/not-found";

    /// <summary>What a browser sees in place of an empty answer; {0} is the status code.</summary>
    public const string Status = "/status/{0}";

    public static string Application(string name) => $"{Applications}/{Uri.EscapeDataString(name)}";

    /// <summary>Why, and why not, for all its images.</summary>
    public static string Why(string application) => $"{Application(application)}/why";

    /// <summary>The dialog that asks which of its images goes where.</summary>
    public static string PromoteOf(string application) => $"{Application(application)}?promote=choose";

    /// <summary>Reference: the digest, or a tag.</summary>
    public static string Image(string application, string reference) => $"{Application(application)}/images/{Uri.EscapeDataString(reference)}";

    public static string Promotion(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Promotions}/{id}");

    /// <summary>What was brought, or is being brought, into one environment of an application.</summary>
    public static string PromotionsTo(string application, string environment) => $"{Promotions}?application={Uri.EscapeDataString(application)}&environment={Uri.EscapeDataString(environment)}";

    /// <summary>The pairs that a policy is applied to.</summary>
    public static string WherePolicyApplies(string policy) => $"{ApplyPolicies}?policy={Uri.EscapeDataString(policy)}";

    /// <summary>The objects of one kind, by its folder.</summary>
    public static string DefinitionsOf(string folder) => $"{Definitions}?kind={folder}";

    /// <summary>A flow has its own page, with a canvas.</summary>
    public static string Definition(string folder, string name) => folder == FlowFolder ? Flow(name) : DefinitionFile(folder, name);

    /// <summary>A line of its text, from 1.</summary>
    public static string DefinitionLine(string folder, string name, int line) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(folder == FlowFolder ? FlowText(name) : DefinitionFile(folder, name))}#L{line}");

    public static string Flow(string name) => $"{Flows}/{Uri.EscapeDataString(name)}";

    /// <summary>One node of it, with its drawer open.</summary>
    public static string FlowNode(string name, string node) => $"{Flow(name)}?node={Uri.EscapeDataString(node)}";

    public static string FlowText(string name) => $"{Flow(name)}?view=yaml";

    /// <summary>How it differs at one commit from another, on the canvas.</summary>
    public static string FlowCompare(string name, string from, string to) => $"{Flow(name)}?revision={Uri.EscapeDataString(to)}&compare={Uri.EscapeDataString(from)}";

    public static string FlowAt(string name, string commit) => $"{Flow(name)}?revision={Uri.EscapeDataString(commit)}";

    /// <summary>Where its canvas reads and writes.</summary>
    public static string FlowDraft(string name, string? revision, string? compare)
    {
        string?[] asked = [revision is null ? null : $"revision={Uri.EscapeDataString(revision)}", compare is null ? null : $"compare={Uri.EscapeDataString(compare)}"];
        var query = string.Join('&', asked.OfType<string>());
        return $"/api/flows/{Uri.EscapeDataString(name)}/draft{(query.Length > 0 ? "?" : "")}{query}";
    }

    /// <summary>A new flow, as a copy of one or from the beginning.</summary>
    public static string NewFlow(string? copyOf = null) => $"{Flows}/new{(copyOf is null ? "" : $"?copy={Uri.EscapeDataString(copyOf)}")}";

    public static string NewDefinition(string folder) => folder == FlowFolder ? NewFlow() : $"{Definitions}/{folder}/new";

    public static string DefinitionHistory(string folder, string name) => $"{DefinitionFile(folder, name)}/history";

    /// <summary>What one commit of the definitions changed.</summary>
    public static string DefinitionsCommit(string commit) => $"{DefinitionsHistory}?commit={Uri.EscapeDataString(commit)}";

    public static string DefinitionsCompare(string from, string to, string? file = null) =>
        $"{Definitions}/compare?from={Uri.EscapeDataString(from)}&to={Uri.EscapeDataString(to)}{(file is null ? "" : $"&file={Uri.EscapeDataString(file)}")}";

    public static string Proposal(long id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Proposals}/{id}");

    /// <summary>A link that works once; the code stands in the fragment's place of the query because a page must read it.</summary>
    public static string SignInOnce(string code) => $"{SignInByLink}?code={Uri.EscapeDataString(code)}";

    public static string SetUpOnce(string code) => $"{SetUp}?code={Uri.EscapeDataString(code)}";

    public static string Person(string userName) => $"{People}?person={Uri.EscapeDataString(userName)}";

    /// <summary>The dialog that sets a secret; with an empty name it asks for one.</summary>
    public static string SetSecret(string name) => $"{Secrets}?set={Uri.EscapeDataString(name)}";

    public static string DeleteSecret(string name) => $"{Secrets}?delete={Uri.EscapeDataString(name)}";

    /// <summary>The dialog that changes a channel; with an empty name it asks for a new one.</summary>
    public static string Channel(string name) => $"{Channels}?channel={Uri.EscapeDataString(name)}";

    /// <summary>The messages to one receiver.</summary>
    public static string DeliveriesOf(string to) => $"{Deliveries}?to={Uri.EscapeDataString(to)}";

    public static string DeleteChannel(string name) => $"{Channels}?delete={Uri.EscapeDataString(name)}";

    public static string Registry(string name) => $"{Registries}?registry={Uri.EscapeDataString(name)}";

    public static string Group(string name) => $"{Groups}/{Uri.EscapeDataString(name)}";

    public static string DeviceConfirm(string userCode) => $"{Device}?code={Uri.EscapeDataString(userCode)}";

    public static string SignInThen(string returnUrl) => $"{SignIn}?returnUrl={Uri.EscapeDataString(returnUrl)}";

    private const string FlowFolder = "flows";

    private static string DefinitionFile(string folder, string name) => $"{Definitions}/{folder}/{Uri.EscapeDataString(name)}";
}
