namespace Musubi.TypeScript.Tests;

public sealed class ApplicationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    // bin/<configuration>/<framework>, the same below each project.
    private static string Application { get; } = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "../../../../Musubi.Conformance.Host/bin",
        Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "../.."), AppContext.BaseDirectory), "Musubi.Conformance.Host.dll"));

    private string Out => Path.Combine(_folder.FullName, "stores.d.ts");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Main_WebApplication_WritesItsStoresAndFindsThemUpToDate()
    {
        Assert.Equal(ExitCode.Done, Program.Main([Application, "--out", Out]));
        Assert.Contains("\"Musubi.WireCapture.Stores.AsyncRootStore\": Musubi.StoreDef<", File.ReadAllText(Out), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Program.Main([Application, "--out", Out, "--check"]));
    }

    [Fact]
    public void Main_StaleFile_FailsTheCheck()
    {
        File.WriteAllText(Out, "// of last year");

        Assert.Equal(ExitCode.Stale, Program.Main([Application, "--out", Out, "--check"]));
    }

    [Fact]
    public void Main_BrokenAssembly_SaysSoAndWritesNothing()
    {
        foreach (var extension in new[] { ".dll", ".deps.json", ".runtimeconfig.json" })
        {
            File.Copy(Path.ChangeExtension(Application, extension), Path.Combine(_folder.FullName, "Musubi.Conformance.Host" + extension));
        }

        File.WriteAllText(Path.Combine(_folder.FullName, "Musubi.Conformance.Host.dll"), "no assembly");

        Assert.Equal(ExitCode.Broken, Program.Main([Path.Combine(_folder.FullName, "Musubi.Conformance.Host.dll"), "--out", Out]));
        Assert.False(File.Exists(Out));
    }

    [Theory]
    [InlineData]
    [InlineData("app.dll")]
    [InlineData("app.dll", "--out")]
    [InlineData("missing.dll", "--out", "x.d.ts")]
    [InlineData("app.dll", "--out", "x.d.ts", "--wrong")]
    public void Main_WrongArguments_AreRefused(params string[] arguments) => Assert.Equal(ExitCode.Broken, Program.Main(arguments));
}
