namespace Musubi.Packages.Tests;

/// <summary>The clone that the tests were built in. Those that pack it are one collection, because they would be in each other's way.</summary>
internal static class Repository
{
    public static string Folder { get; } = Find();

    /// <summary>What <c>./pack</c> is told so that it packs what the tests were built with.</summary>
    public static string PackOptions { get; } = $"--no-build --configuration {new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name}";

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Musubi.Orleans.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"Expected the tests to be built inside the repository; they are in {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}
