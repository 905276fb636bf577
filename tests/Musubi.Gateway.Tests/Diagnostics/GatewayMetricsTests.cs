using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit;

namespace Musubi.Gateway.Tests.Diagnostics;

/// <summary>What the gateway measures, and what that costs. Source: docs/runtime.md, "Telemetry".</summary>
public sealed class GatewayMetricsTests(TestSilo silo) : IAsyncLifetime
{
    private readonly RootScript _root = new();
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(silo);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [InlineData(CommandOutcome.Handled, "ok")]
    [InlineData(CommandOutcome.UnknownStore, "unknown_store")]
    [InlineData(CommandOutcome.UnknownCommand, "unknown_command")]
    [InlineData(CommandOutcome.Crashed, "crashed")]
    [InlineData(CommandOutcome.NotMounted, "not_mounted")]
    public async Task Command_Answered_IsTimedByRootAndOutcome(CommandOutcome outcome, string tag)
    {
        var (_, channel) = await _gateway.MountAsync(_root);
        using var commands = Collect<double>("musubi.gateway.command.duration");
        _root.OnCommand = _ =>
        {
            _gateway.Clock.Advance(TimeSpan.FromSeconds(0.25));
            return Task.FromResult(new CommandAnswer(outcome));
        };

        await channel.PushAsync("command", new { name = "made-up" });

        var measured = await OneAsync(commands);
        Assert.Equal(0.25, measured.Value);
        AssertTags(measured, ("musubi.root", TestRoot.Module), ("musubi.outcome", tag));
    }

    [Theory]
    [InlineData(true, "timeout")]
    [InlineData(false, "unavailable")]
    public async Task Command_WithoutAnAnswer_IsTimedAsSuch(bool timesOut, string tag)
    {
        var (_, channel) = await _gateway.MountAsync(_root);
        using var commands = Collect<double>("musubi.gateway.command.duration");
        _root.OnCommand = _ => throw (timesOut ? new TimeoutException() : new OrleansException());

        await channel.PushAsync("command", new { name = "inc" });

        AssertTags(await OneAsync(commands), ("musubi.root", TestRoot.Module), ("musubi.outcome", tag));
    }

    [Fact]
    public async Task Mount_IsTimedByRootAndOutcome()
    {
        using var mounts = Collect<double>("musubi.gateway.mount.duration");

        await _gateway.MountAsync(_root);

        AssertTags(await OneAsync(mounts), ("musubi.root", TestRoot.Module), ("musubi.outcome", "ok"));
    }

    [Fact]
    public async Task Channel_JoinedAndLeft_IsCountedBothTimes()
    {
        using var joins = Collect<long>("musubi.gateway.channel.joins");
        using var terminations = Collect<long>("musubi.gateway.channel.terminations");

        var (_, channel) = await _gateway.MountAsync(_root);
        Assert.Equal((1, 1, 1), (Now("musubi.gateway.connections"), Now("musubi.gateway.channels"), Now("musubi.gateway.roots")));

        await channel.LeaveAsync();
        AssertTags(await OneAsync(joins), ("musubi.kind", "root"), ("musubi.outcome", "ok"));
        AssertTags(await OneAsync(terminations), ("musubi.kind", "root"), ("musubi.reason", "left"));
        Assert.Equal((1, 0, 0), (Now("musubi.gateway.connections"), Now("musubi.gateway.channels"), Now("musubi.gateway.roots")));
    }

    [Fact]
    public async Task Channel_Refused_IsAJoinAndNoTermination()
    {
        using var joins = Collect<long>("musubi.gateway.channel.joins");
        using var terminations = Collect<long>("musubi.gateway.channel.terminations");
        _gateway.Socket.OnJoin = static (_, _) => SocketResult.Error();
        var client = await _gateway.ConnectAsync();

        await client.Channel("musubi:connection").JoinAsync(new { });

        AssertTags(await OneAsync(joins), ("musubi.kind", "connection"), ("musubi.outcome", "refused"));
        Assert.Empty(terminations.GetMeasurementSnapshot());
        Assert.Equal(0, Now("musubi.gateway.channels"));
    }

    [Fact]
    public async Task Root_Lost_IsCountedAndTerminatesItsChannel()
    {
        await _gateway.MountAsync(_root);
        using var lost = Collect<long>("musubi.gateway.lost_roots");
        using var terminations = Collect<long>("musubi.gateway.channel.terminations");

        await _root.CrashAsync();

        AssertTags(await OneAsync(lost), ("musubi.root", TestRoot.Module));
        AssertTags(await OneAsync(terminations), ("musubi.kind", "root"), ("musubi.reason", "crashed"));
    }

    [Fact]
    public async Task Patch_LostOnItsWay_IsARepair()
    {
        var (_, channel) = await _gateway.MountAsync(_root);
        using var repairs = Collect<long>("musubi.gateway.repairs");
        using var patches = Collect<long>("musubi.gateway.patches");
        _root.OnSync = static _ => Task.FromResult(RootScript.Missed(RootScript.Patch(1, 2), RootScript.Patch(2, 3)));

        _root.OnCommand = static _ => Task.FromResult(new CommandAnswer(CommandOutcome.Handled, default, RootScript.Patch(2, 3)));

        await channel.AskAsync("command", new { name = "inc" });
        _gateway.Clock.Advance(TimeSpan.FromSeconds(1));

        await patches.WaitForMeasurementsAsync(2, Patience.Limit);
        await OneAsync(repairs);
    }

