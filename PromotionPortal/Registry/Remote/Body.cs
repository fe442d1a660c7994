namespace PromotionPortal.Registry.Remote;

/// <summary>Reads an answer whole, but never more than it may have.</summary>
internal static class Body
{
    public static async Task<byte[]> ReadAsync(HttpResponseMessage response, int most, CancellationToken stop)
    {
        if (response.Content.Headers.ContentLength > most) throw TooLong(most);
        await using var stream = await response.Content.ReadAsStreamAsync(stop);
        var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, stop)) > 0)
        {
            if (bytes.Length + read > most) throw TooLong(most);
            bytes.Write(buffer, 0, read);
        }
        return bytes.ToArray();
    }

    private static RegistryException TooLong(int most) => new(RegistryFault.Corrupt, $"The registry's answer is longer than the {most} bytes it may have.");
}
