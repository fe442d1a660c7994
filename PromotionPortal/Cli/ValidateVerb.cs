using System.CommandLine;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Definitions;

namespace PromotionPortal.Cli;

/// <summary>portal validate DIR: judges a folder of definitions without a server, as a check in CI.</summary>
internal static class ValidateVerb
{
    private const int Sound = 0;
    private const int HasProblems = 1;

    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("DIR") { Description = "The folder that holds environments/, applications/ and so on." };
        var verb = new Command("validate", "Reads a folder of definitions and lists what is wrong as file:line:column: problem.") { folder };
        verb.SetAction(call => Run(call.GetRequiredValue(folder), call.InvocationConfiguration.Output, call.InvocationConfiguration.Error));
        return verb;
    }

    private static int Run(DirectoryInfo folder, TextWriter output, TextWriter error)
    {
        if (!folder.Exists)
        {
            error.WriteLine($"There is no folder {folder.FullName}.");
            return HasProblems;
        }
        var files = DefinitionFiles.InFolder(folder.FullName).ToList();
        var problems = DefinitionFiles.Read(files).Problems;
        foreach (var problem in problems) output.WriteLine(problem);
        output.WriteLine(Summary(files.Count, problems));
        return problems.IsEmpty ? Sound : HasProblems;
    }

    private static string Summary(int files, IReadOnlyList<DefinitionProblem> problems) => $"{files} files, {(problems.Count == 0 ? "no problems" : $"{problems.Count} problems")}";
}
