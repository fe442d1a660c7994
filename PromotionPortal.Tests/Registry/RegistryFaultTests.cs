using Microsoft.AspNetCore.Http;
using PromotionPortal.Domain.Images;
using PromotionPortal.Registry;
using PromotionPortal.Registry.Remote;

namespace PromotionPortal.Tests.Registry;

/// <summary>Everything that lines and registries do wrong, in front of a real registry.</summary>
public sealed class RegistryFaultTests(DockerRegistry docker) : IClassFixture<DockerRegistry>, IAsyncLifetime
{
    private static readonly SampleImage s_image = new("checkout", "1.4.0", new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero)) { LayerSizes = [600_000, 5_000] };
    private static int s_repositories;

    private readonly string _repository = $"faults/r{Interlocked.Increment(ref s_repositories)}";
    private readonly Reports _reports = new();
    private readonly RemoteRegistry _real = Remotes.At(docker.Address);
    private FaultProxy _proxy = null!;
    private Digest _digest;

    public async Task InitializeAsync()
    {
        _proxy = await FaultProxy.StartAsync(docker.Address);
        _digest = await SampleImages.PushAsync(_real, _repository, s_image, default);
    }

    public async Task DisposeAsync() => await _proxy.DisposeAsync();

    private string Target => _repository + "-target";

    private async Task CopyThroughAsync(bool source, CancellationToken stop = default)
    {
        using var faulty = Remotes.At(_proxy.Address);
        await new ImageCopier().CopyAsync(new(source ? faulty : _real, _repository, source ? _real : faulty, Target, _digest), _reports, stop);
    }

    private async Task ArrivedAsync()
    {
        Assert.True(await new ImageCopier().IsCompleteAsync(_real, Target, _digest, default));
        Assert.Equal(_reports.Last.TotalBytes, _reports.Last.DoneBytes);
    }

    private static async Task CutAsync(HttpContext context, Stream body, int after)
    {
        var bytes = new byte[after];
        await body.ReadExactlyAsync(bytes);
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
        // An abort also takes what lies unread in the receiver's system.
        await Task.Delay(100);
        context.Abort();
    }

    private static Task PassAsync(HttpContext context, Stream body) => body.CopyToAsync(context.Response.Body, context.RequestAborted);

    private static bool IsLarge(HttpContext context) => FaultProxy.IsBlobGet(context) && context.Response.ContentLength > 100_000;

    [Fact]
    public async Task A_download_that_is_cut_goes_on_where_it_was()
    {
        var twice = FaultProxy.First(2);
        _proxy.Body = (context, body) => IsLarge(context) && twice() ? CutAsync(context, body, 100_000) : PassAsync(context, body);
        await CopyThroughAsync(source: true);
        await ArrivedAsync();
        Assert.Contains(_proxy.Requests, request => request.Contains(" bytes=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_registry_without_ranges_sends_all_again_and_only_the_rest_is_used()
    {
        var once = FaultProxy.First(1);
        _proxy.Before = context =>
        {
            context.Request.Headers.Remove("Range");
            return Task.FromResult(false);
        };
        _proxy.Body = (context, body) => IsLarge(context) && once() ? CutAsync(context, body, 100_000) : PassAsync(context, body);
        await CopyThroughAsync(source: true);
        await ArrivedAsync();
    }

    [Fact]
    public async Task A_download_that_falls_silent_is_taken_up_again()
    {
        var once = FaultProxy.First(1);
        _proxy.Body = async (context, body) =>
        {
            if (!IsLarge(context) || !once())
            {
                await PassAsync(context, body);
                return;
            }
            await context.Response.StartAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        await CopyThroughAsync(source: true);
        await ArrivedAsync();
    }

    [Fact]
    public async Task An_upload_that_is_cut_is_sent_again()
    {
        var twice = FaultProxy.First(2);
        _proxy.Before = async context =>
        {
            if (context.Request.Method != "PUT" || context.Request.ContentLength is not > 100_000 || !twice()) return false;
            await context.Request.Body.ReadExactlyAsync(new byte[100_000]);
            context.Abort();
            return true;
        };
        await CopyThroughAsync(source: false);
        await ArrivedAsync();
    }

    [Theory]
    [InlineData(StatusCodes.Status408RequestTimeout)]
    [InlineData(StatusCodes.Status429TooManyRequests)]
    [InlineData(StatusCodes.Status500InternalServerError)]
    [InlineData(StatusCodes.Status502BadGateway)]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    public async Task A_registry_in_trouble_is_asked_again(int status)
    {
        var some = FaultProxy.First(4);
        _proxy.Before = context =>
        {
            if (!some()) return Task.FromResult(false);
            context.Response.StatusCode = status;
            return Task.FromResult(true);
        };
        await CopyThroughAsync(source: true);
        await ArrivedAsync();
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("POST")]
    public async Task A_registry_in_trouble_while_it_is_written_to_is_asked_again(string method)
    {
        var some = FaultProxy.First(3);
        _proxy.Before = context =>
        {
            if (context.Request.Method != method || !some()) return Task.FromResult(false);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.FromResult(true);
        };
        await CopyThroughAsync(source: false);
        await ArrivedAsync();
    }

    [Fact]
    public async Task A_registry_that_stays_in_trouble_is_unreachable_and_says_how_long_it_wants_to_be_left_alone()
    {
        _proxy.Before = context =>
        {
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            context.Response.Headers.RetryAfter = "120";
            return Task.FromResult(true);
        };
        var e = await Assert.ThrowsAsync<RegistryException>(() => CopyThroughAsync(source: true));
        Assert.Equal((RegistryFault.Unreachable, TimeSpan.FromSeconds(120)), (e.Fault, e.RetryAfter));
        Assert.True(e.MayHelpToTryAgain);
        Assert.Single(_proxy.Requests);
    }

    [Fact]
    public async Task A_wrong_byte_on_the_line_is_noticed_and_the_blob_is_fetched_again()
    {
        var once = FaultProxy.First(1);
        _proxy.Body = (context, body) => IsLarge(context) && once() ? FlipAsync(context, body) : PassAsync(context, body);
        await CopyThroughAsync(source: true);
        await ArrivedAsync();
    }

    [Fact]
    public async Task Wrong_bytes_again_and_again_end_the_copy_and_nothing_shows_at_the_target()
    {
        _proxy.Body = (context, body) => IsLarge(context) ? FlipAsync(context, body) : PassAsync(context, body);
        var e = await Assert.ThrowsAsync<RegistryException>(() => CopyThroughAsync(source: true));
        Assert.Equal(RegistryFault.Corrupt, e.Fault);
        Assert.Null(await _real.ResolveAsync(Target, _digest.Text, default));
        Assert.False(await new ImageCopier().IsCompleteAsync(_real, Target, _digest, default));
    }

    [Fact]
    public async Task A_manifest_with_wrong_bytes_is_never_used()
    {
        _proxy.Body = (context, body) => context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal) ? FlipAsync(context, body) : PassAsync(context, body);
        var e = await Assert.ThrowsAsync<RegistryException>(() => CopyThroughAsync(source: true));
        Assert.Equal(RegistryFault.Corrupt, e.Fault);
    }

    [Theory]
    [InlineData(StatusCodes.Status202Accepted)]
    [InlineData(StatusCodes.Status400BadRequest)]
    [InlineData(StatusCodes.Status401Unauthorized)]
    [InlineData(StatusCodes.Status403Forbidden)]
    [InlineData(StatusCodes.Status404NotFound)]
    [InlineData(StatusCodes.Status405MethodNotAllowed)]
    public async Task Every_answer_to_a_mount_but_201_means_upload(int status)
    {
        _proxy.Before = context =>
        {
            if (!context.Request.Query.ContainsKey("mount")) return Task.FromResult(false);
            context.Response.StatusCode = status;
            if (status == StatusCodes.Status202Accepted) context.Response.Headers.Location = "/v2/nowhere";
            return Task.FromResult(true);
        };
        using var registry = Remotes.At(_proxy.Address);
        await new ImageCopier().CopyAsync(new(registry, _repository, registry, Target, _digest), _reports, default);
        await ArrivedAsync();
        Assert.Equal(0, _reports.Last.MountedBytes);
    }

    [Fact]
    public async Task A_reply_that_is_lost_after_its_effect_is_not_done_twice()
    {
        var lost = FaultProxy.First(1);
        var sent = 0;
        _proxy.Head = context =>
        {
            if (context.Request.Method != "PUT" || !context.Request.Path.Value!.Contains("/blobs/", StringComparison.Ordinal)) return;
            Interlocked.Increment(ref sent);
            if (lost()) context.Abort();
        };
        await CopyThroughAsync(source: false);
        await ArrivedAsync();
        Assert.Equal(_reports.Last.TotalBlobs, sent);
    }

    [Fact]
    public async Task A_lost_reply_to_a_manifest_is_harmless()
    {
        var lost = FaultProxy.First(1);
        _proxy.Head = context =>
        {
            if (context.Request.Method == "PUT" && context.Request.Path.Value!.Contains("/manifests/", StringComparison.Ordinal) && lost()) context.Abort();
        };
        await CopyThroughAsync(source: false);
        await ArrivedAsync();
    }

    [Fact]
    public async Task An_upload_that_the_registry_forgot_is_started_anew()
    {
        var once = FaultProxy.First(1);
        _proxy.Before = async context =>
        {
            if (context.Request.Method != "PUT" || !context.Request.Path.Value!.Contains("/uploads/", StringComparison.Ordinal) || !once()) return false;
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsJsonAsync(new { errors = new[] { new { code = "BLOB_UPLOAD_UNKNOWN", message = "gone" } } });
            return true;
        };
        await CopyThroughAsync(source: false);
        await ArrivedAsync();
    }

    [Fact]
    public async Task A_registry_that_hides_digests_is_read_all_the_same()
    {
        _proxy.Head = context => context.Response.Headers.Remove("Docker-Content-Digest");
        using var registry = Remotes.At(_proxy.Address);
        Assert.Equal(_digest, await registry.ResolveAsync(_repository, "1.4.0", default));
        await CopyThroughAsync(source: true);
        await ArrivedAsync();
    }

    [Fact]
    public async Task A_copy_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        _proxy.Body = async (context, body) =>
        {
            if (IsLarge(context)) await stop.CancelAsync();
            await PassAsync(context, body);
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CopyThroughAsync(source: true, stop.Token));
        Assert.Null(await _real.ResolveAsync(Target, _digest.Text, default));
    }

    [Fact]
    public async Task A_manifest_without_end_is_given_up()
    {
        _proxy.Before = async context =>
        {
            var megabyte = new byte[1024 * 1024];
            for (var count = 0; count < 100 && !context.RequestAborted.IsCancellationRequested; count++) await context.Response.Body.WriteAsync(megabyte);
            return true;
        };
        using var registry = Remotes.At(_proxy.Address);
        var e = await Assert.ThrowsAsync<RegistryException>(() => registry.GetManifestAsync(_repository, _digest, default));
        Assert.Equal(RegistryFault.Corrupt, e.Fault);
    }

    [Fact]
    public async Task A_registry_that_is_not_there_is_unreachable_in_words()
    {
        using var nobody = Remotes.At(new($"http://127.0.0.1:{Ports.Free()}/"));
        var e = await Assert.ThrowsAsync<RegistryException>(() => nobody.PingAsync(default));
        Assert.Equal(RegistryFault.Unreachable, e.Fault);
        Assert.Contains("cannot be reached", e.Message, StringComparison.Ordinal);
    }

    private static async Task FlipAsync(HttpContext context, Stream body)
    {
        using var all = new MemoryStream();
        await body.CopyToAsync(all);
        all.GetBuffer()[all.Length / 2] ^= 0x01;
        await context.Response.Body.WriteAsync(all.GetBuffer().AsMemory(0, (int)all.Length), context.RequestAborted);
    }
}
