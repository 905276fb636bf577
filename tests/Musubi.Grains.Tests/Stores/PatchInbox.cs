using System.Collections.Immutable;
using System.Threading.Channels;

namespace Musubi.Grains.Tests.Stores;

/// <summary>A gateway that keeps what is pushed to it until a test takes it.</summary>
internal sealed class PatchInbox : IGatewayObserver
{
    private readonly Channel<(long MountId, PatchEnvelope Patch)> _patches = Channel.CreateUnbounded<(long, PatchEnvelope)>();
    private readonly TaskCompletionSource<long> _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The mount whose root crashed, when one did.</summary>
    public Task<long> Crashed => _crashed.Task.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>What that crash threw.</summary>
    public string? Detail { get; private set; }

    /// <summary>Whether nothing was pushed that was not taken.</summary>
    public bool IsEmpty => !_patches.Reader.TryPeek(out _);

    public async Task<PatchEnvelope> Next(long mountId)
    {
        var (pushedFor, patch) = await _patches.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(mountId, pushedFor);
        return patch;
    }

    ValueTask IGatewayObserver.HoldsAsleep(long hold, TimeSpan holdFor) => ValueTask.CompletedTask;

    async ValueTask<PushReceipt> IGatewayObserver.Deliver(ImmutableArray<RootPush> pushes)
    {
        await ((IGatewayObserver)this).Push(pushes);
        return new PushReceipt([]);
    }

    async ValueTask IGatewayObserver.Push(ImmutableArray<RootPush> pushes)
    {
        foreach (var push in pushes)
        {
            if (push.Patch is { } patch)
            {
                await _patches.Writer.WriteAsync((push.MountId, patch));
            }
            else
            {
                Detail = push.Detail;
                _crashed.TrySetResult(push.MountId);
            }
        }
    }
}
