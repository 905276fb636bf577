using System.Collections.Concurrent;
using System.Text;
using System.Threading.Channels;
using Musubi.TestKit;

namespace Musubi.Gateway.Tests.Scripted;

/// <summary>What one root's grain answers, and what it was asked, in the hands of one test.</summary>
internal sealed class RootScript
{
    private static readonly ConcurrentDictionary<string, RootScript> Scripts = new(StringComparer.Ordinal);

    private readonly Channel<MountRequest> _mounts = System.Threading.Channels.Channel.CreateUnbounded<MountRequest>();
    private readonly Channel<CommandRequest> _commands = System.Threading.Channels.Channel.CreateUnbounded<CommandRequest>();
    private readonly Channel<AllowUploadRequest> _preflights = System.Threading.Channels.Channel.CreateUnbounded<AllowUploadRequest>();
    private readonly Channel<UploadRequest> _reports = System.Threading.Channels.Channel.CreateUnbounded<UploadRequest>();
    private readonly Channel<long> _syncs = System.Threading.Channels.Channel.CreateUnbounded<long>();
    private readonly Channel<long> _sleeps = System.Threading.Channels.Channel.CreateUnbounded<long>();
    private readonly Channel<(long MountId, TerminateReason Reason)> _unmounts =
        System.Threading.Channels.Channel.CreateUnbounded<(long, TerminateReason)>();

    private readonly Channel<AttachRequest> _attaches = System.Threading.Channels.Channel.CreateUnbounded<AttachRequest>();
    private readonly Channel<(long MountId, TimeSpan WaitFor)> _detaches = System.Threading.Channels.Channel.CreateUnbounded<(long, TimeSpan)>();

    private readonly Channel<long> _abandons = System.Threading.Channels.Channel.CreateUnbounded<long>();

    private MountRequest? _mount;

    /// <param name="id">The id that the client mounts; none for one that is unique.</param>
    public RootScript(string? id = null)
    {
        Id = id ?? Guid.NewGuid().ToString("N");
        Scripts[Id] = this;
    }

    /// <summary>The id that the client mounts; unique, so that tests share a silo and nothing else.</summary>
    public string Id { get; }

    public string RootId => $"{TestRoot.Module}:{Id}";

    public string Topic => $"musubi:connection:{RootId}";

    public object JoinPayload => new { module = TestRoot.Module, id = Id };

    public Func<MountRequest, Task<MountAnswer>> OnMount { get; set; } = static _ => Task.FromResult(new MountAnswer(MountOutcome.Mounted, Patch(0, 1)));

    public Func<AttachRequest, Task<AttachAnswer>> OnAttach { get; set; } = static _ => Task.FromResult(new AttachAnswer(AttachOutcome.Missed, 0, []));

    public Func<CommandRequest, Task<CommandAnswer>> OnCommand { get; set; } = static _ => Task.FromResult(new CommandAnswer(CommandOutcome.Handled));

    /// <summary>What the root's uploads allow.</summary>
    public UploadConfig Limits { get; set; } = new([".png"], 2, 1_000_000, 1024, TimeSpan.FromSeconds(10));

    /// <summary>By default it allows all files, and names each by its client's name for it.</summary>
    public Func<AllowUploadRequest, Task<AllowUploadAnswer>>? OnAllowUpload { get; set; }

    public Func<UploadRequest, Task<UploadAnswer>> OnUpload { get; set; } = static _ => Task.FromResult(new UploadAnswer(UploadOutcome.Handled));

    public Func<long, Task<SyncAnswer>> OnSync { get; set; } = static _ => Task.FromResult(new SyncAnswer(Mounted: true, []));

    public Func<long, Task<SleepAnswer>> OnSleep { get; set; } = static _ => Task.FromResult(new SleepAnswer(IsAsleep: false));

    public Func<Task> OnUnmount { get; set; } = static () => Task.CompletedTask;

    /// <summary>The connection that mounted it last.</summary>
    public string ConnectionId { get; private set; } = "";

    public static RootScript Of(StoreGrainKey key)
    {
        var script = Scripts[key.Root.Id];
        script.ConnectionId = key.Connection;
        return script;
    }

    /// <summary>An envelope that says which versions it leads from and to.</summary>
    public static PatchEnvelope Patch(long baseVersion, long version) =>
        new(baseVersion, version, Encoding.UTF8.GetBytes($$"""[{"op":"replace","path":"","value":"{{baseVersion}}-{{version}}"}]"""));

    public static SyncAnswer Missed(params PatchEnvelope[] missed) => new(Mounted: true, [.. missed]);

    public Task<MountRequest> MountedAsync() => NextAsync(_mounts);

    public Task<AttachRequest> AttachedAsync() => NextAsync(_attaches);

    /// <summary>Whether attaches arrived that no test has asked for.</summary>
    public bool HasAttach => _attaches.Reader.TryPeek(out _);

    /// <summary>Waits for the gateway to say that the root's client has gone, and how long to wait for it.</summary>
    public Task<(long MountId, TimeSpan WaitFor)> DetachedAsync() => NextAsync(_detaches);

    /// <summary>Waits for the gateway to say that nobody waits any more for what runs.</summary>
    public Task<long> AbandonedAsync() => NextAsync(_abandons);

    public Task<CommandRequest> CommandedAsync() => NextAsync(_commands);

