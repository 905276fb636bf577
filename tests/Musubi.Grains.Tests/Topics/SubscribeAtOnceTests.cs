using System.Text;
using Musubi.Grains.Tests.Stores;

namespace Musubi.Grains.Tests.Topics;

/// <summary>A subscription takes effect before the callback that makes it returns: what is published while it reads is not missed.</summary>
public sealed class SubscribeAtOnceTests : IClassFixture<StoreGrainTests.Cluster>, IDisposable
{
    private static long _mounts;

    private readonly StoreGrainTests.Cluster _cluster;
    private readonly StoreGrainKey _key = new(Guid.NewGuid().ToString("N"), new RootId("Listening", "1"));
    private readonly string _topic = Guid.NewGuid().ToString("N");
    private readonly long _mountId = Interlocked.Increment(ref _mounts);
    private readonly PatchInbox _pushed = new();
    private readonly IGatewayObserver _observer;
    private readonly IStoreGrain _grain;

    public SubscribeAtOnceTests(StoreGrainTests.Cluster cluster)
    {
        _cluster = cluster;
        _grain = cluster.Client.GetGrain<IStoreGrain>(_key.ToString());
        _observer = cluster.Client.CreateObjectReference<IGatewayObserver>(_pushed);
    }

    public static TheoryData<string, bool> Callbacks => new MatrixTheoryData<string, bool>(["mount", "init", "command", "hook", "info", "async", "update"], [true, false]);

    public void Dispose() => _cluster.Client.DeleteObjectReference<IGatewayObserver>(_observer);

    [Theory]
    [MemberData(nameof(Callbacks))]
    public async Task Publish_BetweenSubscribeAndTheCallbacksReturn_IsHandledAfterIt(string callback, bool stays)
    {
        var gate = _cluster.Gates.Open(out var name);
        var running = RunAsync(callback, name, stays);
        await ReachedAsync(name, running);

        await PublishAsync(new Added(1));
        gate.SetResult();
        await running;

        Assert.Equal("""[{"op":"replace","path":"/count","value":1}]""", Text(await _pushed.Next(_mountId)));
    }

    [Theory]
    [InlineData("drop")]
    [InlineData("async")]
    public async Task Subscribe_InACallbackThatDoesNotReturnIt_IsUndone(string callback)
    {
        var gate = _cluster.Gates.Open(out var name);
        var running = RunAsync(callback, name, stays: true, task: "work_and_throw");
        await ReachedAsync(name, running);
        await PublishAsync(new Added(1));
        gate.SetResult();
        await running;
        await Command("add");

        Assert.Equal("""[{"op":"replace","path":"/count","value":100}]""", Text(await _pushed.Next(_mountId)));
    }

    // A page that crashed on its way reaches nothing.
    private async Task ReachedAsync(string gate, Task running)
    {
        var reached = _cluster.Gates.Reached(gate);
        var first = await Task.WhenAny(reached, running, _pushed.Crashed).WaitAsync(TestContext.Current.CancellationToken);
        if (first == running)
        {
            await running;
            first = await Task.WhenAny(reached, _pushed.Crashed).WaitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Same(reached, first);
    }

    // A silo's word to another takes a while: published is it when each has it.
    private async Task PublishAsync(Added message)
    {
        var heard = _cluster.Topics.Select(topics =>
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            topics.Subscribe(_topic, new Listener { OnInfo = done.SetResult });
            return done.Task;
        }).ToList();
        await _cluster.Client.PublishAsync(_topic, message);
        await Task.WhenAll(heard).WaitAsync(TestContext.Current.CancellationToken);
    }

    private async Task RunAsync(string callback, string gate, bool stays, string task = "work")
    {
        var mountParams = Params.Parse($$"""{"at":"{{callback}}","gate":"{{gate}}","topic":"{{_topic}}","stays":{{(stays ? "true" : "false")}}}""");
        Assert.Equal(MountOutcome.Mounted, (await _grain.Mount(new MountRequest(_mountId, mountParams, new Socket(), _observer))).Outcome);
        switch (callback)
        {
            case "command" or "hook":
                await Command("listen");
                break;
            case "drop":
                await Command("drop");
                break;
            case "info":
                await Command("remind");
                break;
            case "async":
                await Command(task);
                break;
            case "update":
                await _cluster.Client.SendUpdateAsync(new StoreAddress(_key, StoreId.Root), KeyValuePair.Create<string, object?>("any", 1));
                break;
        }
    }

    private ValueTask<CommandAnswer> Command(string name) => _grain.Command(new CommandRequest(_mountId, 1, StoreId.Root, name, "{}"u8.ToArray()));

    private static string Text(PatchEnvelope patch) => Encoding.UTF8.GetString(patch.Ops.Span);
}
