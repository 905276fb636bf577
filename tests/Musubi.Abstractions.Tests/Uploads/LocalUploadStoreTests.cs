using System.Runtime.Versioning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Musubi.Tests.Uploads;

public sealed class LocalUploadStoreTests : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(10);
    private static readonly UploadOwner Owner = new("gateway1", "Connection-_1", 7);
    private static readonly UploadFileId File1 = new(Owner, "u_AAAAAAAAAAA");
    private static readonly UploadFileId File2 = new(Owner, "u_BBBBBBBBBBB");

    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"musubi-test-{Guid.NewGuid():N}");
    private readonly FakeTimeProvider _clock = new();
    private readonly LocalUploadStore _store;

    public LocalUploadStoreTests() => _store = Store();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Fact]
    public async Task Create_ThenOpenRead_ReadsWhatWasWritten()
    {
        await WriteAsync(File1, "hello");

        Assert.Equal("hello", await ReadAsync(File1));
    }

    [Fact]
    public async Task Create_ManyAtOnceInAFreshProcess_LosesNone()
    {
        for (var round = 0; round < 20; round++)
        {
            var gateway = $"fresh{round}";
            using var start = new Barrier(8);

            // Threads of their own, since only those are sure to run beside each other.
            await Task.WhenAll(Enumerable.Range(0, start.ParticipantCount).Select(index => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Cancelled);
                    Store().KeepAliveAsync(gateway, Cancelled).AsTask().GetAwaiter().GetResult();
                    _store.CreateAsync(new(new(gateway, "connection", index % 2), $"u_{index}"), Cancelled).AsTask().GetAwaiter().GetResult().Dispose();
                },
                Cancelled,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
        }
    }

    [Fact]
    public async Task Create_OverAFile_ReplacesIt()
    {
        await WriteAsync(File1, "a long one");
        await WriteAsync(File1, "short");

        Assert.Equal("short", await ReadAsync(File1));
    }

    [Fact]
    public async Task Create_WhileAnEarlierOneIsWritten_LeavesTheLaterOneAlone()
    {
        await using var earlier = await _store.CreateAsync(File1, Cancelled);
        await WriteAsync(File1, "later");
        await earlier.WriteAsync("earlier"u8.ToArray(), Cancelled);
        await earlier.FlushAsync(Cancelled);

        Assert.Equal("later", await ReadAsync(File1));
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task Create_OnUnix_LetsNobodyElseIn()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await WriteAsync(File1, "secret");

        const UnixFileMode Others = (UnixFileMode)0b000_111_111;
        foreach (var directory in Directory.GetDirectories(_directory, "*", SearchOption.AllDirectories).Append(_directory))
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(directory) & Others);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("/etc")]
    [InlineData("C:")]
    [InlineData("musubi.lease")]
    [InlineData("a\0")]
    [InlineData("ä")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task AnyCall_WithANameThatIsNoName_Throws(string name)
    {
        UploadFileId[] ids = [new(new(name, "c", 1), "u"), new(new("g", name, 1), "u"), new(new("g", "c", 1), name)];
        foreach (var id in ids)
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await _store.CreateAsync(id, Cancelled));
            await Assert.ThrowsAsync<ArgumentException>(async () => await _store.OpenReadAsync(id, Cancelled));
            await Assert.ThrowsAsync<ArgumentException>(async () => await _store.DeleteAsync(id, Cancelled));
        }

        await Assert.ThrowsAsync<ArgumentException>(async () => await _store.KeepAliveAsync(name, Cancelled));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _store.EndAsync(name, Cancelled));
        Assert.False(Directory.Exists(_directory));
    }

    [Fact]
    public async Task OpenRead_OfNothing_ThrowsFileNotFound()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await _store.OpenReadAsync(File1, Cancelled));
        await WriteAsync(File2, "other");
        await Assert.ThrowsAsync<FileNotFoundException>(async () => await _store.OpenReadAsync(File1, Cancelled));
    }

    [Fact]
    public async Task Delete_OfNothing_DoesNothing()
    {
        await _store.DeleteAsync(File1, Cancelled);
        await _store.DeleteAllAsync(Owner, Cancelled);
        await _store.EndAsync(Owner.Gateway, Cancelled);
        Assert.Equal(0, await _store.SweepAsync(Silence, Cancelled));
    }

    [Fact]
    public async Task Delete_OfAFile_LeavesTheOthers()
    {
        await WriteAsync(File1, "one");
        await WriteAsync(File2, "two");

        await _store.DeleteAsync(File1, Cancelled);

        Assert.Equal([File2.EntryRef], Files());
    }

    [Fact]
    public async Task DeleteAll_OfAMount_LeavesTheOtherMounts()
    {
        UploadFileId other = new(Owner with { MountId = 8 }, "u_other");
        await WriteAsync(File1, "one");
        await WriteAsync(File2, "two");
        await WriteAsync(other, "other");

        await _store.DeleteAllAsync(Owner, Cancelled);

        Assert.Equal([other.EntryRef], Files());
    }

    [Fact]
    public async Task End_OfAGateway_LeavesNothingOfIt()
    {
        await WriteAsync(File1, "one");
        await WriteAsync(File2 with { Owner = new("gateway2", "c", 1) }, "two");

        await _store.EndAsync(Owner.Gateway, Cancelled);

        Assert.Equal(["gateway2"], Directory.GetDirectories(_directory).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Sweep_ByAnotherProcess_DeletesWhatIsSilentAndNothingElse()
    {
        var dead = File1;
        var living = File2 with { Owner = new("gateway2", "c", 1) };
        await WriteAsync(dead, "dead");
        await WriteAsync(living, "living");
        _clock.Advance(Silence - TimeSpan.FromSeconds(1));
        await _store.KeepAliveAsync(living.Owner.Gateway, Cancelled);

        Assert.Equal(0, await Store().SweepAsync(Silence, Cancelled));

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Store().SweepAsync(Silence, Cancelled));
        Assert.Equal([living.EntryRef], Files());
        Assert.False(Directory.Exists(Path.Combine(_directory, dead.Owner.Gateway)));
    }

    [Fact]
    public async Task Sweep_OfAGatewayThatIsBack_IsOutlivedByIt()
    {
        await WriteAsync(File1, "lost");
        _clock.Advance(Silence);
        Assert.Equal(1, await Store().SweepAsync(Silence, Cancelled));

        await _store.KeepAliveAsync(Owner.Gateway, Cancelled);
        await WriteAsync(File2, "kept");

        Assert.Equal(0, await Store().SweepAsync(Silence, Cancelled));
        Assert.Equal("kept", await ReadAsync(File2));
    }

    [Fact]
    public async Task Sweep_OfADirectoryThatIsNotOurs_LeavesItAlone()
    {
        var foreign = Path.Combine(_directory, "photos");
        Directory.CreateDirectory(foreign);
        await File.WriteAllTextAsync(Path.Combine(foreign, "cat"), "meow", Cancelled);
        _clock.Advance(TimeSpan.FromDays(365));

        Assert.Equal(0, await _store.SweepAsync(Silence, Cancelled));
        Assert.Equal(["cat"], Files());
    }

    [Fact]
    public void AddMusubiUploads_AfterAStoreOfTheApplicationsOwn_KeepsThat()
    {
        using var services = new ServiceCollection()
            .AddSingleton<IUploadStore>(_store)
            .AddMusubiUploads(options => options.Directory = "elsewhere")
            .BuildServiceProvider();

        Assert.Same(_store, services.GetRequiredService<IUploadStore>());
    }

    [Fact]
    public void AddMusubiUploads_Twice_AppliesBothOptions()
    {
        using var services = new ServiceCollection()
            .AddMusubiUploads(options => options.Directory = _directory)
            .AddMusubiUploads()
            .BuildServiceProvider();

        Assert.IsType<LocalUploadStore>(services.GetRequiredService<IUploadStore>());
        Assert.Equal(_directory, services.GetRequiredService<IOptions<MusubiUploadOptions>>().Value.Directory);
    }

    [Fact]
    public void AddMusubiUploads_WithoutADirectory_FailsTheStart()
    {
        using var services = new ServiceCollection().AddMusubiUploads(options => options.Directory = " ").BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains("MusubiUploadOptions.Directory", failure.Message, StringComparison.Ordinal);
    }

    private LocalUploadStore Store() => new(Options.Create(new MusubiUploadOptions { Directory = _directory }), _clock);

    private async Task WriteAsync(UploadFileId id, string text)
    {
        await using var file = new StreamWriter(await _store.CreateAsync(id, Cancelled));
        await file.WriteAsync(text);
    }

    // Another process' view of the same directory.
    private async Task<string> ReadAsync(UploadFileId id)
    {
        using var file = new StreamReader(await Store().OpenReadAsync(id, Cancelled));
        return await file.ReadToEndAsync(Cancelled);
    }

    private IEnumerable<string> Files() =>
        Directory.GetFiles(_directory, "*", SearchOption.AllDirectories).Select(static file => Path.GetFileName(file)).Where(static name => name != "musubi.lease");
}
