using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>One image to bring, with all it consists of, from one repository to another. No tag is touched.</summary>
public sealed record CopyOrder(IRegistry Source, string SourceRepository, IRegistry Target, string TargetRepository, Digest Digest);

/// <summary>How far a copy is. Bytes that need not travel (mounted, already there) count as done at once.</summary>
public sealed record CopyProgress(long DoneBytes, long TotalBytes, int DoneBlobs, int TotalBlobs, long MountedBytes);
