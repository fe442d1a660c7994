using System.Runtime.CompilerServices;

namespace PromotionPortal.Tests;

/// <summary>Compares a text with the approved one beside the test. With APPROVE=1 the new text is taken over, to be read in the diff.</summary>
public static class Approved
{
    public static void Matches(string name, string actual, [CallerFilePath] string caller = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(caller)!, name + ".approved.txt");
        if (Environment.GetEnvironmentVariable("APPROVE") == "1") File.WriteAllText(file, actual);
        Assert.Equal(File.Exists(file) ? File.ReadAllText(file) : "", actual);
    }
}
