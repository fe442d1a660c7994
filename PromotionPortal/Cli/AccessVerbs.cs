using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace PromotionPortal.Cli;

/// <summary>`group` and `grant`: who belongs together and who was given what. They need a person's session of portal login, for no token may.</summary>
internal static class AccessVerbs
{
    private static Argument<string> Name { get; } = new("name") { Description = "The group's name, as definitions write it" };

    private static Argument<string[]> People { get; } = new("user-name") { Description = "One person or several", Arity = ArgumentArity.OneOrMore };

    private static Option<string?> Until { get; } = new("--until") { Description = "When it ends by itself, such as 2027-01-31; UTC where no offset is given" };

    public static IEnumerable<Command> Commands() =>
    [
        new Command("group", "Groups, which rights are given to and which definitions name.") { ListGroups(), ShowGroup(), CreateGroup(), DeleteGroup(), AddMembers(), RemoveMembers() },
        new Command("grant", "Roles and single verbs, given to people and to groups.") { ListGrants(), Give(), Take() },
    ];

    private static Command ListGroups()
    {
        var command = new Command("list", "Lists the groups.") { VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            await PrintAsync(parsed, await client.GetAsync("/api/groups", stop), answer => answer.EnumerateArray().Select(group =>
                $"{group.GetProperty("name").GetString(),-20} {group.GetProperty("members"),4} people {group.GetProperty("grants"),4} rights  {group.GetProperty("title").GetString()}"));
        });
        return command;
    }

    private static Command ShowGroup()
    {
        var command = new Command("show", "Shows who is in a group and what it was given.") { Name, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            await PrintAsync(parsed, await client.GetAsync(PathOf(parsed), stop), LinesOf);
        });
        return command;
    }

    private static IEnumerable<string> LinesOf(JsonElement group) =>
    [
        .. group.GetProperty("detail").GetProperty("members").EnumerateArray().Select(member => $"{member.GetProperty("userName").GetString(),-20} put in by {member.GetProperty("addedByName").GetString()}{End(member)}"),
        .. group.GetProperty("detail").GetProperty("grants").EnumerateArray().Select(Line),
        .. group.GetProperty("namedBy").EnumerateArray().Select(path => $"named by {path.GetString()}"),
    ];

    private static Command CreateGroup()
    {
        var title = new Option<string>("--title") { Description = "What people read", DefaultValueFactory = _ => "" };
        var command = new Command("create", "Creates a group.") { Name, title, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            await SayAsync(parsed, await client.PostAsync("/api/groups", new { name = parsed.GetValue(Name), title = parsed.GetValue(title) }, stop));
        });
        return command;
    }

    private static Command DeleteGroup()
    {
        var command = new Command("delete", "Deletes a group that has neither people nor rights.") { Name, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            await SayAsync(parsed, await client.DeleteAsync(PathOf(parsed), stop));
        });
        return command;
    }

    private static Command AddMembers()
    {
        var command = new Command("add", "Puts people into a group.") { Name, People, Until, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            foreach (var person in parsed.GetValue(People)!) await SayAsync(parsed, await client.PostAsync($"{PathOf(parsed)}/members", new { userName = person, until = UntilOf(parsed) }, stop));
        });
        return command;
    }

    private static Command RemoveMembers()
    {
        var command = new Command("remove", "Takes people out of a group.") { Name, People, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            foreach (var person in parsed.GetValue(People)!) await SayAsync(parsed, await client.DeleteAsync($"{PathOf(parsed)}/members/{Uri.EscapeDataString(person)}", stop));
        });
        return command;
    }

    private static Command ListGrants()
    {
        Option<string?>[] filters =
        [
            new("--holder") { Description = "Words of a person's or group's name" },
            new("--right") { Description = "A role or a verb" },
            new("--application") { Description = "Only what reaches it" },
            new("--environment") { Description = "Only what reaches it" },
            new("--state") { Description = "Live, EndingSoon or Ended" },
        ];
        var page = new Option<int>("--page") { DefaultValueFactory = _ => 1 };
        var command = new Command("list", "Lists what was given, the youngest first.") { page, VerbOutput.Format, PortalClient.ServerOption, PortalClient.TokenOption };
        foreach (var filter in filters) command.Add(filter);
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            var query = filters.Select(filter => (Name: filter.Name.TrimStart('-'), Value: parsed.GetValue(filter))).Where(part => part.Value is not null)
                .Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}").Append($"page={parsed.GetValue(page).ToString(CultureInfo.InvariantCulture)}");
            await PrintAsync(parsed, await client.GetAsync("/api/grants?" + string.Join('&', query), stop), answer => answer.GetProperty("grants").EnumerateArray().Select(Line));
        });
        return command;
    }

    private static Command Give()
    {
        var right = new Argument<string>("right") { Description = "A role (Viewer, BuildAndDeploy, Admin, SuperAdmin, ArtifactPromoter, DeploymentApprover) or a verb (Hotfix, EditFlows, EditDefinitions, EditPolicies)" };
        var person = new Option<string?>("--person") { Description = "To whom, by user name" };
        var group = new Option<string?>("--group") { Description = "Or to which group" };
        var application = new Option<string>("--application") { Description = "A name, product:NAME, or * for all", DefaultValueFactory = _ => "*" };
        var environment = new Option<string>("--environment") { Description = "A name, class:NAME, or * for all", DefaultValueFactory = _ => "*" };
        var why = new Option<string>("--why") { Description = "What for", DefaultValueFactory = _ => "" };
        var command = new Command("give", "Gives a right.") { right, person, group, application, environment, Until, why, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            await SayAsync(parsed, await client.PostAsync("/api/grants", new
            {
                right = parsed.GetValue(right),
                person = parsed.GetValue(person),
                group = parsed.GetValue(group),
                application = parsed.GetValue(application),
                environment = parsed.GetValue(environment),
                until = UntilOf(parsed),
                why = parsed.GetValue(why),
            }, stop));
        });
        return command;
    }

    private static Command Take()
    {
        var id = new Argument<int>("number") { Description = "As grant list shows it" };
        var command = new Command("take", "Takes a right away.") { id, PortalClient.ServerOption, PortalClient.TokenOption };
        command.SetPortalAction(async (parsed, stop) =>
        {
            using var client = PortalClient.Of(parsed);
            await SayAsync(parsed, await client.DeleteAsync(string.Create(CultureInfo.InvariantCulture, $"/api/grants/{parsed.GetValue(id)}"), stop));
        });
        return command;
    }

    /// <summary>A right in one line, such as "Hotfix of shop in class:prod, through sre, until 2027-01-31 00:00:00Z".</summary>
    public static string InWords(JsonElement grant)
    {
        var reach = grant.GetProperty("reach");
        var right = grant.GetProperty("apart") is { ValueKind: JsonValueKind.String } apart ? apart.GetString() : grant.GetProperty("role").GetString();
        var through = grant.GetProperty("group") is { ValueKind: JsonValueKind.String } group ? $", through {group.GetString()}" : "";
        return $"{right} of {reach.GetProperty("application").GetString()} in {reach.GetProperty("environment").GetString()}{through}{End(grant)}";
    }

    private static string Line(JsonElement given) =>
        $"{given.GetProperty("id"),6}  {given.GetProperty("holderName").GetString(),-20} {InWords(given.GetProperty("grant"))}, given by {given.GetProperty("givenByName").GetString()}";

    private static string End(JsonElement element) => element.GetProperty("until") is { ValueKind: JsonValueKind.String } until ? $", until {until.GetDateTimeOffset():u}" : "";

    private static string PathOf(ParseResult parsed) => $"/api/groups/{Uri.EscapeDataString(parsed.GetValue(Name)!)}";

    private static DateTimeOffset? UntilOf(ParseResult parsed) => parsed.GetValue(Until) switch
    {
        null => null,
        { } text when DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until) => until,
        { } text => throw new CliException(ExitCode.Usage, $"“{text}” is no date such as 2027-01-31."),
    };

    private static Task SayAsync(ParseResult parsed, JsonElement answer) => parsed.InvocationConfiguration.Output.WriteLineAsync(answer.GetProperty("text").GetString());

    private static async Task PrintAsync(ParseResult parsed, JsonElement answer, Func<JsonElement, IEnumerable<string>> lines)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.IsJson()) await output.WriteLineAsync(answer.ToString());
        else foreach (var line in lines(answer)) await output.WriteLineAsync(line);
    }
}
