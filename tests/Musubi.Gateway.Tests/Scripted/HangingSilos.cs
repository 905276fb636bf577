using System.Reflection;

namespace Musubi.Gateway.Tests.Scripted;

/// <summary>Silos that take calls of the probe and do not answer the first of them. Everything else reaches the real ones.</summary>
public class HangingSilos : DispatchProxy
{
    private IGrainFactory _real = null!;
    private int _hanging;

    /// <summary>As many calls are never answered.</summary>
    public static IGrainFactory Create(IGrainFactory real, int hanging)
    {
        var grains = Create<IGrainFactory, HangingSilos>();
        ((HangingSilos)grains)._real = real;
        ((HangingSilos)grains)._hanging = hanging;
        return grains;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.ReturnType == typeof(IProbeGrain) && Interlocked.Decrement(ref _hanging) >= 0
            ? Create<IProbeGrain, HangingProbe>()
            : targetMethod.Invoke(_real, args);

    /// <summary>A call that is on its way for good.</summary>
    public class HangingProbe : DispatchProxy
    {
        /// <inheritdoc/>
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => new ValueTask(new TaskCompletionSource().Task);
    }
}
