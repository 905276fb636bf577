using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Musubi.Tests.Serialization;

/// <summary>Orleans' own serializer and copier, as values meet them between processes and between grains.</summary>
public sealed class OrleansSerialization : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().AddMusubiSerialization().BuildServiceProvider();

    /// <summary>What arrives in another process.</summary>
    public T RoundTrip<T>(T value)
        where T : notnull
    {
        var serializer = _services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
    }

    /// <summary>What arrives in another grain of the same process.</summary>
    public T Copy<T>(T value)
        where T : notnull => _services.GetRequiredService<DeepCopier>().Copy(value)!;

    public void Dispose() => _services.Dispose();
}
