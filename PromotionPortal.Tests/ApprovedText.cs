using System.Runtime.CompilerServices;

namespace PromotionPortal.Tests;

/// <summary>A text that a person has read and approved; it lies beside the test. When it changes, the change is reviewed like code.</summary>
public static class ApprovedText
{
    /// <summary>The name is that of the text's file without ".approved.txt".</summary>
    public static void Check(string name, string actual, [CallerFilePath] string test = "")
    {
        var approved = Path.Combine(Path.GetDirectoryName(test)!, name + ".approved.txt");
        var received = Path.Combine(AppContext.BaseDirectory, name + ".received.txt");
        File.WriteAllText(received, actual);
        var expected = File.Exists(approved) ? File.ReadAllText(approved) : "";
        if (expected == actual) return;
        Assert.Fail($"{name} is not as approved. Read the difference; to approve: cp {received} {approved}\n{FirstDifference(expected, actual)}");
    }

    private static string FirstDifference(string expected, string actual)
    {
        var (left, right) = (expected.Split('\n'), actual.Split('\n'));
        var at = Enumerable.Range(0, Math.Max(left.Length, right.Length)).First(line => left.ElementAtOrDefault(line) != right.ElementAtOrDefault(line));
        return $"Line {at + 1}\n  approved: {left.ElementAtOrDefault(at)}\n  received: {right.ElementAtOrDefault(at)}";
    }
}
