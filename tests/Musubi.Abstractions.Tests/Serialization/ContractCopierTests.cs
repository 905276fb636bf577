using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.GeneratedCodeHelpers;
using Orleans.Serialization.Serializers;
using OrleansCodeGen.Musubi.Protocol;

namespace Musubi.Tests.Serialization;

/// <summary>What a process with many references to roots saves by one registration.</summary>
public sealed class ContractCopierTests
{
    [Fact]
    public void Copier_WithContracts_IsOneForAllReferences()
    {
        using var services = new ServiceCollection().AddSerializer().AddMusubiContracts().AddMusubiContracts().BuildServiceProvider();

        Assert.Same(AskedByAReference(services), AskedByAReference(services));
    }

    // When this fails, Orleans shares them itself, and the registration can go.
    [Fact]
    public void Copier_WithoutContracts_IsMadeForEachReference()
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();

        Assert.NotSame(AskedByAReference(services), AskedByAReference(services));
    }

    [Fact]
    public void Contracts_ThatACallCopies_AreAllRegistered()
    {
        var registered = new ServiceCollection().AddMusubiContracts().Select(static service => service.ServiceType.Name);

        var copied = typeof(IStoreGrain).GetMethods()
            .SelectMany(static method => method.GetParameters())
            .Select(static parameter => parameter.ParameterType)
            .Where(static type => type.Namespace == typeof(IStoreGrain).Namespace && !type.IsEnum && !type.IsDefined(typeof(ImmutableAttribute), inherit: false))
            .Select(static type => $"Copier_{type.Name}");

        Assert.Equal(copied.Distinct().Order(), registered.Order());
    }

    private static Copier_MountRequest AskedByAReference(IServiceProvider services) =>
        OrleansGeneratedCodeHelper.GetService<Copier_MountRequest>(new object(), services.GetRequiredService<ICodecProvider>());
}
