using Microsoft.EntityFrameworkCore;

namespace PromotionPortal.Storage.Views;

/// <summary>A part of a long list, counted from page 1.</summary>
public sealed record Page<T>(IReadOnlyList<T> Rows, int Number, int Size, int Total)
{
    public int Pages => Math.Max(1, (Total + Size - 1) / Size);
}

internal static class Paging
{
    public static async Task<Page<T>> PageAsync<T>(this IQueryable<T> rows, int number, int size, CancellationToken stop)
    {
        var total = await rows.CountAsync(stop);
        var page = Math.Clamp(number, 1, Math.Max(1, (total + size - 1) / size));
        return new(await rows.Skip((page - 1) * size).Take(size).ToListAsync(stop), page, size, total);
    }
}
