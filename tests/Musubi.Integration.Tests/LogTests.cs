using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.Extensions.Logging;

namespace Musubi.Integration.Tests;

/// <summary>Log messages can be found again by their id, from one version to the next.</summary>
public sealed class LogTests
{
    public static TheoryData<string> Rooms => ["Musubi.Abstractions", "Musubi.Gateway", "Musubi.Grains"];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Messages_OfOneAssembly_HaveIdsAndNamesOfTheirOwn(string room)
    {
        var messages = Assembly.Load(room).GetTypes()
            .SelectMany(static type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(static method => (Method: method, Message: method.GetCustomAttribute<LoggerMessageAttribute>()!))
            .Where(static method => method.Message is not null)
            .ToArray();

        Assert.All(messages, static message => Assert.True(message.Message.EventId > 0, message.Method.Name));
        Assert.Equal(messages.Length, messages.DistinctBy(static message => message.Message.EventId).Count());
        Assert.Equal(messages.Length, messages.DistinctBy(static message => message.Message.EventName ?? message.Method.Name).Count());
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Messages_OfOneAssembly_AreGeneratedFromTheirSource(string room)
    {
        // The methods that take a message as it comes, without an id, are LoggerExtensions'.
        using var file = new PEReader(File.OpenRead(Assembly.Load(room).Location));
        var metadata = file.GetMetadataReader();

        Assert.DoesNotContain(
            nameof(LoggerExtensions),
            metadata.TypeReferences.Select(handle => metadata.GetString(metadata.GetTypeReference(handle).Name)));
    }
}
