using PromotionPortal.Registry;

namespace PromotionPortal.Engine;

/// <summary>The repository into which CI pushes the images of an application.</summary>
public sealed record ImageSource(string Application, IRegistry Registry, string Repository);

/// <summary>Finds where the images of applications come from.</summary>
public sealed class Sources(CurrentDefinitions definitions, Registries registries)
{
    public IReadOnlyCollection<string> Applications => [.. definitions().Applications.Keys];

    /// <summary>Throws <see cref="RegistryException"/> where it is not defined any more: an application outlives the registry that somebody deleted.</summary>
    public ImageSource Open(string application)
    {
        var snapshot = definitions();
        if (!snapshot.Applications.TryGetValue(application, out var found)) throw new RegistryException(RegistryFault.NotFound, $"The application {application} is no longer defined.");
        return snapshot.Registries.TryGetValue(found.Image.Registry, out var definition)
            ? new(application, registries.Open(definition), found.Image.Repository)
            : throw new RegistryException(RegistryFault.NotFound, $"The registry {found.Image.Registry} is no longer defined.");
    }

    /// <summary>The applications whose images come from this repository.</summary>
    public IReadOnlyList<string> Of(string registry, string repository) =>
        [.. definitions().Applications.Values.Where(application => application.Image.Registry == registry && application.Image.Repository == repository).Select(application => application.Name)];

    /// <summary>The same applications in groups that share a registry, so that each registry is asked by one look at a time.</summary>
    public IEnumerable<IGrouping<string, string>> ByRegistry(IEnumerable<string> applications)
    {
        var snapshot = definitions();
        return applications.GroupBy(name => snapshot.Applications.TryGetValue(name, out var application) ? application.Image.Registry : "", StringComparer.Ordinal);
    }

    public bool HasRegistry(string name) => definitions().Registries.ContainsKey(name);
}
