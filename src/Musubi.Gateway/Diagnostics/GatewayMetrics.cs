using System.Diagnostics;
using System.Diagnostics.Metrics;
using Musubi.Diagnostics;

namespace Musubi.Gateway.Diagnostics;

/// <summary>What the gateway measures.</summary>
/// <remarks>
/// Every tag is a module that the application declares, or a member of a closed set: never a topic, a root's id, or the name of a command that
/// may not exist, whose number has no bound. Nothing here allocates. What there is at a time is counted always, and read when
/// somebody asks: a counter that goes up and down tells the truth only to who has listened from the start.
/// </remarks>
internal sealed class GatewayMetrics
{
    public const string MeterName = "Musubi.Gateway";

    private static readonly KeyValuePair<string, object?> Receive = new(Tags.Direction, "receive");
    private static readonly KeyValuePair<string, object?> Transmit = new(Tags.Direction, "transmit");

    private readonly TimeProvider _time;
    private readonly Histogram<double> _connection;
    private readonly Counter<long> _refusedConnections;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _refusedFrames;
    private readonly Counter<long> _pauses;
    private readonly Counter<long> _joins;
    private readonly Counter<long> _channelTerminations;
    private readonly Histogram<double> _mount;
    private readonly Histogram<double> _command;
    private readonly Counter<long> _patches;
    private readonly Counter<long> _repairs;
    private readonly Counter<long> _repeats;
    private readonly Counter<long> _lostRoots;
    private readonly Counter<long> _resumes;
    private readonly Counter<long> _wakes;
    private int _connections;
    private int _channels;
    private int _roots;
    private int _sleeping;

