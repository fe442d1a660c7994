using PromotionPortal.Git;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>What came of an exchange, in words: what happened, what is safe, what to do.</summary>
internal static class RemoteWords
{
    private const int ShownOfCommit = 7;
    private const int MostFiles = 5;
    private const string Safe = "Nothing was moved on either side.";

    public static (RemoteResult Result, string Words) Of(SyncOutcome outcome) => outcome switch
    {
        SyncOutcome.InStep step => (RemoteResult.InStep, $"Both sides stand at {Short(step.Commit)}."),
        SyncOutcome.Conflict conflict => (RemoteResult.Conflict, $"Here and there the same lines were changed, in {Files(conflict)}. {Safe} Save here what the remote has at {Short(conflict.RemoteTip)}, or push there what is here: once both are alike, they are merged."),
        SyncOutcome.Rewritten rewritten => (RemoteResult.Rewritten, $"The remote's branch was rewritten: at {Short(rewritten.RemoteTip)} it no longer contains what both had. {Safe} Put it back there, or save the remote here once more to go on from where it is now; what it lost is then set on top again."),
        SyncOutcome.Unrelated unrelated => (RemoteResult.Unrelated, $"The remote's history, at {Short(unrelated.RemoteTip)}, and the one here have no commit in common. {Safe} Choose an empty repository or branch, or begin here with an empty portal."),
        SyncOutcome.Failed failed => (RemoteResult.Failed, $"{failed.Why.Trim().TrimEnd('.')}. What was committed here is safe and is pushed later."),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    private static string Short(string commit) => commit[..Math.Min(ShownOfCommit, commit.Length)];

    private static string Files(SyncOutcome.Conflict conflict) =>
        string.Join(", ", conflict.Files.Take(MostFiles)) + (conflict.Files.Length > MostFiles ? $" and {conflict.Files.Length - MostFiles} more" : "");
}
