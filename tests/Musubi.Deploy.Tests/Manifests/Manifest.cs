using k8s;
using k8s.Models;
using Musubi.TestKit;

namespace Musubi.Deploy.Tests.Manifests;

/// <summary>The Kubernetes manifests, read as the API server does: a field that their kind does not have is refused.</summary>
internal static class Manifest
{
    /// <summary>What each kind is, beyond those that the client knows of by itself.</summary>
    public static IReadOnlyList<(string File, IKubernetesObject<V1ObjectMeta> Object)> All { get; } =
    [
        .. Directory.GetFiles(PathOf("deploy/kubernetes"), "*.yaml").Order(StringComparer.Ordinal).SelectMany(static file =>
            KubernetesYaml.LoadAllFromString(File.ReadAllText(file), strict: true).Select(loaded => (Path.GetFileName(file), (IKubernetesObject<V1ObjectMeta>)loaded))),
    ];

    public static IEnumerable<T> Of<T>()
        where T : IKubernetesObject<V1ObjectMeta> => All.Select(static manifest => manifest.Object).OfType<T>();

    /// <summary>The pods of each deployment and stateful set, by its name.</summary>
    public static IReadOnlyDictionary<string, V1PodTemplateSpec> Pods { get; } = Of<V1Deployment>().Select(static of => (of.Metadata.Name, of.Spec.Template))
        .Concat(Of<V1StatefulSet>().Select(static of => (of.Metadata.Name, of.Spec.Template)))
        .ToDictionary();

    public static string PathOf(string file) => Path.Combine(Repository.Root, file);
}
