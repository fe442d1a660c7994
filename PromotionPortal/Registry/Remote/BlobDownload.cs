using System.Net;
using System.Net.Http.Headers;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry.Remote;

/// <summary>The bytes of a blob as they come. When the line breaks or falls silent it asks for the rest and goes on.</summary>
internal sealed class BlobDownload : Stream
{
    private readonly Wire _wire;
    private readonly Ask _ask;
    private readonly Digest _digest;
    private readonly CancellationToken _stop;
    private HttpResponseMessage? _response;
    private Stream? _content;
    private IdleWatch? _watch;
    private long _position;
    private int _failures;

    private BlobDownload(Wire wire, Ask ask, Digest digest, long offset, CancellationToken stop) =>
        (_wire, _ask, _digest, _position, _stop) = (wire, ask, digest, offset, stop);

    /// <summary>Comes back when the registry has begun to answer.</summary>
    public static async Task<BlobDownload> OpenAsync(Wire wire, Ask ask, Digest digest, long offset, CancellationToken stop)
    {
        var download = new BlobDownload(wire, ask, digest, offset, stop);
        await download.ConnectAsync();
        return download;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (_content is null) await ConnectAsync();
                var read = await _content!.ReadAsync(buffer, _watch!.Token);
                Advance(read);
                return read;
            }
            catch (Exception e) when (Wire.IsPassing(e, _stop))
            {
                await RecoverAsync(e);
            }
        }
    }

    private void Advance(int read)
    {
        _position += read;
        if (read == 0) return;
        _failures = 0;
        _watch!.Moved(_wire.Limits.Idle);
    }

    private async Task RecoverAsync(Exception e)
    {
        Disconnect();
        if (++_failures >= _wire.Limits.Tries) throw _wire.Unreachable(e);
        await _wire.PauseAsync(_failures, null, _stop);
    }

    private async Task ConnectAsync()
    {
        var from = _position;
        var ask = _ask with { Prepare = request => request.Headers.Range = from > 0 ? new RangeHeaderValue(from, null) : null };
        _response = await _wire.SendAsync(ask, _stop);
        await _wire.EnsureAsync(_response, _stop);
        _watch = new IdleWatch(_wire.Limits.Idle, _wire.Clock, _stop);
        _content = await _response.Content.ReadAsStreamAsync(_watch.Token);
        if (from > 0) await MoveToAsync(from);
    }

    // Not every registry knows ranges: one that does not sends everything from the start.
    private async Task MoveToAsync(long from)
    {
        if (_response!.StatusCode == HttpStatusCode.PartialContent)
        {
            if (_response.Content.Headers.ContentRange?.From is { } start && start != from) throw _wire.Broken($"sent another part of {_digest.Abbreviated} than asked");
            return;
        }
        var scrap = new byte[64 * 1024];
        while (from > 0)
        {
            var read = await _content!.ReadAsync(scrap.AsMemory(0, (int)Math.Min(scrap.Length, from)), _watch!.Token);
            if (read == 0) throw _wire.Broken($"has fewer bytes of {_digest.Abbreviated} than before");
            from -= read;
            _watch.Moved(_wire.Limits.Idle);
        }
    }

    private void Disconnect()
    {
        _content?.Dispose();
        _response?.Dispose();
        _watch?.Dispose();
        (_content, _response, _watch) = (null, null, null);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) Disconnect();
        base.Dispose(disposing);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
