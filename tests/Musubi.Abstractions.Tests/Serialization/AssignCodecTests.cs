using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Musubi.Tests.Serialization;

/// <summary>Assigns are written by hand, so that they can be read where a type is missing, and no other process may notice.</summary>
public sealed class AssignCodecTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private static object?[] Values { get; } = [null, 7, "text", new Point(1, 2), new Point(3, 4), StoreId.Root, new List<Point> { new(5, 6) }, DateTimeOffset.UnixEpoch, new Point(1, 2)];

    [Fact]
    public void Assigns_Written_AreWhatAGeneratedSerializerWrites()
    {
        var serializer = _services.GetRequiredService<Serializer>();

        Assert.Equal(
            serializer.SerializeToArray(Values.Select(static (value, index) => new Twin($"key {index}", value)).ToArray()),
            serializer.SerializeToArray(Values.Select(static (value, index) => new Assigns.Assign($"key {index}", value)).ToArray()));
    }

    [Fact]
    public void Assigns_WrittenByAGeneratedSerializer_AreRead()
    {
        var serializer = _services.GetRequiredService<Serializer>();
        var written = serializer.SerializeToArray(Values.Select(static (value, index) => new Twin($"key {index}", value)).ToArray());

        var read = serializer.Deserialize<Assigns.Assign[]>(written)!;

        Assert.Equal(Values.Select(static (_, index) => $"key {index}"), read.Select(static assign => assign.Key));
        Assert.Equal(Values, read.Select(static assign => assign.Value));
    }

    public void Dispose() => _services.Dispose();

    [GenerateSerializer]
    internal readonly record struct Twin([property: Id(0)] string Key, [property: Id(1)] object? Value);
}
