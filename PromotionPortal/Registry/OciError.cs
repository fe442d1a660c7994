namespace PromotionPortal.Registry;

/// <summary>The words of the distribution specification for what went wrong.</summary>
public static class OciError
{
    public const string BlobUnknown = "BLOB_UNKNOWN";
    public const string UploadInvalid = "BLOB_UPLOAD_INVALID";
    public const string UploadUnknown = "BLOB_UPLOAD_UNKNOWN";
    public const string Denied = "DENIED";
    public const string DigestInvalid = "DIGEST_INVALID";
    public const string ManifestBlobUnknown = "MANIFEST_BLOB_UNKNOWN";
    public const string ManifestInvalid = "MANIFEST_INVALID";
    public const string ManifestUnknown = "MANIFEST_UNKNOWN";
    public const string NameInvalid = "NAME_INVALID";
    public const string NameUnknown = "NAME_UNKNOWN";
    public const string RangeInvalid = "RANGE_INVALID";
    public const string SizeInvalid = "SIZE_INVALID";
    public const string TooManyRequests = "TOOMANYREQUESTS";
    public const string Unauthorized = "UNAUTHORIZED";
    public const string Unsupported = "UNSUPPORTED";
}
