using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;

namespace PromotionPortal.Registry.Remote;

/// <summary>A part of a blob as the body of a request. It is read while it is sent; only one buffer of it is ever in memory.</summary>
internal sealed class BlobContent : HttpContent
{
    private const int BufferSize = 256 * 1024;

    private readonly Stream _source;
    private readonly long _length;
    private readonly IdleWatch _watch;
    private readonly RemoteLimits _limits;
    private Exception? _sourceFault;

    public BlobContent(Stream source, long length, IdleWatch watch, RemoteLimits limits)
    {
        (_source, _length, _watch, _limits) = (source, length, watch, limits);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    /// <summary>Throws what the source threw, if it was the source and not the line to the registry.</summary>
    public void ThrowSourceFault()
    {
        if (_sourceFault is not null) ExceptionDispatchInfo.Throw(_sourceFault);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var left = _length; left > 0;)
            {
                var read = await ReadAsync(buffer.AsMemory(0, (int)Math.Min(BufferSize, left)), cancellationToken);
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                left -= read;
            }
            _watch.Moved(_limits.Commit);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken stop)
    {
        // A slow source has a patience of its own.
        _watch.Moved(Timeout.InfiniteTimeSpan);
        try
        {
            var read = await _source.ReadAsync(buffer, stop);
            if (read == 0) throw new RegistryException(RegistryFault.Corrupt, "The source has fewer bytes of the blob than its manifest says.");
            _watch.Moved(_limits.Idle);
            return read;
        }
        catch (Exception e)
        {
            _sourceFault = e;
            throw;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
