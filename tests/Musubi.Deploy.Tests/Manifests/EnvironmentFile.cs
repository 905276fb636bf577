namespace Musubi.Deploy.Tests.Manifests;

/// <summary>A file of <c>deploy/environment</c>.</summary>
internal static class EnvironmentFile
{
    public static IReadOnlyDictionary<string, string> Read(string name) => File.ReadAllLines(Manifest.PathOf($"deploy/environment/{name}"))
        .Where(static line => line.Length > 0 && line[0] != '#')
        .Select(static line => line.Split('=', 2))
        .ToDictionary(static pair => pair[0], static pair => pair[1]);
}
