using System.Reflection;

namespace LivePoll.Tests.Doubles;

/// <summary>Gives a store the test's own grains: one for each interface, whatever the key.</summary>
/// <remarks>A proxy, since an <see cref="IGrainFactory"/> has a dozen methods of which stores call one.</remarks>
public class TestGrains : DispatchProxy
{
    private object[] _grains = [];

    /// <summary>Makes a factory of grains.</summary>
    public static IGrainFactory Of(params object[] grains)
    {
        var factory = Create<IGrainFactory, TestGrains>();
        ((TestGrains)(object)factory)._grains = grains;
        return factory;
    }

    /// <inheritdoc/>
    protected override object Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _grains.FirstOrDefault(targetMethod!.ReturnType.IsInstanceOfType)
        ?? throw new InvalidOperationException($"Expected a grain that the test has; got {targetMethod.Name} for a {targetMethod.ReturnType}.");
}
