using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PromotionPortal.E2E;

/// <summary>Somebody who signs in by the forms of the pages and confirms his command line there; what he does afterwards he does by API or by command line.</summary>
internal sealed partial class StoryPerson : IDisposable
{
    private readonly HttpClient _http;

    private StoryPerson(string name, string session, Uri address)
    {
        CommandLine = new(name, "", session);
        _http = new() { BaseAddress = address };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session);
    }

    /// <summary>As the verbs of the program know him.</summary>
    public DemoPerson CommandLine { get; }

    public static async Task<StoryPerson> SignInAsync(string address, string name, string link)
    {
        using var cookies = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(cookies) { BaseAddress = new(address) };
        browser.DefaultRequestHeaders.Add("Origin", address);
        await SubmitAsync(browser, link, handler: null);
        var started = await JsonOfAsync(await browser.PostAsJsonAsync("/api/device/start", new { machine = $"laptop of {name}" }));
        await SubmitAsync(browser, started.GetProperty("verificationUrlComplete").GetString()!, "approve");
        var collected = await JsonOfAsync(await browser.PostAsJsonAsync("/api/device/token", new { deviceCode = started.GetProperty("deviceCode").GetString() }));
        return new(name, collected.GetProperty("token").GetString()!, new(address));
    }

    public async Task<JsonElement> GetAsync(string path) => await JsonOfAsync(await _http.GetAsync(path));

    public async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string path, object body)
    {
        var answer = await _http.PostAsJsonAsync(path, body);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    public void Dispose() => _http.Dispose();

    private static async Task SubmitAsync(HttpClient browser, string page, string? handler)
    {
        var hidden = HiddenField().Matches(await browser.GetStringAsync(page)).Select(match => (Name: match.Groups["name"].Value, Value: WebUtility.HtmlDecode(match.Groups["value"].Value))).DistinctBy(field => field.Name);
        var answer = await browser.PostAsync(page, new FormUrlEncodedContent(hidden.Select(field => KeyValuePair.Create(field.Name, field.Name == "_handler" && handler is not null ? handler : field.Value))));
        Assert.True((int)answer.StatusCode < 400, $"{page}: {answer.StatusCode}");
    }

    private static async Task<JsonElement> JsonOfAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HiddenField();
}
