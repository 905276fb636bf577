using System.Collections.Immutable;
using System.Threading.Channels;

namespace Musubi.Grains.Tests.Pushes;

/// <summary>A gateway that answers a message when its test says so.</summary>
internal sealed class SlowGateway : IGatewayObserver
{
    private readonly Channel<(ImmutableArray<RootPush> Pushes, TaskCompletionSource Answer)> _messages =
        Channel.CreateUnbounded<(ImmutableArray<RootPush>, TaskCompletionSource)>();

    /// <summary>What a message that gets a receipt is answered with.</summary>
    public PushReceipt Receipt { get; set; } = new([]);

    /// <summary>Whether a message is here that no test has taken.</summary>
    public bool HasMessage => _messages.Reader.TryPeek(out _);

    public async Task<(ImmutableArray<RootPush> Pushes, TaskCompletionSource Answer)> NextAsync() =>
        await _messages.Reader.ReadAsync(TestContext.Current.CancellationToken);

    /// <summary>Answers messages as they come, until so many pushes are there.</summary>
    public async Task<List<RootPush>> TakeAsync(int count)
    {
        var taken = new List<RootPush>();
        while (taken.Count < count)
        {
            var (pushes, answer) = await NextAsync();
            taken.AddRange(pushes);
            answer.SetResult();
        }

        return taken;
    }

    ValueTask IGatewayObserver.HoldsAsleep(long hold, TimeSpan holdFor) => ValueTask.CompletedTask;

    ValueTask IGatewayObserver.Push(ImmutableArray<RootPush> pushes)
    {
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _messages.Writer.TryWrite((pushes, answer));
        return new ValueTask(answer.Task);
    }

    async ValueTask<PushReceipt> IGatewayObserver.Deliver(ImmutableArray<RootPush> pushes)
    {
        await ((IGatewayObserver)this).Push(pushes);
        return Receipt;
    }
}
