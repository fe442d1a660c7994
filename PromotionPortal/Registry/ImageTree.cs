using System.Collections.Immutable;
using PromotionPortal.Domain.Images;

namespace PromotionPortal.Registry;

/// <summary>All manifests of an image, children before the index that names them, and all blobs they refer to, each once.</summary>
public sealed record ImageTree(ImmutableArray<Manifest> Manifests, ImmutableArray<Descriptor> Blobs)
{
    private const int DeepestIndex = 8;
    private const int MostManifests = 1000;
    private const int ReadsAtOnce = 8;

    public static async Task<ImageTree> ReadAsync(IRegistry registry, string repository, Digest root, CancellationToken stop)
    {
        var reading = new Reading(registry, repository);
        var level = ImmutableArray.Create(new Descriptor("", root, 0));
        for (var depth = 0; level.Length > 0; depth++)
        {
            if (depth > DeepestIndex) throw Endless(root);
            level = await reading.LevelAsync(level, root, stop);
        }
        return reading.Tree(root);
    }

    private static RegistryException Endless(Digest root) =>
        new(RegistryFault.Corrupt, $"The image {root.Abbreviated} consists of more than {MostManifests} manifests or {DeepestIndex} levels; that is not an image.");

    private sealed class Reading(IRegistry registry, string repository)
    {
        private readonly Dictionary<Digest, Manifest> _seen = [];
        private readonly Dictionary<Digest, ImmutableArray<Descriptor>> _children = [];
        private readonly Dictionary<Digest, Descriptor> _blobs = [];

        public async Task<ImmutableArray<Descriptor>> LevelAsync(ImmutableArray<Descriptor> level, Digest root, CancellationToken stop)
        {
            if (_seen.Count + level.Length > MostManifests) throw Endless(root);
            var found = new Manifest[level.Length];
            await Parallel.ForAsync(0, level.Length, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = stop }, async (at, inside) => found[at] = await OneAsync(level[at], inside));
            var below = new List<Descriptor>();
            foreach (var manifest in found) below.AddRange(Keep(manifest));
            return [.. below.DistinctBy(child => child.Digest).Where(child => !_seen.ContainsKey(child.Digest))];
        }

        public ImageTree Tree(Digest root)
        {
            var order = new List<Manifest>();
            var placed = new HashSet<Digest>();
            Place(root);
            return new([.. order], [.. _blobs.Values]);

            void Place(Digest digest)
            {
                if (!placed.Add(digest)) return;
                foreach (var child in _children[digest]) Place(child.Digest);
                order.Add(_seen[digest]);
            }
        }

        private async Task<Manifest> OneAsync(Descriptor wanted, CancellationToken stop)
        {
            var manifest = await registry.GetManifestAsync(repository, wanted.Digest, stop)
                ?? throw new RegistryException(RegistryFault.NotFound, $"{registry.Name}/{repository} has no manifest {wanted.Digest}.") { Code = OciError.ManifestUnknown };
            if (wanted.Size != 0 && wanted.Size != manifest.Bytes.Length)
                throw new RegistryException(RegistryFault.Corrupt, $"The manifest {wanted.Digest.Abbreviated} has {manifest.Bytes.Length} bytes where its index says {wanted.Size}.");
            return manifest;
        }

        private ImmutableArray<Descriptor> Keep(Manifest manifest)
        {
            var contents = ManifestContents.Read(manifest);
            _seen[manifest.Digest] = manifest;
            _children[manifest.Digest] = contents.Children;
            foreach (var blob in contents.Blobs.Where(blob => !blob.LiesElsewhere)) Keep(blob);
            return contents.Children;
        }

        private void Keep(Descriptor blob)
        {
            if (_blobs.TryAdd(blob.Digest, blob) || _blobs[blob.Digest].Size == blob.Size) return;
            throw new RegistryException(RegistryFault.Corrupt, $"The image says of the blob {blob.Digest.Abbreviated} that it has {_blobs[blob.Digest].Size} bytes and {blob.Size}.");
        }
    }
}
