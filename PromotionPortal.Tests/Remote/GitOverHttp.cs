using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace PromotionPortal.Tests.Remote;

/// <summary>The repositories of a folder over http, as git's own http-backend serves them, behind a login.</summary>
internal sealed class GitOverHttp : IAsyncDisposable
{
    public const string Login = "robot:hunter2";

    private const string Program = "/usr/lib/git-core/git-http-backend";
    private readonly WebApplication _app;

    private GitOverHttp(WebApplication app) => _app = app;

    /// <summary>Every request's Authorization header, to see who was shown what.</summary>
    public List<string> Shown { get; } = [];

    /// <summary>The login that is let in.</summary>
    public string Accepted { get; set; } = Login;

    /// <summary>An answer in place of git's own.</summary>
    public Func<HttpContext, bool> Instead { get; set; } = _ => false;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<GitOverHttp> StartAsync(string folder)
    {
        if (!File.Exists(Program)) throw new InvalidOperationException("git-http-backend is missing: apt-get install git");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new GitOverHttp(builder.Build());
        server._app.Run(context => server.ServeAsync(context, folder));
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context, string folder)
    {
        lock (Shown) Shown.Add(context.Request.Headers.Authorization.ToString());
        if (Instead(context)) return;
        if (context.Request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(Accepted)))
        {
            (context.Response.StatusCode, context.Response.Headers.WWWAuthenticate) = ((int)HttpStatusCode.Unauthorized, "Basic realm=\"git\"");
            return;
        }
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        using var process = Process.Start(Backend(context.Request, folder, body.Length))!;
        var answer = ReadAsync(process.StandardOutput.BaseStream);
        await process.StandardInput.BaseStream.WriteAsync(body.ToArray());
        process.StandardInput.Close();
        await AnswerAsync(context.Response, await answer);
        await process.WaitForExitAsync();
    }

    private static ProcessStartInfo Backend(HttpRequest request, string folder, long length)
    {
        var start = new ProcessStartInfo(Program) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (name, value) in new[]
        {
            ("GIT_PROJECT_ROOT", folder), ("GIT_HTTP_EXPORT_ALL", "1"), ("REMOTE_USER", "robot"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("REQUEST_METHOD", request.Method), ("PATH_INFO", request.Path.Value!),
            ("QUERY_STRING", request.QueryString.Value!.TrimStart('?')), ("CONTENT_TYPE", request.ContentType ?? ""), ("CONTENT_LENGTH", $"{length}"), ("HTTP_CONTENT_ENCODING", request.Headers.ContentEncoding.ToString()),
        }) start.Environment[name] = value;
        return start;
    }

    private static async Task<byte[]> ReadAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    private static async Task AnswerAsync(HttpResponse response, byte[] answer)
    {
        var end = answer.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (var line in Encoding.ASCII.GetString(answer, 0, end).Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.StartsWith("Status:", StringComparison.Ordinal)) response.StatusCode = int.Parse(line.AsSpan(8, 3), System.Globalization.CultureInfo.InvariantCulture);
            else response.Headers[line[..colon]] = line[(colon + 1)..].Trim();
        }
        await response.Body.WriteAsync(answer.AsMemory(end + 4));
    }
}
