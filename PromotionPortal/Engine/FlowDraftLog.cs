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

    /// <summary>What is typed on within this is one step with what was typed before.</summary>
    private static readonly TimeSpan s_typesOn = TimeSpan.FromSeconds(15);

    private static readonly string s_full = string.Create(CultureInfo.InvariantCulture, $"The draft is full: it keeps {MostSteps:N0} steps. Save it, and go on from there.");

    public static async Task<FlowDraftLog> OpenAsync(PortalDb db, FlowDraftRow draft, IEnumerable<FlowStep> steps, CancellationToken stop)
    {
        var list = steps.ToList();
        var ids = list.Select(step => step.Id).ToList();
        var known = await db.FlowSteps.Where(row => row.DraftId == draft.Id && ids.Contains(row.StepId)).Select(row => row.StepId).ToListAsync(stop);
        // As far as these steps can go back, and all that can be done again.
        var lowest = draft.Cursor - list.OfType<FlowStep.Undo>().Count() - (list.OfType<FlowStep.Edit>().Any(IsTyped) ? 1 : 0);
        var rows = await db.FlowSteps.Where(row => row.DraftId == draft.Id && row.Place > lowest).ToListAsync(stop);
        return new(db, draft, rows, [.. known]);
    }

    /// <summary>Null: it is done, now or before.</summary>
    public RefusedStep? Take(FlowStep step, DateTimeOffset now)
    {
        if (known.Contains(step.Id)) return null;
        // What is no step must not keep back those that come after it.
        var why = FlowBounds.Unfit(step) ?? Done(step, now);
        if (why is not null) return new(step.Id, why);
        known.Add(step.Id);
        draft.Revision++;
        return null;
    }

    private string? Done(FlowStep step, DateTimeOffset now) => step switch
    {
        FlowStep.Edit edit => Do(edit, now),
        FlowStep.Undo => Turn(step, draft.Cursor, back: true, now),
        _ => Turn(step, draft.Cursor + 1, back: false, now),
    };

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
        return (TypedJustNow(edit, now) is { } last ? TypeOn(last, edit, splices.ToImmutable(), now) : Add(edit, splices.ToImmutable(), now)) ?? Became(text);
    }

    private string? Add(FlowStep.Edit edit, ImmutableArray<TextSplice> splices, DateTimeOffset now)
    {
        var kept = JsonSerializer.Serialize(splices);
        if (draft.Cursor >= MostSteps || draft.Letters + kept.Length > MostLetters) return s_full;
        foreach (var undone in rows.Where(row => row.Place > draft.Cursor)) Drop(undone);
        draft.Length = ++draft.Cursor;
        draft.Letters += kept.Length;
        Write(edit.Id, draft.Cursor, edit.Label, kept, now);
        return null;
    }

    private string? TypeOn(FlowStepRow last, FlowStep.Edit edit, ImmutableArray<TextSplice> splices, DateTimeOffset now)
    {
        var kept = JsonSerializer.Serialize(SplicesOf(last).AddRange(splices));
        var grown = kept.Length - last.Splices.Length;
        if (draft.Letters + grown > MostLetters) return s_full;
        (last.Splices, last.At) = (kept, now);
        draft.Letters += grown;
        Write(edit.Id, null, "", "", now);
        return null;
    }

    private string? Became(string text)
    {
        draft.Text = text;
        return null;
    }

    private static bool IsTyped(FlowStep.Edit edit) => edit.Ops is [FlowOp.Text];

    // Nobody wants to undo from one pause of his fingers to the one before.
    private FlowStepRow? TypedJustNow(FlowStep.Edit edit, DateTimeOffset now) =>
        IsTyped(edit) && draft.Cursor == draft.Length && rows.Find(row => row.Place == draft.Cursor) is { } last && last.Label == edit.Label && now - last.At < s_typesOn ? last : null;

    private static ImmutableArray<TextSplice> SplicesOf(FlowStepRow row) => JsonSerializer.Deserialize<ImmutableArray<TextSplice>>(row.Splices);

    private string? Turn(FlowStep step, int place, bool back, DateTimeOffset now)
    {
        if (rows.Find(row => row.Place == place) is not { } row) return back ? "There is nothing to undo." : "There is nothing to do again.";
        var splices = SplicesOf(row);
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
