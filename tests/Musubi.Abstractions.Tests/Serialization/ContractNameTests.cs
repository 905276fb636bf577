using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Invocation;
using Orleans.Serialization.TypeSystem;

namespace Musubi.Tests.Serialization;

/// <summary>Two builds that run side by side understand each other by name, and a name that follows a namespace changes when a type is moved.</summary>
public sealed class ContractNameTests
{
    private static readonly Assembly Contracts = typeof(Socket).Assembly;

    public static TheoryData<string> Values => Names(static type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null);

    public static TheoryData<string> Calls => Names(static type => typeof(IInvokable).IsAssignableFrom(type));

    public static TheoryData<string> Grains => Names(static type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type));

    [Theory]
    [MemberData(nameof(Values))]
    [MemberData(nameof(Calls))]
    public void Contract_OnTheWire_IsNamedWithoutItsNamespace(string name)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();

        var written = services.GetRequiredService<TypeConverter>().Format(Contracts.GetType(name, throwOnError: true)!);

        Assert.Contains("musubi.v1.", written, StringComparison.Ordinal);
        Assert.DoesNotContain("Musubi.", written, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Grains))]
    public void GrainInterface_InTheCluster_IsNamedWithoutItsNamespace(string name)
    {
        var type = Contracts.GetType(name, throwOnError: true)!;

        var declared = type.GetCustomAttribute<GrainInterfaceTypeAttribute>();

        Assert.Equal("Musubi." + type.Name, declared?.GetGrainInterfaceType(null!, type).ToString());
    }

    private static TheoryData<string> Names(Func<Type, bool> isOne) => [.. Contracts.GetTypes().Where(isOne).Select(static type => type.FullName!)];
}
