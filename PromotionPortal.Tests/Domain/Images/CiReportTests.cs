using PromotionPortal.Domain.Images;

namespace PromotionPortal.Tests.Domain.Images;

/// <summary>What may stand in a report of CI.</summary>
public sealed class CiReportTests
{
    private static readonly CiReport s_sound = new("checkout", "1.0") { Build = new() { BuiltBy = "dora", Repository = "https://git.example.org/shop.git", Commit = "0123abc", Branch = "main", CommitMessage = "Fix it\n\nAll of it.", CommitAuthor = "dora@example.org" } };

    public static TheoryData<string, string> Reports() => new()
    {
        { "sound", "" },
        { "digest", "" },
        { "check", "" },
        { "deployed", "" },
        { "nothing", "says nothing" },
        { "empty build", "says nothing" },
        { "no application", "Name the application" },
        { "no image", "Name the image" },
        { "image with a path", "Name the image" },
        { "script link", "no http or https address|not an http or https address" },
        { "link with a password", "not an http or https address" },
        { "check on two lines", "not the name of a check" },
        { "check with markup", "not the name of a check" },
        { "same check twice", "stands there twice" },
        { "many checks", "at most 50 checks" },
        { "odd environment", "not the name of an environment" },
        { "odd commit", "A commit is" },
        { "author without address", "e-mail address" },
        { "author on two lines", "e-mail address" },
        { "long message", "commit message" },
        { "built by two lines", "Built by is one line" },
        { "built by turned round", "Built by is one line" },
        { "repository with a password", "password" },
    };

    [Theory]
    [MemberData(nameof(Reports))]
    public void A_report_is_bounded_and_says_why_it_is_none(string which, string problem)
    {
        var said = CiReportRules.Problem(Report(which));
        if (problem.Length == 0) Assert.Null(said);
        else Assert.Contains(problem.Split('|'), part => said!.Contains(part, StringComparison.Ordinal));
    }

    private static CiReport Report(string which) => which switch
    {
        "sound" => s_sound,
        "digest" => s_sound with { Image = "sha256:" + new string('a', 64) },
        "check" => Checked(new CheckReport("unit (linux/amd64)", true, "https://ci.example.org/7?x=y")),
        "deployed" => new("checkout", "1.0") { DeployedIn = ["dev"] },
        "nothing" => new("checkout", "1.0"),
        "empty build" => new("checkout", "1.0") { Build = new() },
        "no application" => s_sound with { Application = "" },
        "no image" => s_sound with { Image = "" },
        "image with a path" => s_sound with { Image = "../1.0" },
        "script link" => Checked(new CheckReport("unit", true, "javascript:alert(1)")),
        "link with a password" => Checked(new CheckReport("unit", true, "https://me:secret@ci.example.org/")),
        "check on two lines" => Checked(new CheckReport("unit\npassed", true)),
        "check with markup" => Checked(new CheckReport("<b>unit</b>", true)),
        "same check twice" => Checked(new("unit", true), new("unit", false)),
        "many checks" => Checked([.. Enumerable.Range(0, 51).Select(at => new CheckReport($"check {at}", true))]),
        "odd environment" => new("checkout", "1.0") { DeployedIn = ["../dev"] },
        "odd commit" => s_sound with { Build = s_sound.Build! with { Commit = "main" } },
        "author without address" => s_sound with { Build = s_sound.Build! with { CommitAuthor = "Dora" } },
        "author on two lines" => s_sound with { Build = s_sound.Build! with { CommitAuthor = "dora@example.org\nx" } },
        "long message" => s_sound with { Build = s_sound.Build! with { CommitMessage = new string('x', 5001) } },
        "built by two lines" => s_sound with { Build = s_sound.Build! with { BuiltBy = "dora\npaul" } },
        "built by turned round" => s_sound with { Build = s_sound.Build! with { BuiltBy = "do\u202era" } },
        "repository with a password" => s_sound with { Build = s_sound.Build! with { Repository = "https://me:secret@git.example.org/shop.git" } },
        _ => throw new ArgumentOutOfRangeException(nameof(which)),
    };

    private static CiReport Checked(params CheckReport[] checks) => new("checkout", "1.0") { Checks = [.. checks] };

    [Theory]
    [InlineData("qa-approved", true)]
    [InlineData("team/qa:1.0", true)]
    [InlineData("", false)]
    [InlineData("Approved", false)]
    [InlineData("-x", false)]
    [InlineData("two words", false)]
    public void A_label_is_a_plain_word(string text, bool sound) => Assert.Equal(sound, ImageLabel.Problem(text) is null);

    [Fact]
    public void A_tag_of_signatures_names_what_was_signed_and_a_version_names_nothing()
    {
        var digest = Digest.Parse("sha256:" + new string('a', 64));
        Assert.Equal(digest, AttachmentTag.SubjectOf(AttachmentTag.SignatureOf(digest)));
        Assert.Equal(digest, AttachmentTag.SubjectOf($"sha256-{digest.Hex}"));
        Assert.False(AttachmentTag.IsSignature($"sha256-{digest.Hex}.sbom"));
        Assert.All(["1.0", "sha256-1.0", $"sha256-{digest.Hex}0"], tag => Assert.Null(AttachmentTag.SubjectOf(tag)));
    }
}
