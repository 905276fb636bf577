using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;
using Musubi.TestKit.Traces;

namespace Musubi.Integration.Tests;

/// <summary>What a command sets going and what comes of it when the command is long answered.</summary>
[Collection(nameof(TraceRecorder))]
public sealed class LaterTraceTests(LaterTraceTests.LaterServer server) : TracedTest<LaterTraceTests.LaterServer>(server), IClassFixture<LaterTraceTests.LaterServer>
{
    [Fact]
    public async Task AsyncResult_PushesItsPatchInTheTraceOfTheCommandThatAsked()
    {
        using var traces = new TraceRecorder("Musubi.");
        await using var client = await ConnectAsync();
        var root = await MountedRoot.MountAsync(client, LaterStore.Module, "async");

        using var gate = Server.Gates.Close();
        await root.CommandAsync("load", new { gate = gate.Name });
        var frame = await FrameAsync(traces, "musubi.command");
        gate.Open();
        await root.UntilAsync(state => (string?)state["loaded"]!["result"] == gate.Name);

        var push = await traces.StoppedAsync(activity => activity.OperationName == "musubi.push" && activity.TraceId == frame.TraceId, "the push", CancellationToken);
        var result = await traces.StoppedAsync(
            activity => activity.OperationName == "musubi.message" && activity.TraceId == frame.TraceId, "the result's cycle", CancellationToken);
        Assert.Equal("async", result.GetTagItem("musubi.kind"));
        Assert.Equal(result.SpanId, push.ParentSpanId);
        Child(traces.Of(frame.TraceId), push, Gateway, "musubi.deliver");
    }

    [Fact]
    public async Task Timer_BeginsATraceOfItsOwn()
    {
        using var traces = new TraceRecorder("Musubi.");
        await using var client = await ConnectAsync();
        var root = await MountedRoot.MountAsync(client, LaterStore.Module, "timer");

        await root.CommandAsync("remind", new { });
        await root.UntilAsync(static state => (bool)state["reminded"]!);

        var frame = await FrameAsync(traces, "musubi.command");
        var push = await traces.StoppedAsync(static activity => activity.OperationName == "musubi.push", "the push", CancellationToken);
        var timer = await traces.StoppedAsync(
            activity => activity.OperationName == "musubi.message" && activity.TraceId == push.TraceId, "the timer's cycle", CancellationToken);
        Assert.Equal("timer", timer.GetTagItem("musubi.kind"));
        Assert.Equal(default, timer.ParentSpanId);
        Assert.NotEqual(frame.TraceId, timer.TraceId);
    }

    /// <summary>A root whose commands have consequences.</summary>
    [StoreName(Module)]
    public sealed class LaterStore(Gates gates) : RootStore<LaterStore.State>
    {
        /// <summary>The wire module.</summary>
        public const string Module = "Later.Store";

        private static readonly Key<AsyncResult<string>> Loaded = new("loaded");
        private static readonly Key<bool> Reminded = new("reminded");

        /// <inheritdoc/>
        public override ValueTask<Socket> Init(Socket socket) => socket.Assign(Loaded, AsyncResult.Ok("nothing")).Assign(Reminded, false);

        /// <inheritdoc/>
        public override ValueTask<Socket> HandleInfo(object message, Socket socket) => socket.Assign(Reminded, true);

        /// <inheritdoc/>
        public override State Render(Socket socket) => new(socket.Get(Loaded), socket.Get(Reminded));

        /// <summary>Loads once a gate opens.</summary>
        [Command]
        public Socket Load(string gate, Socket socket) => socket.AssignAsync(Loaded, async _ =>
        {
            await gates.PassAsync(gate);
            return gate;
        });

        /// <summary>Sends itself a message.</summary>
        [Command]
        public Socket Remind(Socket socket) => socket.SendAfter(TimeSpan.Zero, "now");

        /// <summary>What clients see.</summary>
        public sealed record State(AsyncResult<string> Loaded, bool Reminded);
    }

    /// <summary>A socket for it.</summary>
    [Root<LaterStore>]
    public sealed class LaterSocket : MusubiSocket;

    /// <summary>A server for it.</summary>
    public sealed class LaterServer : SocketServer<LaterSocket>
    {
        internal Gates Gates { get; } = new();

        /// <inheritdoc/>
        protected override void Configure(WebApplicationBuilder builder) => builder.Services.AddSingleton(Gates);
    }
}