    public Task<AllowUploadRequest> AskedToAllowAsync() => NextAsync(_preflights);

    /// <summary>Waits for the next report on an upload.</summary>
    public Task<UploadRequest> ReportedAsync() => NextAsync(_reports);

    /// <summary>Whether reports arrived that no test has asked for.</summary>
    public bool HasReport => _reports.Reader.TryPeek(out _);

    /// <summary>Waits for a sync, and returns the version that it says was delivered.</summary>
    public Task<long> SyncedAsync() => NextAsync(_syncs);

    /// <summary>Whether syncs arrived that no test has asked for.</summary>
    public bool HasSync => _syncs.Reader.TryPeek(out _);

    /// <summary>Waits until it is asked to sleep, and returns the version that was delivered.</summary>
    public Task<long> AskedToSleepAsync() => NextAsync(_sleeps);

    /// <summary>Whether it was asked to sleep and no test has asked for that.</summary>
    public bool HasSleep => _sleeps.Reader.TryPeek(out _);

    public Task<(long MountId, TerminateReason Reason)> UnmountedAsync() => NextAsync(_unmounts);

    /// <summary>Whether mounts arrived that no test has asked for.</summary>
    public bool HasMount => _mounts.Reader.TryPeek(out _);

    /// <summary>Whether unmounts arrived that no test has asked for.</summary>
    public bool HasUnmount => _unmounts.Reader.TryPeek(out _);

    /// <summary>Whether commands arrived that no test has asked for.</summary>
    public bool HasCommand => _commands.Reader.TryPeek(out _);

    /// <summary>Pushes in one message, and returns when the gateway has it. Null says that the root crashed.</summary>
    public ValueTask PushAsync(params PatchEnvelope?[] patches) =>
        _mount!.Observer!.Push([.. patches.Select(patch => new RootPush(_mount.MountId, patch))]);

    /// <summary>Pushes a patch for each of many roots of one gateway in one message.</summary>
    public static ValueTask PushAsync(IReadOnlyList<RootScript> roots, PatchEnvelope patch) =>
        roots[0]._mount!.Observer!.Push([.. roots.Select(root => new RootPush(root._mount!.MountId, patch))]);

    /// <param name="detail">What the crash threw.</param>
    public ValueTask CrashAsync(string? detail = null) => _mount!.Observer!.Push([new RootPush(_mount.MountId, null, Detail: detail)]);

    /// <summary>Says to the socket that mounted it that the root is another socket's now.</summary>
    public ValueTask TakeOverAsync() => _mount!.Observer!.Push([new RootPush(_mount.MountId, null, TakenOver: true)]);

    /// <summary>Pushes in one message that gets a receipt.</summary>
    /// <returns>What the client has of this root; null when it has all of it.</returns>
    public async Task<long?> DeliverAsync(params PatchEnvelope[] patches)
    {
        var receipt = await _mount!.Observer!.Deliver([.. patches.Select(patch => new RootPush(_mount.MountId, patch))]);
        return receipt.Behind.Length == 0 ? null : receipt.Behind.Single(root => root.MountId == _mount.MountId).Delivered;
    }

    public Task<MountAnswer> Mount(MountRequest request)
    {
        _mount = request;
        _mounts.Writer.TryWrite(request);
        return OnMount(request);
    }

    public Task<AttachAnswer> Attach(AttachRequest request)
    {
        _attaches.Writer.TryWrite(request);
        return OnAttach(request);
    }

    public Task Detach(long mountId, TimeSpan waitFor)
    {
        _detaches.Writer.TryWrite((mountId, waitFor));
        return Task.CompletedTask;
    }

    public void Abandon(long mountId) => _abandons.Writer.TryWrite(mountId);

    public Task<CommandAnswer> Command(CommandRequest request)
    {
        _commands.Writer.TryWrite(request);
        return OnCommand(request);
    }

    public Task<AllowUploadAnswer> AllowUpload(AllowUploadRequest request)
    {
        _preflights.Writer.TryWrite(request);
        return OnAllowUpload?.Invoke(request) ?? Task.FromResult(new AllowUploadAnswer(
            UploadOutcome.Handled,
            Limits,
            [.. request.Files.Select(static file => new AllowedFile(file.ClientRef!, $"u_{file.ClientRef}", file.Size!.Value, null, default))],
            [],
            null));
    }

    public Task<UploadAnswer> Upload(UploadRequest request)
    {
        _reports.Writer.TryWrite(request);
        return OnUpload(request);
    }

    public Task<SyncAnswer> Sync(long delivered)
    {
        _syncs.Writer.TryWrite(delivered);
        return OnSync(delivered);
    }

    public Task<SleepAnswer> Sleep(long delivered)
    {
        _sleeps.Writer.TryWrite(delivered);
        return OnSleep(delivered);
    }

    /// <summary>Says that the root's silo goes on hearing topics for what sleeps.</summary>
    public ValueTask HoldAsync(long hold, TimeSpan holdFor) => _mount!.Observer!.HoldsAsleep(hold, holdFor);

    public Task Unmount(long mountId, TerminateReason reason)
    {
        _unmounts.Writer.TryWrite((mountId, reason));
        return OnUnmount();
    }

    private static Task<T> NextAsync<T>(Channel<T> channel) =>
        channel.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience.Limit);
}
