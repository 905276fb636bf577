using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Musubi.Packages.Tests;

/// <summary>What <c>./pack</c> puts into a folder, for an application that packs again after a change.</summary>
[Collection(nameof(Repository))]
public sealed partial class PackTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("musubi-");

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    private string Packed => Path.Combine(_home.FullName, "packages");

    private string Application => Path.Combine(_home.FullName, "application");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task Pack_Twice_GivesAnApplicationTheSecond()
    {
        var shell = new Shell(Repository.Folder, Path.Combine(_home.FullName, "nuget"));
        Directory.CreateDirectory(Application);
        await File.WriteAllTextAsync(Path.Combine(Application, "nuget.config"), """<configuration><packageSources><add key="musubi" value="../packages" /></packageSources></configuration>""", CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Application, "Application.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              <ItemGroup><PackageReference Include="Musubi.Abstractions" Version="0.1.0-*" /></ItemGroup>
            </Project>
            """, CancellationToken);

        var first = await PackAsync(shell);
        Assert.Equal(first, await RestoreAsync(shell));
        var second = await PackAsync(shell);

        Assert.NotEqual(first, second);
        Assert.Equal(second, await RestoreAsync(shell));
    }

    [Fact]
    public void Readme_OfTheNuGetPackages_LinksToNothingThatIsNotPackedWithIt()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Folder, "src", "README.md"));

        Assert.DoesNotContain(Link.Matches(readme), static link => !link.Groups["target"].Value.StartsWith("https://", StringComparison.Ordinal));
    }

    // One version for all that was packed.
    private async Task<string> PackAsync(Shell shell)
    {
        await shell.RunAsync($"cd {Repository.Folder} && ./pack {Packed} {Repository.PackOptions}", CancellationToken);
        var files = Directory.GetFiles(Packed);
        var version = Assert.Single(files.Select(static file => Version.Match(Path.GetFileName(file)).Value).Distinct());
        Assert.Equal(Directory.GetFiles(Path.Combine(Repository.Folder, "src"), "*.csproj", SearchOption.AllDirectories).Length, files.Count(static file => file.EndsWith(".nupkg", StringComparison.Ordinal)));
        foreach (var package in files.Where(static file => file.EndsWith(".nupkg", StringComparison.Ordinal)))
        {
            AssertDependsOn(version, package);
        }

        var react = Assert.Single(files, static file => Path.GetFileName(file).StartsWith("musubi-orleans-react-", StringComparison.Ordinal));
        await shell.RunAsync($"tar -xzf {react} -C {_home.FullName} package/package.json", CancellationToken);
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_home.FullName, "package", "package.json"), CancellationToken));
        Assert.Equal(version, manifest.RootElement.GetProperty("version").GetString());
        Assert.Equal(version, manifest.RootElement.GetProperty("peerDependencies").GetProperty("@musubi-orleans/client").GetString());
        return version;
    }

    private static void AssertDependsOn(string version, string package)
    {
        using var archive = ZipFile.OpenRead(package);
        Assert.Contains(archive.Entries, static entry => entry.FullName == "README.md");
        using var reader = new StreamReader(archive.Entries.Single(static entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
        Assert.All(OwnDependency.Matches(reader.ReadToEnd()), dependency => Assert.Equal(version, dependency.Groups["version"].Value));
    }

    private async Task<string> RestoreAsync(Shell shell)
    {
        await shell.RunAsync($"cd {Application} && dotnet restore --force", CancellationToken);
        using var assets = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Application, "obj", "project.assets.json"), CancellationToken));
        return assets.RootElement.GetProperty("libraries").EnumerateObject().Select(static library => library.Name.Split('/')).Single(static name => name[0] == "Musubi.Abstractions")[1];
    }

    [GeneratedRegex("""\]\((?<target>[^)]+)\)""")]
    private static partial Regex Link { get; }

    [GeneratedRegex("""\d+\.\d+\.\d+-local\.\d+""")]
    private static partial Regex Version { get; }

    [GeneratedRegex("""<dependency id="Musubi\.[^"]+" version="(?<version>[^"]+)" """)]
    private static partial Regex OwnDependency { get; }
}
