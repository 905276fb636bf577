namespace Musubi.TestKit;

/// <summary>The repository that the tests are built in.</summary>
public static class Repository
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Musubi.Orleans.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException($"Expected the tests to be built inside the repository; they are in {AppContext.BaseDirectory}.");
        }

        return folder.FullName;
    }
}
