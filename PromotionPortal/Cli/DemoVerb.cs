using System.CommandLine;
using System.Text.Json;
using PromotionPortal.Demo;

namespace PromotionPortal.Cli;

/// <summary>`demo`: the portal with sample data, in one folder.</summary>
internal static class DemoVerb
{
    private const int UsualPort = 8080;

    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Where it answers", DefaultValueFactory = _ => UsualPort };
        var data = new Option<string>("--data") { Description = "The folder of all its data", DefaultValueFactory = _ => "data/demo" };
        var fresh = new Option<bool>("--fresh") { Description = "Empty that folder first" };
        var output = new Option<string>("--output") { Description = "text or json (one line, for scripts)", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command("demo", "Starts the portal with sample data and prints how to sign in.") { port, data, fresh, output };
        command.SetAction(parsed => RunAsync(parsed.GetValue(port), parsed.GetValue(data)!, parsed.GetValue(fresh), parsed.GetValue(output) == "json"));
        return command;
    }

    private static async Task<int> RunAsync(int port, string data, bool fresh, bool json)
    {
        if (fresh && !TryEmpty(data)) return 2;
        string[] args =
        [
            "--urls", $"http://localhost:{port}",
            "--Data:Folder", Path.GetFullPath(data),
            "--Outbound:Networks:0", "127.0.0.0/8",
            "--Outbound:Networks:1", "::1/128",
            "--Discovery:Every", "00:00:15",
            "--Logging:LogLevel:Default", "Warning",
        ];
        try
        {
            return await PortalServer.RunAsync(args, app => DemoPortal.PrepareAsync(app.Services, CancellationToken.None), (services, address) => WelcomeAsync(services, address, json));
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"Port {port} is in use. Choose another: ./portal demo --port {port + 1}");
            return 1;
        }
    }

    // A folder that is not the portal's is not ours to empty.
    private static bool TryEmpty(string data)
    {
        if (!Directory.Exists(data)) return true;
        if (Directory.EnumerateFileSystemEntries(data).Any() && !File.Exists(Path.Combine(data, "portal.db")))
        {
            Console.Error.WriteLine($"{data} holds no portal. It is left as it is; empty it yourself, or name another folder.");
            return false;
        }
        Directory.Delete(data, recursive: true);
        return true;
    }

    private static async Task WelcomeAsync(IServiceProvider services, string address, bool json)
    {
        var people = await DemoPeople.InviteAsync(services, address, CancellationToken.None);
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { address, people = people.Select(person => new { name = person.Name, roles = person.Roles, link = person.Link, token = person.Token }) }));
            return;
        }
        Console.WriteLine($"PromotionPortal answers at {address}");
        Console.WriteLine("Sign in as one of these. Each link works once; start again for new ones.");
        foreach (var person in people) Console.WriteLine($"  {person.DisplayName,-16} {string.Join(", ", person.Roles),-18} {person.Link}");
        Console.WriteLine("Ctrl+C stops it.");
    }
}
