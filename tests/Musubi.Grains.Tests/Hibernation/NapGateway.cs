using System.Collections.Immutable;
using System.Threading.Channels;

namespace Musubi.Grains.Tests.Hibernation;

/// <summary>A gateway whose roots sleep: it keeps what they push, and the word of silos that hear topics for them.</summary>
internal sealed class NapGateway : IGatewayObserver
{
    private readonly Channel<RootPush> _pushes = Channel.CreateUnbounded<RootPush>();
    private readonly Channel<(long Hold, TimeSpan HoldFor)> _holds = Channel.CreateUnbounded<(long, TimeSpan)>();

    /// <summary>Whether nothing was pushed that was not taken.</summary>
    public bool IsEmpty => !_pushes.Reader.TryPeek(out _);

    public async Task<PatchEnvelope> NextAsync() => (await _pushes.Reader.ReadAsync(TestContext.Current.CancellationToken)).Patch!;

    public async Task<(long Hold, TimeSpan HoldFor)> HeldAsync() => await _holds.Reader.ReadAsync(TestContext.Current.CancellationToken);

    ValueTask IGatewayObserver.Push(ImmutableArray<RootPush> pushes) => throw new NotSupportedException("A mount that takes receipts was pushed to without.");

    ValueTask<PushReceipt> IGatewayObserver.Deliver(ImmutableArray<RootPush> pushes)
    {
        foreach (var push in pushes)
        {
            _pushes.Writer.TryWrite(push);
        }

        return new(new PushReceipt([]));
    }

    ValueTask IGatewayObserver.HoldsAsleep(long hold, TimeSpan holdFor)
    {
        _holds.Writer.TryWrite((hold, holdFor));
        return ValueTask.CompletedTask;
    }
}
