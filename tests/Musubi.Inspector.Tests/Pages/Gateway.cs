using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Musubi.Inspector.Tests.Pages;

/// <summary>A gateway that takes whatever is pushed, and hears which of its roots end.</summary>
internal sealed class Gateway : IGatewayObserver
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource> _ended = new();

    public Task Ended(long mountId) => Of(mountId).Task;

    public ValueTask<PushReceipt> Deliver(ImmutableArray<RootPush> pushes)
    {
        Take(pushes);
        return new(new PushReceipt([]));
    }

    public ValueTask Push(ImmutableArray<RootPush> pushes)
    {
        Take(pushes);
        return ValueTask.CompletedTask;
    }

    public ValueTask HoldsAsleep(long hold, TimeSpan holdFor) => ValueTask.CompletedTask;

    private void Take(ImmutableArray<RootPush> pushes)
    {
        foreach (var push in pushes.Where(static push => push.Patch is null))
        {
            Of(push.MountId).TrySetResult();
        }
    }

    private TaskCompletionSource Of(long mountId) => _ended.GetOrAdd(mountId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
