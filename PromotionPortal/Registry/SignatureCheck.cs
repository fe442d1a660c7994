using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>A public key under the name by which policies know it: PEM, ECDSA or RSA, as `cosign generate-key-pair` writes it.</summary>
public sealed record SignatureKey(string Name, string Pem)
{
    /// <summary>Why the key cannot be used, in words; null when it can.</summary>
    public string? Problem()
    {
        try
        {
            using var key = Read();
            return null;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            return $"The key '{Name}' is not a public key in PEM form (ECDSA or RSA).";
        }
    }

    internal bool Verifies(byte[] content, byte[] signature)
    {
        using var key = Read();
        return key switch
        {
            ECDsa ecdsa => ecdsa.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence),
            RSA rsa => rsa.VerifyData(content, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                || rsa.VerifyData(content, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            _ => false,
        };
    }

    private AsymmetricAlgorithm Read()
    {
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportFromPem(Pem);
            return ecdsa;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            ecdsa.Dispose();
        }
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(Pem);
            return rsa;
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
    }
}

/// <summary>Finds whose signatures an image carries. What is wrong with a signature makes it no signature, never an error.</summary>
public static class SignatureCheck
{
    private const string SignatureAnnotation = "dev.cosignproject.cosign/signature";
    private const string PayloadType = "application/vnd.dev.cosign.simplesigning.v1+json";
    private const string StatementType = "cosign container image signature";
    private const int MostSignatures = 100;
    private const int MostPayloadBytes = 256 * 1024;

    /// <summary>The names of those keys with which a cosign signature on exactly this digest was made.</summary>
    public static async Task<ImmutableSortedSet<string>> SignedByAsync(
        IRegistry registry, string repository, Digest digest, IReadOnlyCollection<SignatureKey> keys, CancellationToken stop)
    {
        var usable = keys.Where(key => key.Problem() is null).ToList();
        var signedBy = ImmutableSortedSet.CreateBuilder<string>(StringComparer.Ordinal);
        if (usable.Count == 0) return signedBy.ToImmutable();
        foreach (var layer in await SignaturesAsync(registry, repository, digest, stop))
        {
            var payload = await PayloadAsync(registry, repository, layer, stop);
            if (payload is null || !Names(payload, digest) || SignatureOf(layer) is not { } signature) continue;
            signedBy.UnionWith(usable.Where(key => key.Verifies(payload, signature)).Select(key => key.Name));
        }
        return signedBy.ToImmutable();
    }

    private static async Task<IEnumerable<Descriptor>> SignaturesAsync(IRegistry registry, string repository, Digest digest, CancellationToken stop)
    {
        if (await registry.ResolveAsync(repository, $"sha256-{digest.Hex}.sig", stop) is not { } tagged) return [];
        if (await registry.GetManifestAsync(repository, tagged, stop) is not { } manifest) return [];
        return LayersOf(manifest).Where(layer => layer.MediaType == PayloadType).Take(MostSignatures);
    }

    private static ImmutableArray<Descriptor> LayersOf(Manifest manifest)
    {
        try
        {
            return ManifestContents.Read(manifest).Layers;
        }
        catch (RegistryException)
        {
            return [];
        }
    }

    private static async Task<byte[]?> PayloadAsync(IRegistry registry, string repository, Descriptor layer, CancellationToken stop)
    {
        if (layer.Size > MostPayloadBytes) return null;
        await using var stream = await registry.OpenBlobAsync(repository, layer.Digest, 0, stop);
        var bytes = new byte[layer.Size];
        var read = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
        return read == bytes.Length && Manifest.HashOf(bytes) == layer.Digest ? bytes : null;
    }

    // A signature counts for the digest that was signed, wherever somebody hung it.
    private static bool Names(byte[] payload, Digest digest)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            var critical = json.RootElement.GetProperty("critical");
            return critical.GetProperty("type").GetString() == StatementType && critical.GetProperty("image").GetProperty("docker-manifest-digest").GetString() == digest.Text;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return false;
        }
    }

    private static byte[]? SignatureOf(Descriptor layer)
    {
        var text = layer.Annotations.GetValueOrDefault(SignatureAnnotation, "");
        var bytes = new byte[text.Length];
        return text.Length > 0 && Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : null;
    }
}
