using PromotionPortal.Registry;
using PromotionPortal.Registry.Remote;

namespace PromotionPortal.Tests.Registry;

/// <summary>Large blobs whose copy was interrupted, and copies that several ask for at once.</summary>
public sealed class InterruptedCopyTests(DockerRegistry docker, EmbeddedHost embedded) : IClassFixture<DockerRegistry>, IClassFixture<EmbeddedHost>, IDisposable
{
    private const int Size = 12 * 1024 * 1024;
    private const int Half = 6 * 1024 * 1024;

    private static readonly SampleImage s_image = new("checkout", "1.4.0", new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero)) { LayerSizes = [400_000] };
    private static readonly byte[] s_blob = Noise();

    private readonly DirectoryInfo _notes = Directory.CreateTempSubdirectory("notes-");
    private readonly List<long> _asked = [];

    public void Dispose() => _notes.Delete(recursive: true);

    private static byte[] Noise()
    {
        var noise = new byte[Size];
        for (var at = 0; at < Size; at++) noise[at] = (byte)((at * 31) ^ (at >> 9));
        return noise;
    }

    private Task<Stream> OpenAsync(long offset, CancellationToken stop)
    {
        _asked.Add(offset);
        return Task.FromResult<Stream>(new MemoryStream(s_blob[(int)offset..]));
    }

    // The target's line breaks after half of the blob, and the process dies with it.
    private async Task SendHalfAsync(FaultProxy proxy, string repository)
    {
        proxy.Before = context =>
        {
            if (context.Request.Method == "PATCH") context.Request.Body = new Halved(context.Request.Body, Half);
            return Task.FromResult(false);
        };
        using var first = Remotes.Noting(proxy.Address, EmbeddedHost.Owner, _notes.FullName);
        await Assert.ThrowsAsync<RegistryException>(() => first.UploadBlobAsync(repository, Manifest.HashOf(s_blob), Size, OpenAsync, default));
        proxy.Before = _ => Task.FromResult(false);
    }

    [Fact]
    public async Task A_large_blob_goes_on_where_it_was_when_the_registry_kept_what_arrived()
    {
        await using var proxy = await FaultProxy.StartAsync(embedded.Address);
        await SendHalfAsync(proxy, "main/large");
        using var second = Remotes.Noting(proxy.Address, EmbeddedHost.Owner, _notes.FullName);
        await second.UploadBlobAsync("main/large", Manifest.HashOf(s_blob), Size, OpenAsync, default);
        Assert.Equal(2, _asked.Count);
        Assert.InRange(_asked[1], 1, Half);
        Assert.Equal(Size, await second.HeadBlobAsync("main/large", Manifest.HashOf(s_blob), default));
        Assert.Empty(_notes.EnumerateFiles());
    }

    [Fact]
    public async Task It_starts_anew_where_the_registry_forgot_it()
    {
        await using var proxy = await FaultProxy.StartAsync(docker.Address);
        await SendHalfAsync(proxy, "large");
        using var second = Remotes.Noting(proxy.Address, null, _notes.FullName);
        await second.UploadBlobAsync("large", Manifest.HashOf(s_blob), Size, OpenAsync, default);
        Assert.Equal([0, 0], _asked);
        Assert.Equal(Size, await second.HeadBlobAsync("large", Manifest.HashOf(s_blob), default));
    }

    [Fact]
    public async Task A_note_of_another_host_is_not_followed()
    {
        var digest = Manifest.HashOf(s_blob);
        var notes = new UploadNotes(_notes.FullName, TimeProvider.System);
        await using var elsewhere = await FaultProxy.StartAsync(docker.Address);
        notes.Write(docker.Host, "noted", digest, new(elsewhere.Address, "v2/noted/blobs/uploads/1"));
        using var registry = Remotes.Noting(docker.Address, null, _notes.FullName);
        await registry.UploadBlobAsync("noted", digest, Size, OpenAsync, default);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_copy_that_two_ask_for_is_made_once_and_both_see_it_through()
    {
        await using var proxy = await FaultProxy.StartAsync(docker.Address);
        var (source, target) = (Remotes.At(proxy.Address), embedded.Registry);
        var digest = await SampleImages.PushAsync(source, "shared/from", s_image, default);
        var before = proxy.Requests.Count;
        var bothThere = new TaskCompletionSource();
        proxy.Before = async _ =>
        {
            await bothThere.Task;
            return false;
        };
        var copier = new ImageCopier();
        var order = new CopyOrder(source, "shared/from", target, "shared/to", digest);
        var (first, second) = (new Reports(), new Reports());
        using var impatient = new CancellationTokenSource();
        Task[] copies = [copier.CopyAsync(order, first, default), copier.CopyAsync(order, second, default)];
        var leaves = copier.CopyAsync(order, new Reports(), impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        bothThere.SetResult();
        await Task.WhenAll(copies);
        Assert.Equal(first.Last, second.Last);
        Assert.Equal(first.Last.TotalBytes, first.Last.DoneBytes);
        Assert.Equal(2, proxy.Requests.Skip(before).Count(request => request.StartsWith("GET", StringComparison.Ordinal) && request.Contains("/blobs/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_copy_that_everybody_gave_up_can_be_asked_for_again()
    {
        await using var proxy = await FaultProxy.StartAsync(docker.Address);
        var source = Remotes.At(proxy.Address);
        var digest = await SampleImages.PushAsync(source, "given-up/from", s_image, default);
        var copier = new ImageCopier();
        var order = new CopyOrder(source, "given-up/from", embedded.Registry, "given-up/to", digest);
        using var stop = new CancellationTokenSource();
        proxy.Before = async context =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return true;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copier.CopyAsync(order, Remotes.Ignored, stop.Token));
        proxy.Before = _ => Task.FromResult(false);
        await copier.CopyAsync(order, Remotes.Ignored, default);
        Assert.True(await copier.IsCompleteAsync(embedded.Registry, "given-up/to", digest, default));
    }

    [Fact]
    public async Task Two_definitions_of_one_host_share_its_waiting_line()
    {
        await using var proxy = await FaultProxy.StartAsync(docker.Address);
        var (now, most) = (0, 0);
        proxy.Before = async context =>
        {
            if (context.Request.Method != "PUT") return false;
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Delay(30);
            Interlocked.Decrement(ref now);
            return false;
        };
        using var registries = new Registries(new(_notes.FullName), new(RegistryTransport.NewHandler()) { Limits = Remotes.Impatient with { Transfers = 2 } }, _ => null, TimeProvider.System);
        var uploads = Enumerable.Range(0, 12).Select(number =>
            Artifacts.UploadAsync(registries.Open(new(new(number % 2 == 0 ? "one" : "other")) { Url = proxy.Address }), "limits/blobs", [(byte)number, 1, 2, 3]));
        await Task.WhenAll(uploads);
        Assert.InRange(most, 1, 2);
    }

    // Gives so many bytes and then breaks.
    private sealed class Halved(Stream inner, int length) : Stream
    {
        private int _left = length;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_left == 0) throw new IOException("The line broke.");
            var read = await inner.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancellationToken);
            _left -= read;
            return read;
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
