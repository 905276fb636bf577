namespace Musubi.TypeScript.Tests;

public sealed class OutputTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string Out => Path.Combine(_folder.FullName, "deep", "stores.d.ts");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Deliver_NoFileYet_WritesIt()
    {
        Assert.Equal(ExitCode.Done, Deliver("a\nb\n"));
        Assert.Equal("a\nb\n", File.ReadAllText(Out));
    }

    [Fact]
    public void Deliver_CheckOfAMissingFile_IsStaleAndWritesNothing()
    {
        Assert.Equal(ExitCode.Stale, Deliver("a\n", check: true));
        Assert.False(File.Exists(Out));
    }

    [Theory]
    [InlineData("a\nb\n", ExitCode.Done)]
    [InlineData("a\r\nb\r\n", ExitCode.Done)]
    [InlineData("a\nc\n", ExitCode.Stale)]
    [InlineData("a\n", ExitCode.Stale)]
    public void Deliver_Check_ComparesTextAndNotLineEnds(string committed, int expected)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Out)!);
        File.WriteAllText(Out, committed);

        Assert.Equal(expected, Deliver("a\nb\n", check: true));
        Assert.Equal(committed, File.ReadAllText(Out));
    }

    private int Deliver(string types, bool check = false) => Output.Deliver(new Arguments("app.dll", Out, check, Inside: true), types);
}
