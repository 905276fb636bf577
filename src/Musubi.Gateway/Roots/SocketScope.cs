using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Musubi.Gateway.Collections;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Resume;
using Musubi.Gateway.Wire;

namespace Musubi.Gateway.Roots;

/// <summary>What the channels of one socket have in common.</summary>
/// <remarks>One lock guards the table of channels, the channels and their roots, because grain answers, pushes and the read loop
/// come on different threads. What it guards is in memory and short: nothing is awaited, called in a grain, or sent under it.
/// A socket's own traffic is all that ever contends for it.</remarks>
internal sealed class SocketScope(
    string connectionId,
    MusubiSocket application,
    Socket connected,
    string? subject,
    string? page,
    IFrameWriter writer,
    ActivityContext request,
    GatewayServices services)
{
    private NameTable<MountedRoot> _roots;
    private PendingBytes _pending = new(services.Options.MaxPendingBytes);
    private Dictionary<string, RootDeparture>? _departing;

    /// <summary>Guards all state of this socket's channels. This object itself, which nobody else locks: a socket's own traffic hardly contends for it, and there are many sockets.</summary>
    public object Lock => this;

    /// <summary>Unguessable, unique in the cluster, and without a slash: it begins the keys of this connection's grains.</summary>
    public string ConnectionId { get; } = connectionId;

    /// <summary>What the client makes us keep. Under the lock.</summary>
    public ref PendingBytes Pending => ref _pending;

    public MusubiSocket Application { get; } = application;

    /// <summary>The socket as <see cref="MusubiSocket.HandleConnect"/> left it.</summary>
    public Socket Connected { get; } = connected;

    /// <summary>Who the client is, as <see cref="MusubiSocket.SubjectOf"/> says; null for nobody.</summary>
    public string? Subject { get; } = subject;

    public IFrameWriter Writer { get; } = writer;

    public RootRegistry Registry => services.Roots;

    public MusubiGatewayOptions Options => services.Options;

    public TimeProvider Clock => services.Clock;

    /// <summary>The activity of the request that became the socket; default when it is not traced.</summary>
    public ActivityContext Request { get; } = request;

    public GatewayMetrics Metrics => services.Metrics;

    public GatewayLoggers Loggers => services.Loggers;

    /// <summary>What its roots have in common when their client takes them back; made for the first client that asks.</summary>
    public SocketResume Resume => field ??= new SocketResume(ConnectionId, Application.GetType(), Subject, page, Connected.ConnectInfo.PeerAddress, services.Misses, Options, Clock);

    /// <summary>The joins that may still fail before the next one waits; null while none has failed. Under the lock.</summary>
    public MinuteAllowance? FailedJoins { get; private set; }

    /// <summary>Whether the client gives its page a name, so that it comes back without being able to ask.</summary>
    public bool HasPage => page is not null;

    /// <summary>Whether the client has closed the socket itself.</summary>
    public bool IsClosedByClient { get; set; }

    /// <summary>How long a root whose client asked for that waits for it.</summary>
    public TimeSpan ResumeFor => IsClosedByClient ? Options.ResumeAfterCloseFor : Options.ResumeFor;

    /// <summary>Whether the client waits for a root's answer. Not under the lock: what is answered is on its way to the client then.</summary>
    public bool IsBusy
    {
        get
        {
            lock (Lock)
            {
                return _roots.ToArray().Any(static root => root.Line.IsAsking);
            }
        }
    }

    /// <summary>Counts a join or a mount that the application refused, or whose store threw: each costs the application its checks, and may cost a silo a root that it makes for nothing. Under the lock.</summary>
    public void CountFailedJoin() => (FailedJoins ??= new MinuteAllowance(Options.MaxFailedJoins, Clock)).Spend();

    /// <summary>How many roots are mounted on this connection, by any channel. Under the lock.</summary>
    public int RootCount => _roots.Count;

    /// <summary>Whether a root is mounted on this connection. A root has one grain for each connection, so a second mount would take it
    /// away from the first; it is refused instead. Under the lock.</summary>
    public bool Has(RootId id) => _roots.TryGetValue(id.ToString(), out _);

    /// <summary>Finds a root that is mounted or being mounted, by the name that clients know it by. Under the lock.</summary>
    public bool TryGetRoot(string wireId, [NotNullWhen(true)] out MountedRoot? root) => _roots.TryGetValue(wireId, out root);

    /// <summary>The roots that one channel has mounted, or is mounting. Under the lock.</summary>
    public IEnumerable<MountedRoot> RootsOf(IRootOwner owner) => _roots.ToArray().Where(root => root.Owner == owner);

    /// <summary>Notes a root that is mounted, or being mounted. Under the lock.</summary>
    public void Add(MountedRoot root)
    {
        _roots.Add(root.WireId, root);
        Pending.Keep(BytesOf(root.Id));
    }

    /// <summary>Forgets a root that has ended. Under the lock.</summary>
    public void Remove(MountedRoot root)
    {
        _roots.Remove(root.WireId);
        Pending.Forget(BytesOf(root.Id));
    }

    /// <summary>Whether there is room for a root's names. Under the lock.</summary>
    public bool CanKeep(RootId id) => Pending.CanKeep(BytesOf(id));

    /// <summary>Notes a root that has ended, and that its grain does not know of yet. Under the lock.</summary>
    public void Note(MountedRoot root, RootDeparture departure)
    {
        (_departing ??= new Dictionary<string, RootDeparture>(StringComparer.Ordinal))[root.WireId] = departure;

        // A client that mounts and leaves, again and again, leaves them behind faster than a slow silo lets go of them.
        departure.Bytes = RootDeparture.OwnBytes + BytesOf(root.Id);
        Pending.Take(departure.Bytes);
    }

    /// <summary>Forgets it, now that its grain does. Under the lock.</summary>
    public void Forget(MountedRoot root, RootDeparture departure)
    {
        Pending.Return(departure.Bytes);
        departure.Bytes = 0;
        if (_departing is not null && _departing.TryGetValue(root.WireId, out var last) && last == departure)
        {
            _departing.Remove(root.WireId);
            _departing = _departing.Count == 0 ? null : _departing;
        }
    }

    /// <summary>Completes when nothing of earlier mounts of a root is on its way to its grain any more. Under the lock.</summary>
    public Task WhenUnmounted(string wireId) =>
        _departing is not null && _departing.TryGetValue(wireId, out var last) ? last.Unmounted : Task.CompletedTask;

    // Its own, and once more with its module before it, as clients name it.
    private static int BytesOf(RootId id) => PendingBytes.Of(id.Id) + PendingBytes.Of(id.Module) + PendingBytes.Of(id.Id);
}