    public GatewayMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(MeterName);
        meter.CreateObservableUpDownCounter("musubi.gateway.connections", () => _connections, "{connection}", "Sockets that are open.");
        _connection = meter.CreateHistogram("musubi.gateway.connection.duration", "s", "Sockets, from the upgrade to their end.", advice: Buckets.Lifetime);
        _refusedConnections = meter.CreateCounter<long>("musubi.gateway.refused_connections", "{connection}", "Requests for a socket that got none.");
        _frames = meter.CreateCounter<long>("musubi.gateway.frames", "{frame}", "Messages on sockets.");
        _bytes = meter.CreateCounter<long>("musubi.gateway.io", "By", "Bytes of messages on sockets, without what WebSocket and TLS add.");
        _refusedFrames = meter.CreateCounter<long>("musubi.gateway.refused_frames", "{frame}", "Messages that were answered without being handled, since nobody could take them.");
        meter.CreateObservableUpDownCounter("musubi.gateway.channels", () => _channels, "{channel}", "Topics that are joined.");
        _pauses = meter.CreateCounter<long>("musubi.gateway.pauses", "{pause}", "Times in which a socket was not read, because its client had reached a limit.");
        meter.CreateObservableUpDownCounter("musubi.gateway.pending", () => PendingBytes(), "By", "What clients make this process keep: what waits for roots and files, and names.");
        _joins = meter.CreateCounter<long>("musubi.gateway.channel.joins", "{join}", "Joins, by how they ended.");
        _channelTerminations = meter.CreateCounter<long>("musubi.gateway.channel.terminations", "{channel}", "Channels that were joined and ended.");
        meter.CreateObservableUpDownCounter("musubi.gateway.roots", () => _roots, "{root}", "Roots that are mounted or being mounted.");
        _mount = meter.CreateHistogram("musubi.gateway.mount.duration", "s", "Mounts, from the silo being asked to its answer.", advice: Buckets.Answer);
        _command = meter.CreateHistogram("musubi.gateway.command.duration", "s", "Commands, from the frame to the silo's answer, with the wait behind earlier ones.", advice: Buckets.Answer);
        _patches = meter.CreateCounter<long>("musubi.gateway.patches", "{patch}", "Patches handed to sockets.");
        _repairs = meter.CreateCounter<long>("musubi.gateway.repairs", "{repair}", "Fetches of patches that were pushed and did not come, or for which a socket had no room.");
        _repeats = meter.CreateCounter<long>("musubi.gateway.repeats", "{call}", "Calls to roots that were made once more, since no answer came for long.");
        _lostRoots = meter.CreateCounter<long>("musubi.gateway.lost_roots", "{root}", "Mounted roots that crashed, or whose silo is gone.");
        meter.CreateObservableUpDownCounter("musubi.gateway.sleeping_roots", () => _sleeping, "{root}", "Mounted roots that are in their storage alone.");
        _wakes = meter.CreateCounter<long>("musubi.gateway.wakes", "{root}", "Roots that slept and are awake again.");
        _resumes = meter.CreateCounter<long>("musubi.gateway.resumes", "{root}", "Clients that wanted a root back after they had lost their socket.");
    }

    /// <returns>What <see cref="Disconnected"/> takes.</returns>
    public long Connected()
    {
        Interlocked.Increment(ref _connections);
        return _connection.Enabled ? _time.GetTimestamp() : 0;
    }

    public void Disconnected(long connected, SocketEnd end)
    {
        Interlocked.Decrement(ref _connections);
        if (_connection.Enabled && connected != 0)
        {
            _connection.Record(_time.GetElapsedTime(connected).TotalSeconds, new KeyValuePair<string, object?>(Tags.Reason, TagValue<SocketEnd>.Of(end)));
        }
    }

    public void ConnectRefused(ConnectRefusal reason) =>
        _refusedConnections.Add(1, new KeyValuePair<string, object?>(Tags.Reason, TagValue<ConnectRefusal>.Of(reason)));

    public void FrameReceived(int bytes)
    {
        _frames.Add(1, Receive);
        _bytes.Add(bytes, Receive);
    }

    public void FrameRefused(RefusedFrame reason) => _refusedFrames.Add(1, new KeyValuePair<string, object?>(Tags.Reason, TagValue<RefusedFrame>.Of(reason)));

    /// <summary>Sums up what clients make this process keep. Asked whenever somebody measures.</summary>
    public Func<long> PendingBytes { get; set; } = static () => 0;

    public void ReadPaused(ReadPause reason) => _pauses.Add(1, new KeyValuePair<string, object?>(Tags.Reason, TagValue<ReadPause>.Of(reason)));

    /// <summary>Counts a pause if there is one.</summary>
    /// <returns>What the socket's reader waits for.</returns>
    public Task CountPause(Task room, ReadPause reason)
    {
        if (!room.IsCompleted)
        {
            ReadPaused(reason);
        }

        return room;
    }

    public void FrameSent(int bytes)
    {
        _frames.Add(1, Transmit);
        _bytes.Add(bytes, Transmit);
    }

    public void ChannelJoined(ChannelKind kind)
    {
        Interlocked.Increment(ref _channels);
        _joins.Add(1, new(Tags.Kind, TagValue<ChannelKind>.Of(kind)), new(Tags.Outcome, "ok"));
    }

    public void ChannelNotJoined(ChannelKind kind, ChannelEnd end) =>
        _joins.Add(1, new(Tags.Kind, TagValue<ChannelKind>.Of(kind)), new(Tags.Outcome, TagValue<ChannelEnd>.Of(end)));

    public void ChannelTerminated(ChannelKind kind, ChannelEnd end)
    {
        Interlocked.Decrement(ref _channels);
        _channelTerminations.Add(1, new(Tags.Kind, TagValue<ChannelKind>.Of(kind)), new(Tags.Reason, TagValue<ChannelEnd>.Of(end)));
    }

    public void RootAdded() => Interlocked.Increment(ref _roots);

    public void RootRemoved() => Interlocked.Decrement(ref _roots);

    public void RootSlept() => Interlocked.Increment(ref _sleeping);

    public void RootWoke(WakeCause cause)
    {
        SleepEnded();
        _wakes.Add(1, new KeyValuePair<string, object?>(Tags.Reason, TagValue<WakeCause>.Of(cause)));
    }

    /// <summary>Counts a sleeping root less, which ends.</summary>
    public void SleepEnded() => Interlocked.Decrement(ref _sleeping);

    public Exchange Mounting(string root, ActivityContext request) =>
        new(_mount, _time, root, GatewayActivities.StartExchange("musubi.mount", root, request));

    public Exchange Commanding(string root, ActivityContext request) =>
        new(_command, _time, root, GatewayActivities.StartExchange("musubi.command", root, request));

    public void PatchDelivered() => _patches.Add(1);

    public void RepairStarted() => _repairs.Add(1);

    public void CallRepeated() => _repeats.Add(1);

    public void Resumed(ResumeOutcome outcome) => _resumes.Add(1, new KeyValuePair<string, object?>(Tags.Outcome, TagValue<ResumeOutcome>.Of(outcome)));

    public void RootLost(string root) => _lostRoots.Add(1, new KeyValuePair<string, object?>(Tags.Root, root));
}
