using PromotionPortal.Git;

namespace PromotionPortal.Tests.Git;

public sealed class PackingTests : IDisposable
{
    private const int Commits = 500;
    private static readonly CommitAuthor s_ada = new("Ada", "ada@example.org");

    private readonly Scratch _scratch = new();

    private string Folder => _scratch.At("definitions.git");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Little_is_not_worth_packing()
    {
        using var repository = await BareRepository.OpenAsync(Folder, TimeProvider.System, s_ada);
        Assert.Equal(PackOutcome.NotNeeded, await repository.PackAsync(default));
    }

    [Fact]
    public async Task Packing_beside_commits_loses_nothing_and_runs_no_hook()
    {
        using var repository = await BareRepository.OpenAsync(Folder, TimeProvider.System, s_ada);
        Scratch.Git(Folder, "config", "core.fsyncObjectFiles", "false");
        Directory.CreateDirectory(Path.Combine(Folder, "hooks"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "hooks", "post-commit"), $"#!/bin/sh\ntouch {_scratch.At("ran")}\n");
        var tip = await CommitAsync(repository, "before", TipOf(repository));
        var packing = repository.PackAsync(default);
        tip = await CommitAsync(repository, "meanwhile", tip);
        Assert.Equal(PackOutcome.Packed, await packing);
        Assert.Equal((tip, $"{(2 * Commits) + 1}"), (Scratch.Git(Folder, "rev-parse", "main"), Scratch.Git(Folder, "rev-list", "--count", "main")));
        Scratch.Git(Folder, "fsck", "--strict");
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(Folder, "objects", "pack"), "*.pack"));
        Assert.False(File.Exists(_scratch.At("ran")));
    }

    private static async Task<string> CommitAsync(BareRepository repository, string name, string tip)
    {
        for (var number = 0; number < Commits; number++)
            tip = Assert.IsType<GitOutcome.Committed>(await repository.CommitAsync([new($"{name}.yaml", $"{number}")], tip, s_ada, "Change")).Commit;
        return tip;
    }

    private static string TipOf(BareRepository repository)
    {
        using var reader = repository.Read();
        return reader.Tip!;
    }
}
