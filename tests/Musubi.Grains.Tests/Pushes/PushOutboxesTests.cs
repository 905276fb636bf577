using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Musubi.Grains.Diagnostics;
using Musubi.Grains.Pushes;

namespace Musubi.Grains.Tests.Pushes;

public sealed class PushOutboxesTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _time = new();
    private readonly PushOutboxes _outboxes;

    public PushOutboxesTests() => _outboxes = new PushOutboxes(_time, new GrainMetrics(_services.GetRequiredService<IMeterFactory>(), _time), NullLogger<PushOutboxes>.Instance);

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Of_OneGateway_IsOneOutbox()
    {
        var (one, other) = (new SlowGateway(), new SlowGateway());

        var outbox = _outboxes.Of(one, receipts: false);

        Assert.Same(outbox, _outboxes.Of(one, receipts: false));
        Assert.NotSame(outbox, _outboxes.Of(other, receipts: false));
        Assert.Same(one, outbox.Gateway);
    }

    [Fact]
    public void Of_AfterAGatewayLostItsLastRoot_KeepsNothingOfIt()
    {
        var gone = UseOnce();
        GC.Collect();

        // The next gateway makes room.
        var kept = _outboxes.Of(new SlowGateway(), receipts: false);
        GC.Collect();

        Assert.False(gone.IsAlive);
        GC.KeepAlive(kept);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference UseOnce()
    {
        var gateway = new SlowGateway();
        _outboxes.Of(gateway, receipts: false);
        return new WeakReference(gateway);
    }
}
