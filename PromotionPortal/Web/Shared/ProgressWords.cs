namespace PromotionPortal.Web.Shared;

/// <summary>How far a transfer is. A total of zero means that it is not known yet; a rate of zero that nothing moves.</summary>
public sealed record Transfer(long Done, long Total, double BytesPerSecond = 0)
{
    public bool IsKnown => Total > 0;

    /// <summary>Whole per cent; 100 only when the last byte is there.</summary>
    public int Percent => !IsKnown ? 0 : Done >= Total ? 100 : Math.Clamp((int)((double)Done / Total * 100), 0, 99);

    public double Fraction => IsKnown ? Math.Clamp((double)Done / Total, 0, 1) : 0;

    public TimeSpan? Left => IsKnown && BytesPerSecond >= 1 && Done < Total ? TimeSpan.FromSeconds(Math.Min((Total - Done) / BytesPerSecond, TimeSpan.FromDays(9).TotalSeconds)) : null;

    public string Amount => IsKnown ? $"{ByteWords.Of(Done)} of {ByteWords.Of(Total)}" : ByteWords.Of(Done);

    public string Pace => (BytesPerSecond >= 1, Left) switch
    {
        (true, { } left) => $"{ByteWords.Rate(BytesPerSecond)} · {TimeWords.Lasting(left)} left",
        (true, null) => ByteWords.Rate(BytesPerSecond),
        _ => "",
    };

    /// <summary>All of it in one sentence, for a screen reader.</summary>
    public string Sentence => string.Join(", ", new[] { IsKnown ? $"{Percent} per cent" : "size not known yet", Amount, Left is { } left ? $"{TimeWords.Lasting(left)} left" : "" }.Where(part => part.Length > 0));
}
