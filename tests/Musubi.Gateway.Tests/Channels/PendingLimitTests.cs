using System.Globalization;
using System.Net.WebSockets;
using CsCheck;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Musubi.Gateway.Diagnostics;
using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Channels;

/// <summary>One client makes its gateway keep so many bytes and no more, whatever it sends. Source: <see cref="MusubiGatewayOptions.MaxPendingBytes"/>.</summary>
public sealed class PendingLimitTests(TestSilo silo) : IAsyncLifetime
{
    private const int Budget = 64 * 1024;

    private readonly RootScript _root = new();
    private TestGateway _gateway = null!;
    private MetricCollector<long> _pauses = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo, static options =>
        {
            options.MaxPendingBytes = Budget;
            options.MaxTextFrameBytes = 200 * 1024;
            options.MaxTopicBytes = 16 * 1024;
            options.FrameBurst = 1_000_000;
        });
        _pauses = new MetricCollector<long>(_gateway.Meters, GatewayMetrics.MeterName, "musubi.gateway.pauses");
    }

    public async ValueTask DisposeAsync()
    {
        _pauses.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Commands_6300Of60KilobytesToSlowRoots_AreHeldUpToTheLimitAndDoNotRunWhenTheirClientHasGone()
    {
        var running = new TaskCompletionSource();
        var ran = 0;
        var roots = Enumerable.Range(0, 10).Select(_ => new RootScript
        {
            OnCommand = async _ =>
            {
                Interlocked.Increment(ref ran);
                await running.Task;
                return new CommandAnswer(CommandOutcome.Handled);
            },
        }).ToArray();
        await using var gateway = await TestGateway.StartAsync(silo, static options => options.FrameBurst = 1_000_000);
        using var pauses = new MetricCollector<long>(gateway.Meters, GatewayMetrics.MeterName, "musubi.gateway.pauses");
        var client = await gateway.ConnectAsync();
        foreach (var root in roots)
        {
            await gateway.MountAsync(client, root);
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var payload = Text(60_000);
        var sending = SendAsync();
        await pauses.WaitForMeasurementsAsync(1, Patience.Limit);

        var limit = new MusubiGatewayOptions().MaxPendingBytes;
        Assert.InRange(Pending(gateway), 60_000, limit);
        // Beside them what is read ahead, the commands in the silo, and what this test's client sends.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, 0, 16 * limit);

        client.Abort();
        await sending;
        running.SetResult();

        foreach (var root in roots)
        {
            Assert.Equal(TerminateReason.Disconnected, (await root.UnmountedAsync()).Reason);
        }

        // The first answer that nobody takes tells that the client has gone. Until then what was let in goes on, and what had been read ahead takes its place.
        Assert.InRange(ran, 1, 100);
        await UntilAsync(() => Pending(gateway) == 0);

        async Task SendAsync()
        {
            try
            {
                for (var i = 0; i < 6300; i++)
                {
                    await client.PushAsync(null, roots[i % roots.Length].Topic, "command", new { name = "slow", payload });
                }
            }
            catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
            {
                // It goes in the middle.
            }
        }
    }

    [Fact]
    public async Task Client_ThatGoesWhileItsSocketIsNotRead_LeavesNothingThatRuns()
    {
        var running = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => running.Task;
        var (client, channel) = await _gateway.MountAsync(_root);
        for (var i = 0; i < 4; i++)
        {
            await channel.PushAsync("command", new { name = $"c{i}", payload = Text(30_000) });
        }

        await PausedAsync();
        Assert.Equal("c0", (await _root.CommandedAsync()).Name);

        client.Abort();
        await UntilAsync(() => Pending(_gateway) < 40_000);
        running.SetResult(new CommandAnswer(CommandOutcome.Handled));

        Assert.Equal(TerminateReason.Disconnected, (await _root.UnmountedAsync()).Reason);
        Assert.False(_root.HasCommand);
    }

    [Fact]
    public async Task Commands_BeyondTheLimit_AreReadWhenThereIsRoomAndNoneIsLost()
    {
        var running = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => running.Task;
        var (client, channel) = await _gateway.MountAsync(_root);
        for (var i = 0; i < 10; i++)
        {
            await client.PushAsync(channel.JoinRef, _root.Topic, "command", new { name = $"c{i}", payload = Text(30_000) }, $"r{i}");
        }

        await PausedAsync();
        running.SetResult(new CommandAnswer(CommandOutcome.Handled));

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(Sent.Ok(channel.JoinRef, $"r{i}", _root.Topic), (await client.NextAsync()).ToString());
            Assert.Equal($"c{i}", (await _root.CommandedAsync()).Name);
        }

        Assert.Equal("pending", _pauses.LastMeasurement!.Tags["musubi.reason"]);
    }

    [Fact]
    public async Task Command_LargerThanTheLimit_HasItsTurn()
    {
        var (_, channel) = await _gateway.MountAsync(_root);

        Assert.Equal("ok", (await channel.AskAsync("command", new { name = "inc", payload = Text(150_000) })).Status);
    }

    [Fact]
    public async Task Join_BeyondTheLimit_WaitsForTheJoinsBefore()
    {
        var answer = new TaskCompletionSource<MountAnswer>();
        _root.OnMount = _ => answer.Task;
        var second = new RootScript();
        var client = await _gateway.ConnectAsync();
        await client.PushAsync("1", _root.Topic, "phx_join", JoinWith(_root, 40_000), "1");
        await _root.MountedAsync();

        await client.PushAsync("2", second.Topic, "phx_join", JoinWith(second, 40_000), "2");
        await PausedAsync();
        Assert.False(second.HasMount);

        answer.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));
        await second.MountedAsync();
    }

    [Fact]
    public async Task Commands_BehindAJoin_AreHeldUpToTheLimitAndRunInOrder()
    {
        var answer = new TaskCompletionSource<MountAnswer>();
        _root.OnMount = _ => answer.Task;
        var client = await _gateway.ConnectAsync();
        await client.PushAsync("1", _root.Topic, "phx_join", _root.JoinPayload, "1");
        for (var i = 0; i < 10; i++)
        {
            await client.PushAsync("1", _root.Topic, "command", new { name = $"c{i}", payload = Text(30_000) });
        }

        await PausedAsync();
        Assert.InRange(Pending(_gateway), 30_000, Budget);

        answer.SetResult(new MountAnswer(MountOutcome.Mounted, RootScript.Patch(0, 1)));
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal($"c{i}", (await _root.CommandedAsync()).Name);
        }
    }

    [Fact]
    public async Task Join_WithNamesBeyondTheLimit_IsRefusedLikeOneChannelTooMany()
    {
        var client = await _gateway.ConnectAsync();
        var first = client.Channel($"musubi:connection:{new string('a', 15_000)}");
        Assert.Equal("ok", (await first.JoinAsync(_root.JoinPayload)).Status);
        Assert.Equal("ok", (await client.Channel($"musubi:connection:{new string('b', 15_000)}").JoinAsync(new RootScript().JoinPayload)).Status);
        var third = client.Channel($"musubi:connection:{new string('c', 15_000)}");

        Assert.Equal("""error {"reason":"too many channels joined"}""", (await third.JoinAsync(new RootScript().JoinPayload)).ToString());

        await client.PushAsync(first.JoinRef, first.Topic, "phx_leave", new { });
        await client.TakeAsync(frame => frame.Topic == first.Topic && frame.Event == "phx_close", "the leave's end");
        Assert.Equal("ok", (await third.JoinAsync(new RootScript().JoinPayload)).Status);
    }

    [Fact]
    public async Task Leave_OfRootsWhoseSiloIsSlow_LeavesNoMoreBehindThanTheLimit()
    {
        var unmounting = new TaskCompletionSource();
        var client = await _gateway.ConnectAsync();
        var paused = PausedAsync();
        for (var i = 0; !paused.IsCompleted; i++)
        {
            var root = new RootScript { OnUnmount = () => unmounting.Task };
            var joinRef = $"{i}";
            await client.PushAsync(joinRef, root.Topic, "phx_join", root.JoinPayload);
            await client.PushAsync(joinRef, root.Topic, "phx_leave", new { });
            await Task.WhenAny(paused, client.TakeAsync(frame => frame.Event == "phx_close" && frame.JoinRef == joinRef, "the leave's end"));
        }

        Assert.InRange(Pending(_gateway), Budget / 2, Budget + 2048);
        unmounting.SetResult();
        await client.HeartbeatAsync();
        await UntilAsync(() => Pending(_gateway) == 0);
    }

    [Fact]
    public async Task Chunks_OfManyFilesOnASlowDisk_AreHeldUpToTheLimit()
    {
        var disk = new TaskCompletionSource();
        _gateway.Uploads.OnWrite = () => disk.Task;
        _root.Limits = new UploadConfig([".png"], 10, 1_000_000, 30_000, TimeSpan.FromSeconds(10));
        var (client, channel) = await _gateway.MountAsync(_root);
        var uploads = new List<PhoenixChannel>();
        for (var i = 0; i < 4; i++)
        {
            uploads.Add(await _gateway.StartUploadAsync(client, channel, 60_000, i.ToString(CultureInfo.InvariantCulture)));
        }

        var refs = new List<string>();
        foreach (var upload in uploads)
        {
            refs.Add(await client.PushAsync(upload.JoinRef, upload.Topic, "chunk", new byte[30_000]));
            refs.Add(await client.PushAsync(upload.JoinRef, upload.Topic, "chunk", new byte[30_000]));
        }

        await PausedAsync();
        Assert.InRange(Pending(_gateway), 30_000, Budget);

        disk.SetResult();
        foreach (var @ref in refs)
        {
            Assert.Equal("ok", Reply.Of(await client.TakeAsync(frame => frame.Ref == @ref, "the chunk's reply")).Status);
        }
    }

    [Fact]
    public async Task CommandName_OfKilobytes_IsNotKept()
    {
        var (_, channel) = await _gateway.MountAsync(_root);
        var names = new string('n', 150_000);

        Assert.Equal("ok", (await channel.AskAsync("command", new { name = names })).Status);

        Assert.InRange(Pending(_gateway), 0, 1024);
    }

    [Fact]
    public async Task AnyTraffic_WhenAllOfItIsDone_HasLeftNothing()
    {
        var roots = Enumerable.Range(0, 4).Select(static _ => new RootScript()).ToArray();
        var step = Gen.Select(Gen.Int[0, roots.Length - 1], Gen.Int[0, 7], Gen.Int[0, 40_000]);
        await step.Array[1, 40].SampleAsync(async steps =>
        {
            var client = await _gateway.ConnectAsync();
            foreach (var (index, kind, size) in steps)
            {
                var root = roots[index];
                await (kind switch
                {
                    0 or 1 => client.PushAsync(null, root.Topic, "phx_join", JoinWith(root, size)),
                    2 => client.PushAsync(null, root.Topic, "phx_leave", null),
                    3 => client.PushAsync(null, root.Topic, "allow_upload", new { name = "avatar", entries = new[] { new { client_ref = Text(size), name = "a.png", size = 1 } } }),
                    4 => client.PushAsync(null, "musubi:connection", index == 0 ? "phx_join" : "mount", new { module = TestRoot.Module, id = root.Id, pad = Text(size) }),
                    5 => client.PushAsync(null, "musubi:connection", index == 0 ? "phx_leave" : "unmount", new { root_id = root.RootId, pad = Text(size) }),
                    6 => client.PushAsync(null, root.Topic, "unheard of", new { pad = Text(size) }),
                    _ => client.PushAsync(null, root.Topic, "command", new { name = "inc", payload = Text(size) }),
                });
            }

            foreach (var topic in roots.Select(static root => root.Topic).Append("musubi:connection"))
            {
                await client.PushAsync(null, topic, "phx_leave", null);
            }

            await client.HeartbeatAsync();
            await UntilAsync(() => Pending(_gateway) == 0);
            await client.CloseAsync();
        }, iter: 30, threads: 1);
    }

    private static string Text(int length) => new('x', length);

    private static object JoinWith(RootScript root, int size) => new { module = TestRoot.Module, id = root.Id, @params = new { pad = Text(size) } };

    private static long Pending(TestGateway gateway)
    {
        using var collector = new MetricCollector<long>(gateway.Meters, GatewayMetrics.MeterName, "musubi.gateway.pending");
        collector.RecordObservableInstruments();
        return collector.LastMeasurement!.Value;
    }

    private Task PausedAsync() => _pauses.WaitForMeasurementsAsync(1, Patience.Limit);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience.Limit);
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
