using Microsoft.Extensions.DependencyInjection;
using Musubi.TestKit;

namespace Musubi.Gateway.Tests.Scripted;

/// <summary>A gateway's upload store, on disk, in the hands of one test.</summary>
internal sealed class TestUploads : IUploadStore, IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"musubi-test-{Guid.NewGuid():N}");
    private readonly ServiceProvider _services;
    private readonly IUploadStore _store;
    private readonly System.Threading.Channels.Channel<UploadOwner> _ended = System.Threading.Channels.Channel.CreateUnbounded<UploadOwner>();
    private readonly System.Threading.Channels.Channel<int> _writes = System.Threading.Channels.Channel.CreateUnbounded<int>();
    private readonly System.Threading.Channels.Channel<string> _kept = System.Threading.Channels.Channel.CreateUnbounded<string>();
    private readonly System.Threading.Channels.Channel<int> _swept = System.Threading.Channels.Channel.CreateUnbounded<int>();

    public TestUploads(TimeProvider clock)
    {
        _services = new ServiceCollection()
            .AddSingleton(clock)
            .AddMusubiUploads(options => options.Directory = _directory)
            .BuildServiceProvider();
        _store = _services.GetRequiredService<IUploadStore>();
    }

    /// <summary>Runs before a file is made.</summary>
    public Func<Task> OnCreate { get; set; } = static () => Task.CompletedTask;

    /// <summary>Runs before bytes are written.</summary>
    public Func<Task> OnWrite { get; set; } = static () => Task.CompletedTask;

    /// <summary>What a sweep throws; null when it works.</summary>
    public Exception? SweepFailure { get; set; }

    /// <summary>What lies on the disk: paths below the directory, mounts' directories among them, but not what says that a gateway lives.</summary>
    public IEnumerable<string> OnDisk =>
        Directory.Exists(_directory)
            ? Directory.GetFileSystemEntries(_directory, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(_directory, path))
                .Where(static path => path.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) && !path.EndsWith(".lease", StringComparison.Ordinal))
            : [];

    /// <summary>The files among them.</summary>
    public IEnumerable<string> Files => OnDisk.Where(path => File.Exists(Path.Combine(_directory, path)));

    /// <summary>Whether nothing is there at all.</summary>
    public bool IsGone => !Directory.Exists(_directory) || Directory.GetFileSystemEntries(_directory).Length == 0;

    /// <summary>Whether a gateway has said that it lives.</summary>
    public bool WasUsed { get; private set; }

    /// <summary>Waits until the gateway says that it lives.</summary>
    public Task<string> KeptAliveAsync() => NextAsync(_kept);

    /// <summary>Waits until the gateway has swept, and returns how many files it deleted.</summary>
    public Task<int> SweptAsync() => NextAsync(_swept);

    /// <summary>Waits until a mount's files are deleted.</summary>
    public Task<UploadOwner> EndedAsync() => NextAsync(_ended);

    /// <summary>Waits until bytes are about to be written, and returns how many.</summary>
    public Task<int> WritingAsync() => NextAsync(_writes);

    public async Task<byte[]> ReadAsync(UploadFileId id)
    {
        await using var file = await _store.OpenReadAsync(id);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    public async ValueTask<Stream> CreateAsync(UploadFileId id, CancellationToken cancellationToken = default)
    {
        await OnCreate();
        return new ScriptedStream(await _store.CreateAsync(id, cancellationToken), this);
    }

    public ValueTask<Stream> OpenReadAsync(UploadFileId id, CancellationToken cancellationToken = default) => _store.OpenReadAsync(id, cancellationToken);

    public ValueTask DeleteAsync(UploadFileId id, CancellationToken cancellationToken = default) => _store.DeleteAsync(id, cancellationToken);

    public async ValueTask DeleteAllAsync(UploadOwner owner, CancellationToken cancellationToken = default)
    {
        await _store.DeleteAllAsync(owner, cancellationToken);
        _ended.Writer.TryWrite(owner);
    }

    public async ValueTask KeepAliveAsync(string gateway, CancellationToken cancellationToken = default)
    {
        WasUsed = true;
        await _store.KeepAliveAsync(gateway, cancellationToken);
        _kept.Writer.TryWrite(gateway);
    }

    public ValueTask EndAsync(string gateway, CancellationToken cancellationToken = default) => _store.EndAsync(gateway, cancellationToken);

    public async ValueTask<int> SweepAsync(TimeSpan silentFor, CancellationToken cancellationToken = default)
    {
        if (SweepFailure is { } failure)
        {
            _swept.Writer.TryWrite(-1);
            throw failure;
        }

        var deleted = await _store.SweepAsync(silentFor, cancellationToken);
        _swept.Writer.TryWrite(deleted);
        return deleted;
    }

    public void Dispose()
    {
        _services.Dispose();
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private static Task<T> NextAsync<T>(System.Threading.Channels.Channel<T> channel) =>
        channel.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit);

    // Deaf to cancellation, as a disk that hangs is.
    private sealed class ScriptedStream(Stream stream, TestUploads uploads) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            uploads._writes.Writer.TryWrite(buffer.Length);
            await uploads.OnWrite();
            await stream.WriteAsync(buffer, CancellationToken.None);
        }

        public override async ValueTask DisposeAsync()
        {
            await stream.DisposeAsync();
            await base.DisposeAsync();
        }

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
