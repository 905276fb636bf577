namespace Musubi.TypeScript.Tests;

public sealed class ApplicationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private static string Application { get; } = Path.Combine(BrokenApplication.Built, "Musubi.Conformance.Host.dll");

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

    [Theory]
    [InlineData]
    [InlineData("app.dll")]
    [InlineData("app.dll", "--out")]
    [InlineData("missing.dll", "--out", "x.d.ts")]
    [InlineData("app.dll", "--out", "x.d.ts", "--wrong")]
    [InlineData("app\0.dll", "--out", "x.d.ts")]
    [InlineData("app.dll", "--out", "x\0.d.ts")]
    [InlineData("", "--out", "x.d.ts")]
    [InlineData("app.dll", "other.dll", "--out", "x.d.ts")]
    [InlineData("/", "--out", "x.d.ts")]
    public void Main_WrongArguments_AreRefused(params string[] arguments) => Assert.Equal(ExitCode.Broken, Program.Main(arguments));
}
