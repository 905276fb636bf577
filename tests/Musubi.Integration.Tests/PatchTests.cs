using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>Envelopes as they come over a real socket. Source: docs/wire.md, section 3.</summary>
public sealed class PatchTests(CoHostedServer server) : ServerTest<CoHostedServer>(server), IClassFixture<CoHostedServer>
{
    [Fact]
    public async Task Patch_MapKeysWithPointerCharacters_AreEscaped()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Meta, "m");

        await root.CommandAsync("put", new { key = "a/b~c", value = "1" });
        var added = await root.PatchAsync();
        await root.CommandAsync("put", new { key = "a/b~c", value = "2" });
        await root.PatchAsync();
        await root.CommandAsync("drop", new { key = "a/b~c" });
        await root.PatchAsync();

        Assert.Equal("/meta/a~1b~0c", (string?)added["ops"]![0]!["path"]);
        Assert.Equal("""{"a":"1"}""", root.State["meta"]!.ToJsonString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\"b\\c\n\u0001")]
    [InlineData("結び 🪢")]
    public async Task Patch_AnyText_ArrivesAsItWas(string text)
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Meta, "m");

        await root.CommandAsync("put", new { key = text, value = text });
        await root.PatchAsync();

        Assert.Equal(text, (string?)root.State["meta"]![text]);
    }

    [Fact]
    public async Task Patch_ChangedLeaf_IsOneReplace()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Beta, "b", new { label = "one" });

        await root.CommandAsync("rename", new { label = "two" });

        Assert.Equal("""[{"op":"replace","path":"/label","value":"two"}]""", (await root.PatchAsync())["ops"]!.ToJsonString());
    }
}
