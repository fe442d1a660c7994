using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using PromotionPortal.Definitions;
using PromotionPortal.Domain.Flows;
using PromotionPortal.Storage;

namespace PromotionPortal.Engine;

/// <summary>The log of one draft within one transaction: each step with what it did to the text, so that it can be undone to the letter.</summary>
internal sealed class FlowDraftLog(PortalDb db, FlowDraftRow draft, List<FlowStepRow> rows, HashSet<string> known)
{
    /// <summary>More than anybody draws in one go; then it has to be saved.</summary>
    public const int MostSteps = 2_000;

    public const long MostLetters = 8 * 1024 * 1024;
    private static readonly string s_full = string.Create(CultureInfo.InvariantCulture, $"The draft is full: it keeps {MostSteps:N0} steps. Save it, and go on from there.");

    public static async Task<FlowDraftLog> OpenAsync(PortalDb db, FlowDraftRow draft, IEnumerable<FlowStep> steps, CancellationToken stop)
    {
        var list = steps.ToList();
        var ids = list.Select(step => step.Id).ToList();
        var known = await db.FlowSteps.Where(row => row.DraftId == draft.Id && ids.Contains(row.StepId)).Select(row => row.StepId).ToListAsync(stop);
        // As far as these steps can go back, and all that can be done again.
        var lowest = draft.Cursor - list.OfType<FlowStep.Undo>().Count();
        var rows = await db.FlowSteps.Where(row => row.DraftId == draft.Id && row.Place > lowest).ToListAsync(stop);
        return new(db, draft, rows, [.. known]);
    }

    /// <summary>Null: it is done, now or before.</summary>
    public RefusedStep? Take(FlowStep step, DateTimeOffset now)
    {
        if (known.Contains(step.Id)) return null;
        var why = step switch
        {
            FlowStep.Edit edit => Do(edit, now),
            FlowStep.Undo => Turn(step, draft.Cursor, back: true, now),
            _ => Turn(step, draft.Cursor + 1, back: false, now),
        };
        if (why is not null) return new(step.Id, why);
        known.Add(step.Id);
        draft.Revision++;
        return null;
    }

    /// <summary>A step without a place is kept only so that it is not taken twice; nobody sends one again after so many others.</summary>
    public async Task ForgetOldAsync(int before, CancellationToken stop)
    {
        if (before / MostSteps == draft.Revision / MostSteps) return;
        var newest = await db.FlowSteps.Where(row => row.DraftId == draft.Id).MaxAsync(row => row.Id, stop);
        await db.FlowSteps.Where(row => row.DraftId == draft.Id && row.Place == null && row.Id < newest - MostSteps).ExecuteDeleteAsync(stop);
    }

    private string? Do(FlowStep.Edit edit, DateTimeOffset now)
    {
        var splices = ImmutableArray.CreateBuilder<TextSplice>();
        var text = draft.Text;
        foreach (var op in edit.Ops)
        {
            var next = FlowText.Apply(text, op);
            if (next.Text is null) return next.Why;
            if (TextSplice.Of(text, next.Text) is { } splice) splices.Add(splice);
            text = next.Text;
        }
        var kept = JsonSerializer.Serialize(splices.ToImmutable());
        if (draft.Cursor >= MostSteps || draft.Letters + kept.Length > MostLetters) return s_full;
        foreach (var undone in rows.Where(row => row.Place > draft.Cursor)) Drop(undone);
        draft.Text = text;
        draft.Length = ++draft.Cursor;
        draft.Letters += kept.Length;
        Write(edit.Id, draft.Cursor, edit.Label, kept, now);
        return null;
    }

    private string? Turn(FlowStep step, int place, bool back, DateTimeOffset now)
    {
        if (rows.Find(row => row.Place == place) is not { } row) return back ? "There is nothing to undo." : "There is nothing to do again.";
        var splices = JsonSerializer.Deserialize<ImmutableArray<TextSplice>>(row.Splices);
        draft.Text = back ? splices.Reverse().Aggregate(draft.Text, (text, splice) => splice.Undo(text)) : splices.Aggregate(draft.Text, (text, splice) => splice.Do(text));
        draft.Cursor += back ? -1 : 1;
        Write(step.Id, null, "", "", now);
        return null;
    }

    private void Drop(FlowStepRow row)
    {
        draft.Letters -= row.Splices.Length;
        (row.Place, row.Splices) = (null, "");
    }

    private void Write(string stepId, int? place, string label, string splices, DateTimeOffset now)
    {
        var row = new FlowStepRow { DraftId = draft.Id, StepId = stepId, Place = place, Label = label, Splices = splices, At = now };
        db.FlowSteps.Add(row);
        rows.Add(row);
    }
}
