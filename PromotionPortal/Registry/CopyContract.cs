using System.Collections.Immutable;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>One image to bring, with all it consists of and all that is attached to it, from one repository to another. Its own tags are not touched.</summary>
public sealed record CopyOrder(IRegistry Source, string SourceRepository, IRegistry Target, string TargetRepository, Digest Digest)
{
    internal bool IsWithinOneRegistry => Source.Place == Target.Place;

    internal bool IsWithinOneRepository => IsWithinOneRegistry && SourceRepository == TargetRepository;
}

/// <summary>How far a copy is. Bytes that need not travel (mounted, already there) count as done at once.</summary>
public sealed record CopyProgress(long DoneBytes, long TotalBytes, int DoneBlobs, int TotalBlobs, long MountedBytes)
{
    /// <summary>Bytes that were at the target before.</summary>
    public long FoundBytes { get; init; }

    /// <summary>The blobs whose bytes are on their way now, in the order in which they set out.</summary>
    public ImmutableArray<BlobProgress> Travelling { get; init; } = [];
}

/// <summary>How far one blob is.</summary>
public sealed record BlobProgress(Digest Digest, long DoneBytes, long Size);
