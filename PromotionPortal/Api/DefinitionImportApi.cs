using Microsoft.AspNetCore.Mvc;
using PromotionPortal.Definitions;
using PromotionPortal.Definitions.Import;
using PromotionPortal.Domain.Access;
using PromotionPortal.Domain.Definitions;
using PromotionPortal.Engine;
using PromotionPortal.Identity;

namespace PromotionPortal.Api;

/// <summary>Definitions of other systems. They land as a proposal, never directly.</summary>
internal static class DefinitionImportApi
{
    private const long MostBodyBytes = 16 * 1024 * 1024;
    private const int MostFiles = 500;

    public static void MapDefinitionImport(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/definitions/import/{system}", ImportAsync).Needs(Verb.ProposeDefinitions).AnswersSaves().WithTags("Definitions").WithMetadata(new RequestSizeLimitAttribute(MostBodyBytes))
            .WithSummary("Proposes what files of devtron, codefresh or spinnaker come to here, and says what of them could not be carried over.");

    private static async Task<IResult> ImportAsync(string system, ImportBody body, DefinitionStore store, DefinitionHistory history, DefinitionDoor door, Caller caller, CancellationToken stop)
    {
        if (body.Files.Count is 0 or > MostFiles || DefinitionDoor.HasGap(body.Files)) return DefinitionAnswers.Unfit($"An import holds 1 to {MostFiles} files.");
        var snapshot = store.Current;
        var files = body.Files.Select(file => new ForeignFile(file.Path, file.Text)).ToList();
        var imported = Imports.Read(system, files, Visible.Definitions(caller.Actor, snapshot), key => history.TextAt(snapshot.Commit, key));
        if (imported is null) return Problems.NotFound($"That system is not known. Known: {string.Join(", ", Imports.Systems)}.");
        if (!imported.Errors.IsEmpty) return DefinitionAnswers.Unsound(imported.Errors);
        if (imported.Changes.IsEmpty) return DefinitionAnswers.Of(new SaveOutcome.Unchanged(snapshot.Commit), notCarried: imported.NotCarried);
        var message = body.Message.Length > 0 ? body.Message : $"Import from {system}: {Named(files)}";
        var edits = imported.Changes.Select(change => new DefinitionEdit(DefinitionKey.OfPath(change.Path)!.Value, change.Text));
        return await door.EnterAsync(door.Command(edits, snapshot.Commit, message), new(body.DryRun, Propose: true), caller.Actor, stop, notCarried: imported.NotCarried);
    }

    private static string Named(List<ForeignFile> files)
    {
        const int shown = 3;
        var names = string.Join(", ", files.Take(shown).Select(file => file.Path.Length <= Metadata.LongestName ? file.Path : file.Path[..Metadata.LongestName]));
        return files.Count > shown ? $"{names} and {files.Count - shown} more" : names;
    }
}
