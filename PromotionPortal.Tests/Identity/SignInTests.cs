using System.Net;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Domain.Access;
using PromotionPortal.Identity;

namespace PromotionPortal.Tests.Identity;

public sealed class SignInTests : IDisposable
{
    private readonly Portal _portal = new();

    [Fact]
    public async Task A_person_signs_in_with_a_password_and_sees_the_page_he_wanted()
    {
        await _portal.AddAsync("ada", new Grant(Role.Viewer, Reach.All));
        await _portal.SetPasswordAsync("ada");
        var browser = _portal.Browser();
        var asked = await browser.GetAsync("/applications");
        Assert.Equal("/sign-in", asked.Headers.Location!.AbsolutePath);
        var answer = await Portal.SignInAsync(browser, "Ada", Portal.Password, asked.Headers.Location.PathAndQuery);
        Assert.Equal("/applications", Portal.WhereTo(answer));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/applications")).StatusCode);
    }

    [Theory]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    public async Task Signing_in_leads_to_no_other_site(string returnUrl)
    {
        await _portal.AddAsync("ada");
        await _portal.SetPasswordAsync("ada");
        var answer = await Portal.SignInAsync(_portal.Browser(), "ada", Portal.Password, "/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl));
        Assert.Equal("/", Portal.WhereTo(answer));
    }

    [Theory]
    [InlineData("nobody-here", Portal.Password)]
    [InlineData("ada", "the wrong password, long")]
    [InlineData("disabled", Portal.Password)]
    [InlineData("without", Portal.Password)]
    [InlineData("ada", "")]
    public async Task Whatever_is_wrong_the_words_are_the_same(string name, string password)
    {
        await _portal.AddAsync("root", new Grant(Role.SuperAdmin, Reach.All));
        await _portal.AddAsync("ada");
        await _portal.SetPasswordAsync("ada");
        await _portal.AddAsync("without");
        var disabled = await _portal.AddAsync("disabled");
        await _portal.SetPasswordAsync("disabled");
        await _portal.People.DisableAsync(await _portal.ActorAsync("root"), disabled);

        var answer = await Portal.SignInAsync(_portal.Browser(), name, password);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(SignIns.Refusal, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Headers, header => header.Key == "Set-Cookie" && header.Value.Any(value => value.StartsWith("portal=", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Five_wrong_passwords_close_the_account_to_the_right_one_too()
    {
        await _portal.AddAsync("ada");
        await _portal.SetPasswordAsync("ada");
        var signIns = _portal.Get<SignIns>();
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => signIns.WithPasswordAsync("ada", "the wrong password, long")));
        Assert.Null(await signIns.WithPasswordAsync("ada", Portal.Password));

        await using var db = _portal.Db();
        await db.Users.ExecuteUpdateAsync(set => set.SetProperty(user => user.LockoutEnd, DateTimeOffset.UnixEpoch));
        Assert.NotNull(await signIns.WithPasswordAsync("ada", Portal.Password));
    }

    [Fact]
    public async Task A_flood_of_wrong_passwords_leaves_a_bounded_trace_that_names_no_typed_name()
    {
        var signIns = _portal.Get<SignIns>();
        for (var again = 0; again < FailedSignIns.MostPerMinute + 3; again++) await signIns.WithPasswordAsync("my secret typed here", "");
        _portal.Clock.Advance(TimeSpan.FromMinutes(2));
        await signIns.WithPasswordAsync("my secret typed here", "");

        await using var db = _portal.Db();
        var written = await db.AuditTrail.Where(row => row.Action == "person.sign-in-failed").OrderBy(row => row.Sequence).ToListAsync();
        Assert.Equal(FailedSignIns.MostPerMinute + 1, written.Count);
        Assert.Equal("""{"NotWritten":3}""", written[^1].Facts);
        Assert.All(written, row => Assert.DoesNotContain("secret", row.Text + row.Facts, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("too short", false)]
    [InlineData("fourteen chars", false)]
    [InlineData("fifteen letters", true)]
    [InlineData("aaaaaaaaaaaaaaa", true)]
    public async Task A_password_is_long_and_otherwise_free(string password, bool accepted)
    {
        await _portal.AddAsync("ada");
        Assert.Equal(accepted, (await _portal.Get<Passwords>().SetAsync(await _portal.ActorAsync("ada"), null, password)).IsDone);
    }

    [Fact]
    public async Task A_password_is_hashed_with_enough_work()
    {
        await _portal.AddAsync("ada");
        await _portal.SetPasswordAsync("ada");
        await using var db = _portal.Db();
        var hash = Convert.FromBase64String((await db.Users.SingleAsync()).PasswordHash!);
        // Format 1 of ASP.NET Identity: marker, which HMAC, iterations, length of the salt; big-endian.
        Assert.Equal(1, hash[0]);
        Assert.InRange(System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(5)), 220_000, int.MaxValue);
    }

    [Fact]
    public async Task The_cookie_is_for_this_portal_alone()
    {
        await _portal.AddAsync("ada");
        await _portal.SetPasswordAsync("ada");
        var answer = await Portal.SignInAsync(_portal.Browser(), "ada", Portal.Password);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), value => value.StartsWith("portal=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Another_password_needs_the_one_until_now_and_signs_the_other_browsers_out()
    {
        await _portal.AddAsync("ada", new Grant(Role.Viewer, Reach.All));
        var here = await _portal.SignedInAsync("ada");
        var elsewhere = await _portal.SignedInAsync("ada");
        (string, string)[] first = [("Form.New", Portal.Password), ("Form.Again", Portal.Password)];
        Assert.Equal(HttpStatusCode.Redirect, (await Portal.SendFormAsync(here, "/set-password", first)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/applications")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync("/applications")).StatusCode);

        var again = await Portal.SendFormAsync(here, "/set-password", [("Form.Current", "a guess, not it at all"), .. first]);
        Assert.Contains("class=\"problem\"", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_signed_out_is_out()
    {
        await _portal.AddAsync("ada", new Grant(Role.Viewer, Reach.All));
        var browser = await _portal.SignedInAsync("ada");
        var token = await Portal.FieldAsync(browser, "/set-password", "__RequestVerificationToken");
        var answer = await browser.PostAsync("/sign-out", new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]));
        Assert.Equal("/sign-in", Portal.WhereTo(answer));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/applications")).StatusCode);
    }

    [Fact]
    public async Task A_sign_out_without_the_form_of_a_page_is_refused()
    {
        await _portal.AddAsync("ada", new Grant(Role.Viewer, Reach.All));
        var browser = await _portal.SignedInAsync("ada");
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/sign-out", new FormUrlEncodedContent([]))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/applications")).StatusCode);
    }

    public void Dispose() => _portal.Dispose();
}
