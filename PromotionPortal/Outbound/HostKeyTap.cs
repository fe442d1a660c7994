using System.Buffers.Binary;

namespace PromotionPortal.Outbound;

/// <summary>
/// Passes on what an ssh host sends, and notes the key that it shows in the exchange of keys, which is not encrypted yet (RFC 4253, 8).
/// It only reads along: what it found has to be compared with what the client verified.
/// </summary>
internal sealed class HostKeyTap(Stream host, Action<byte[]> found) : Stream
{
    private const int MostBytes = 64 * 1024;
    private const int LengthBytes = 4;
    private const byte KeyExchangeReply = 31;
    private const byte GroupExchangeReply = 33;

    private readonly MemoryStream _begin = new();
    private bool _done;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await host.ReadAsync(buffer, cancellationToken);
        if (!_done) Look(buffer.Span[..read]);
        return read;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => host.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => host.FlushAsync(cancellationToken);

    public override void Flush() => host.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _begin.Dispose();
        base.Dispose(disposing);
    }

    private void Look(ReadOnlySpan<byte> more)
    {
        _begin.Write(more);
        var all = _begin.GetBuffer().AsSpan(0, (int)_begin.Length);
        if (KeyIn(all) is { } key) found(key);
        else if (all.Length < MostBytes) return;
        _done = true;
    }

    private static byte[]? KeyIn(ReadOnlySpan<byte> bytes)
    {
        for (var packets = AfterVersion(bytes); packets.Length > LengthBytes;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(packets);
            if (length is < 2 or > MostBytes || packets.Length < LengthBytes + length) return null;
            // Behind the length: one byte of how much is padded, and the message.
            var message = packets.Slice(LengthBytes + 1, (int)length - 1);
            if (message[0] is KeyExchangeReply or GroupExchangeReply && Text(message[1..]) is var key && IsKey(key)) return key.ToArray();
            packets = packets[(int)(LengthBytes + length)..];
        }
        return null;
    }

    private static ReadOnlySpan<byte> AfterVersion(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is var end and >= 0)
        {
            var isVersion = bytes.StartsWith("SSH-"u8);
            bytes = bytes[(end + 1)..];
            if (isVersion) return bytes;
        }
        return [];
    }

    // A message of the same number, in another kind of exchange, begins with a number and not with the name of a key.
    private static bool IsKey(ReadOnlySpan<byte> text) => Text(text) is { IsEmpty: false } name && (name.StartsWith("ssh-"u8) || name.StartsWith("ecdsa-"u8) || name.StartsWith("sk-"u8));

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < LengthBytes) return [];
        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return length <= bytes.Length - LengthBytes ? bytes.Slice(LengthBytes, (int)length) : [];
    }
}
