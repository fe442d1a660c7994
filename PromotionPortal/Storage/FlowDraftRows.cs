namespace PromotionPortal.Storage;

/// <summary>A flow as one person is drawing it: his text, and how he came there.</summary>
public sealed class FlowDraftRow
{
    public long Id { get; set; }
    public required string PersonId { get; set; }
    public required string Flow { get; set; }

    /// <summary>The commit of the definitions that it was begun from.</summary>
    public required string BaseCommit { get; set; }

    /// <summary>The text at the beginning, before any step.</summary>
    public required string Begun { get; set; }

    public required string Text { get; set; }

    /// <summary>Grows with whatever is done to it, undoing too.</summary>
    public int Revision { get; set; }

    /// <summary>So many steps of the log are done; those behind can be done again.</summary>
    public int Cursor { get; set; }

    public int Length { get; set; }

    /// <summary>How much the log holds.</summary>
    public long Letters { get; set; }

    public DateTimeOffset BegunAt { get; set; }
    public DateTimeOffset At { get; set; }
    public int Version { get; set; }
}

/// <summary>One step of a draft. It stays known after it was undone for good, so that it is not taken twice.</summary>
public sealed class FlowStepRow
{
    public long Id { get; set; }
    public long DraftId { get; set; }

    /// <summary>As the browser called it.</summary>
    public required string StepId { get; set; }

    /// <summary>Its place in the log, from 1. Null: it undid or redid, or another took its place.</summary>
    public int? Place { get; set; }

    public required string Label { get; set; }

    /// <summary>What it did to the text, there and back, as JSON.</summary>
    public required string Splices { get; set; }

    public DateTimeOffset At { get; set; }
}
