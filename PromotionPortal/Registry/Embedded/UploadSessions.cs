using System.Security.Cryptography;

namespace PromotionPortal.Registry.Embedded;

/// <summary>Uploads in several requests. Each is a file that grows, so an upload goes on after a restart; what nobody goes on with is swept.</summary>
internal sealed class UploadSessions(string root, TimeProvider clock)
{
    public const long MostBytes = 64L * 1024 * 1024 * 1024;

    private const int BufferSize = 128 * 1024;
    private const int IdLength = 32;
    private static readonly TimeSpan s_abandoned = TimeSpan.FromHours(24);

    private readonly string _folder = Path.Combine(root, "uploads");

    public void Open()
    {
        Directory.CreateDirectory(_folder);
        BlobPool.Sweep(_folder, clock.GetUtcNow() - s_abandoned);
    }

    public string Start()
    {
        var id = RandomNumberGenerator.GetHexString(IdLength, lowercase: true);
        File.Create(PathOf(id)).Dispose();
        return id;
    }

    public long LengthOf(string id) => new FileInfo(Existing(id)).Length;

    /// <summary>Adds bytes at the end and gives the new length. What arrived before a connection broke stays.</summary>
    public async Task<long> AppendAsync(string id, long? from, Stream content, CancellationToken stop)
    {
        await using var file = OpenAlone(Existing(id));
        if (from is { } offset && offset != file.Length)
            throw new RegistryException(RegistryFault.NotWritable, $"The upload has {file.Length} bytes; the next part cannot start at {offset}.") { Code = OciError.RangeInvalid };
        file.Position = file.Length;
        var buffer = new byte[BufferSize];
        int read;
        while ((read = await content.ReadAsync(buffer, stop)) > 0)
        {
            if (file.Position + read > MostBytes) throw new RegistryException(RegistryFault.NotWritable, $"A blob may have at most {MostBytes} bytes.") { Code = OciError.SizeInvalid };
            await file.WriteAsync(buffer.AsMemory(0, read), stop);
        }
        return file.Position;
    }

    /// <summary>The file of an upload, held alone, to be taken over under its digest.</summary>
    public FileStream Hold(string id) => OpenAlone(Existing(id));

    public void Cancel(string id) => File.Delete(Existing(id));

    private string PathOf(string id) => Path.Combine(_folder, id);

    private string Existing(string id) =>
        id.Length == IdLength && id.All(char.IsAsciiHexDigitLower) && File.Exists(PathOf(id))
            ? PathOf(id)
            : throw new RegistryException(RegistryFault.NotFound, "There is no such upload; it may have been finished or abandoned.") { Code = OciError.UploadUnknown };

    private static FileStream OpenAlone(string path)
    {
        try
        {
            return BlobPool.OpenAlone(path, FileMode.Open);
        }
        catch (IOException e)
        {
            throw new RegistryException(RegistryFault.NotWritable, "Another request is writing to this upload.", e) { Code = OciError.UploadInvalid };
        }
    }
}