    [Fact]
    public async Task Frames_InAndOut_AreCountedWithTheirBytes()
    {
        var client = await _gateway.ConnectAsync();
        using var frames = Collect<long>("musubi.gateway.frames");
        using var bytes = Collect<long>("musubi.gateway.io");
        const string heartbeat = """[null,"1","phoenix","heartbeat",{}]""";
        const string reply = """[null,"1","phoenix","phx_reply",{"status":"ok","response":{}}]""";

        await client.SendAsync(heartbeat);

        await bytes.WaitForMeasurementsAsync(2, Patience.Limit);
        await frames.WaitForMeasurementsAsync(2, Patience.Limit);
        Assert.Equal(
            [("receive", heartbeat.Length), ("transmit", reply.Length)],
            bytes.GetMeasurementSnapshot().Select(static counted => ((string)counted.Tags["network.io.direction"]!, (int)counted.Value)));
        Assert.Equal([1, 1], frames.GetMeasurementSnapshot().Select(static counted => counted.Value));
    }

    [Fact]
    public async Task Connection_Refused_IsCountedByItsReason()
    {
        using var refused = Collect<long>("musubi.gateway.refused_connections");
        _gateway.Socket.OnConnect = static (_, _) => SocketResult.Error();

        await Assert.ThrowsAsync<WebSocketException>(() => _gateway.ConnectAsync());

        AssertTags(await OneAsync(refused), ("musubi.reason", "denied"));
        Assert.Equal(0, Now("musubi.gateway.connections"));
    }

    [Fact]
    public async Task Connection_ThatItsClientEnds_IsTimedAndCountedByHow()
    {
        using var connections = Collect<double>("musubi.gateway.connection.duration");
        var polite = await _gateway.ConnectAsync();
        await polite.HeartbeatAsync();
        _gateway.Clock.Advance(TimeSpan.FromSeconds(2));

        await polite.CloseAsync();
        await connections.WaitForMeasurementsAsync(1, Patience.Limit);
        (await _gateway.ConnectAsync()).Abort();
        await connections.WaitForMeasurementsAsync(2, Patience.Limit);

        Assert.Equal(
            [(2, "client"), (0, "lost")],
            connections.GetMeasurementSnapshot().Select(static ended => (ended.Value, (string)ended.Tags["musubi.reason"]!)));
    }

    [Fact]
    public async Task Connection_ThatTheServerEnds_IsCountedByTheServersReason()
    {
        using var connections = Collect<double>("musubi.gateway.connection.duration");
        await _gateway.MountAsync(_root);

        Assert.True(_gateway.Sockets.TryDisconnect(_root.ConnectionId));

        AssertTags(await OneAsync(connections), ("musubi.reason", "disconnected"));
    }

    [Fact]
    public void Measuring_WhileSomebodyListens_AllocatesNothing()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var metrics = new GatewayMetrics(meters, TimeProvider.System);
        var measurements = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope == meters)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => measurements++);
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => measurements++);
        listener.Start();
        MeasureEverything();

        measurements = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        MeasureEverything();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(15, measurements);

        void MeasureEverything()
        {
            var connected = metrics.Connected();
            metrics.Disconnected(connected, SocketEnd.Client);
            metrics.ConnectRefused(ConnectRefusal.Origin);
            metrics.FrameReceived(1);
            metrics.FrameSent(1);
            metrics.ReadPaused(ReadPause.Pending);
            metrics.ChannelJoined(ChannelKind.Root);
            metrics.ChannelNotJoined(ChannelKind.Root, ChannelEnd.Refused);
            metrics.ChannelTerminated(ChannelKind.Root, ChannelEnd.Left);
            metrics.Mounting("App.Root", default).End(MountOutcome.Mounted);
            metrics.Commanding("App.Root", default).End(CommandOutcome.Handled, "click");
            metrics.PatchDelivered();
            metrics.RepairStarted();
            metrics.RootLost("App.Root");
        }
    }

    private MetricCollector<T> Collect<T>(string instrument)
        where T : struct =>
        new(_gateway.Meters, GatewayMetrics.MeterName, instrument);

    private int Now(string instrument)
    {
        using var collector = Collect<int>(instrument);
        collector.RecordObservableInstruments();
        return collector.LastMeasurement!.Value;
    }

    private static async Task<CollectedMeasurement<T>> OneAsync<T>(MetricCollector<T> collector)
        where T : struct
    {
        await collector.WaitForMeasurementsAsync(1, Patience.Limit);
        return Assert.Single(collector.GetMeasurementSnapshot());
    }

    private static void AssertTags<T>(CollectedMeasurement<T> measured, params (string Key, string Value)[] expected)
        where T : struct =>
        Assert.Equal(
            expected.OrderBy(static tag => tag.Key, StringComparer.Ordinal),
            measured.Tags.Select(static tag => (tag.Key, (string)tag.Value!)).OrderBy(static tag => tag.Key, StringComparer.Ordinal));
}
