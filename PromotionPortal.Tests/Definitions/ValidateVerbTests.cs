using System.Diagnostics;
using PromotionPortal.Tests.Git;

namespace PromotionPortal.Tests.Definitions;

/// <summary>The real program on a plain folder.</summary>
public sealed class ValidateVerbTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task A_sound_folder_is_said_to_be_and_the_exit_code_is_0()
    {
        foreach (var (path, text) in Sample.All) Write(path, text!);
        Write("README.md", "not ours");
        Assert.Equal((0, "4 files, no problems"), await Validate(_scratch.Folder));
    }

    [Fact]
    public async Task Problems_are_printed_with_their_place_and_the_exit_code_is_1()
    {
        Write("registries/main.yaml", Sample.Main);
        Write("environments/prod.yaml", Sample.Environment("prod", "positon: 1"));
        Directory.CreateDirectory(_scratch.At("products"));
        File.CreateSymbolicLink(_scratch.At("products/shop.yaml"), "/etc/passwd");
        Assert.Equal(
            (1, "environments/prod.yaml:5:3: The key 'positon' is not known here. Did you mean 'position'?\nproducts/shop.yaml:1:1: This is no file but a link. Put the file itself here.\n3 files, 2 problems"),
            await Validate(_scratch.Folder));
    }

    [Fact]
    public async Task A_mistake_in_a_condition_is_printed_with_its_place()
    {
        Write("policies/to-prod.yaml", "apiVersion: promotionportal/v1\nkind: Policy\nmetadata: { name: to-prod }\nspec:\n  pass: |\n    'approved' in imageLabels\n      && imageTag == 'x'\n");
        Assert.Equal((1, "policies/to-prod.yaml:7:10: `imageTag` is not a variable; did you mean `containerImageTag`?\n1 files, 1 problems"), await Validate(_scratch.Folder));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_no_success() => Assert.Equal(1, (await Validate(_scratch.At("nowhere"))).Code);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_scratch.At(path))!);
        File.WriteAllText(_scratch.At(path), text);
    }

    private static async Task<(int Code, string Output)> Validate(string folder)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { typeof(PromotionPortal.Domain.Definitions.Metadata).Assembly.Location, "validate", folder }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await error;
        return (process.ExitCode, output.Trim());
    }
}
