using System.Diagnostics;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;
using Musubi.TestKit.Traces;

namespace Musubi.Integration.Tests;

/// <summary>One trace runs from a client's frame through the silo to the patches that come of it. Source: docs/runtime.md, "Telemetry".</summary>
/// <remarks>What one test listens to is traced in the whole process, so the classes below are one collection, and run one after the other.</remarks>
public abstract class TraceTests<TServer>(TServer server) : TracedTest<TServer>(server)
    where TServer : TestServer
{
    [Fact]
    public async Task Command_OneTrace_CoversFrameGrainAndPatch()
    {
        using var traces = new TraceRecorder("Musubi.");
        await using var client = await ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Beta, "b");

        await root.CommandAsync("rename", new { label = "new" });
        await root.PatchAsync();

        var frame = await FrameAsync(traces, "musubi.command");
        var trace = traces.Of(frame.TraceId);
        Assert.Equal((ActivityKind.Server, default), (frame.Kind, frame.ParentSpanId));
        Assert.Equal((Modules.Beta, "rename", "ok"), (frame.GetTagItem("musubi.root"), frame.GetTagItem("musubi.command"), frame.GetTagItem("musubi.outcome")));
        var cycle = Child(trace, frame, Grains, "musubi.command");
        Assert.Equal("handled", cycle.GetTagItem("musubi.outcome"));
        Child(trace, cycle, Grains, "musubi.render");
        Child(trace, cycle, Grains, "musubi.patch");
        Child(trace, frame, Gateway, "musubi.deliver");
        Assert.Equal(5, trace.Count);
    }

    [Fact]
    public async Task Mount_OneTrace_CoversFrameGrainAndPatch()
    {
        using var traces = new TraceRecorder("Musubi.");
        await using var client = await ConnectAsync();

        await MountedRoot.MountAsync(client, Modules.Beta, "b");

        var frame = await FrameAsync(traces, "musubi.mount");
        var trace = traces.Of(frame.TraceId);
        Child(trace, Child(trace, frame, Grains, "musubi.mount"), Grains, "musubi.patch");
        Child(trace, frame, Gateway, "musubi.deliver");
    }

    [Fact]
    public async Task Message_ThatACommandPublished_PushesItsPatchInTheSameTrace()
    {
        using var traces = new TraceRecorder("Musubi.");
        await using var client = await ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Topic, "t", new { topic = "traced" });

        await root.CommandAsync("publish", new { topic = "traced", text = "hello" });
        await root.UntilAsync(static state => (string?)state["last"] == "hello");

        var frame = await FrameAsync(traces, "musubi.command");
        var push = await traces.StoppedAsync(activity => activity.OperationName == "musubi.push" && activity.TraceId == frame.TraceId, "the push", CancellationToken);
        var message = await traces.StoppedAsync(
            activity => activity.OperationName == "musubi.message" && activity.TraceId == frame.TraceId, "the message's cycle", CancellationToken);
        var trace = traces.Of(frame.TraceId);
        Assert.Equal((message.SpanId, ActivityKind.Consumer), (push.ParentSpanId, push.Kind));
        Assert.Equal(Child(trace, frame, Grains, "musubi.command").SpanId, message.ParentSpanId);

        // In the push, or in the command's own answer, when the push overtook it and had to wait.
        await traces.StoppedAsync(activity => activity.OperationName == "musubi.deliver" && activity.TraceId == frame.TraceId, "the delivery", CancellationToken);
    }

    [Fact]
    public async Task Commands_OfOneSocket_AreTracesOfTheirOwn()
    {
        using var traces = new TraceRecorder("Musubi.", "Microsoft.AspNetCore");
        await using var client = await ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Beta, "b");

        await root.CommandAsync("echo", new { label = "one" });
        await root.CommandAsync("echo", new { label = "two" });

        var first = await FrameAsync(traces, "musubi.command");
        var second = await FrameAsync(traces, "musubi.command");
        Assert.Equal(3, new[] { Request, first.TraceId, second.TraceId }.Distinct().Count());
    }

    [Fact]
    public async Task Command_ThatIsNotDeclared_LeavesItsNameOutOfTheTrace()
    {
        using var traces = new TraceRecorder("Musubi.");
        await using var client = await ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Beta, "b");

        await root.CommandAsync("made up", new { });

        var frame = await FrameAsync(traces, "musubi.command");
        Assert.Equal("unknown_command", frame.GetTagItem("musubi.outcome"));
        Assert.All(traces.Of(frame.TraceId), static activity => Assert.Null(activity.GetTagItem("musubi.command")));
    }
}

/// <summary>With nothing switched on but the listener.</summary>
[Collection(nameof(TraceRecorder))]
public sealed class CoHostedTraceTests(CoHostedServer server) : TraceTests<CoHostedServer>(server), IClassFixture<CoHostedServer>;

/// <summary>Between a gateway and a silo that talk over the network.</summary>
[Collection(nameof(TraceRecorder))]
public sealed class SplitTraceTests(SplitServer server) : TraceTests<SplitServer>(server), IClassFixture<SplitServer>;

/// <summary>With Orleans' own tracing switched on.</summary>
[Collection(nameof(TraceRecorder))]
public sealed class OrleansTraceTests(OrleansTraceTests.TracingServer server) : TraceTests<OrleansTraceTests.TracingServer>(server), IClassFixture<OrleansTraceTests.TracingServer>
{
    [Fact]
    public async Task Command_WhileOrleansIsListenedTo_HasTheCallBetweenFrameAndCycle()
    {
        using var traces = new TraceRecorder("Musubi.", "Microsoft.Orleans.Application");
        await using var client = await ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Beta, "b");

        await root.CommandAsync("rename", new { label = "new" });

        var frame = await FrameAsync(traces, "musubi.command");
        var trace = traces.Of(frame.TraceId);
        var way = new List<(string, ActivityKind)>();
        for (var at = trace.Single(static activity => activity is { Source.Name: "Musubi.Grains", OperationName: "musubi.command" });
            at is not null;
            at = trace.SingleOrDefault(activity => activity.SpanId == at.ParentSpanId))
        {
            way.Add((at.Source.Name, at.Kind));
        }

        Assert.Equal(
            [
                ("Musubi.Grains", ActivityKind.Internal),
                ("Microsoft.Orleans.Application", ActivityKind.Server),
                ("Microsoft.Orleans.Application", ActivityKind.Client),
                ("Musubi.Gateway", ActivityKind.Server),
            ],
            way);
    }

    [Fact]
    public async Task Sync_OfAnIdleRoot_IsNoPartOfTheFirstRequest()
    {
        // The first request brings the objects to life that look after all sockets from then on.
        await using var server = new CoHostedServer("--Orleans:EnableDistributedTracing=true", "--Musubi:Gateway:SyncInterval=00:00:01");
        await server.InitializeAsync();
        using var traces = new TraceRecorder("Microsoft.AspNetCore", "Microsoft.Orleans.Application");
        await using var client = await ConnectAsync(server);
        await MountedRoot.MountAsync(client, Modules.Beta, "b");

        var sync = await traces.StoppedAsync(
            static activity => activity.Kind == ActivityKind.Client && activity.GetTagItem("rpc.method") is string method && method.EndsWith("/Sync", StringComparison.Ordinal),
            "a sync",
            CancellationToken);

        Assert.Equal(default, sync.ParentSpanId);
    }

    public sealed class TracingServer() : CoHostedServer("--Orleans:EnableDistributedTracing=true");
}
