using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Musubi.Durable;

namespace Musubi.Conformance.Host.Faults;

/// <summary>A storage whose process dies at a moment that a test names, as one does that is killed then.</summary>
internal sealed class DyingRootLog(IRootLog log, FaultPoint point) : IRootLog
{
    private int _appends;
    private int _loads;

    /// <summary>Puts one before the storage that is there.</summary>
    public static void UseIn(IServiceCollection services, FaultPoint point)
    {
        var storage = services.Last(static service => service.ServiceType == typeof(IRootLog));
        services.Replace(ServiceDescriptor.Singleton<IRootLog>(provider => new DyingRootLog(
            (IRootLog)(storage.ImplementationInstance ?? storage.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, storage.ImplementationType!)),
            point)));
    }

    /// <inheritdoc/>
    public async ValueTask<StoredRoot?> LoadAsync(string root, CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref _loads);
        DieAt(new(IsAfter: false, "load", number));
        var stored = await log.LoadAsync(root, cancellation);
        DieAt(new(IsAfter: true, "load", number));
        return stored;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<AppendOutcome>> AppendAsync(IReadOnlyList<RootAppend> batch, CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref _appends);
        DieAt(new(IsAfter: false, "append", number));
        var outcomes = await log.AppendAsync(batch, cancellation);
        DieAt(new(IsAfter: true, "append", number));
        return outcomes;
    }

    /// <inheritdoc/>
    public ValueTask DeleteAsync(string root, long epoch, CancellationToken cancellation) => log.DeleteAsync(root, epoch, cancellation);

    /// <inheritdoc/>
    public ValueTask<int> ExpireAsync(int atMost, CancellationToken cancellation) => log.ExpireAsync(atMost, cancellation);

    private void DieAt(FaultPoint here)
    {
        if (here == point)
        {
            // With a signal that nothing can handle: nothing of this process runs after it.
            Process.GetCurrentProcess().Kill();
        }
    }
}
