using System.Text.Json.Nodes;
using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Integration.Tests;

/// <summary>A tree of stores: identities, and what a change deep inside costs on the wire.</summary>
public sealed class TreeTests(CoHostedServer server) : ServerTest<CoHostedServer>(server), IClassFixture<CoHostedServer>
{
    [Fact]
    public async Task Mount_Tree_GivesEachNodeItsStoreId()
    {
        await using var client = await Server.ConnectAsync();

        var root = await MountedRoot.MountAsync(client, Modules.Tree, "t", new { width = 2, depth = 3, rows = 1 });

        Assert.Equal(14, CheckChildren(root.State, []));
        Assert.Equal("""{"id":"row-0","text":"Text of row 0"}""", root.State["rows"]![0]!.ToJsonString());
    }

    [Theory]
    [InlineData]
    [InlineData("children", "1")]
    [InlineData("children", "2", "children", "0", "children", "1")]
    public async Task Inc_AtAnyDepth_IsOneLeafOp(params string[] storeId)
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Tree, "t", new { width = 3, depth = 3, rows = 2 });

        Assert.Equal("ok {}", (await root.CommandAsync("inc", null, storeId)).ToString());

        var path = string.Concat(storeId.Select(static segment => $"/{segment}"));
        Assert.Equal($$"""[{"op":"replace","path":"{{path}}/n","value":1}]""", (await root.PatchAsync())["ops"]!.ToJsonString());
    }

    [Fact]
    public async Task Inc_NodesSideBySide_KeepTheirOwnCounts()
    {
        await using var client = await Server.ConnectAsync();
        var root = await MountedRoot.MountAsync(client, Modules.Tree, "t", new { width = 2, depth = 1, rows = 0 });

        foreach (var id in (string[])["0", "1", "1"])
        {
            await root.CommandAsync("inc", null, "children", id);
            await root.PatchAsync();
        }

        Assert.Equal([0, 1, 2], new[] { root.State["n"], root.State["children"]![0]!["n"], root.State["children"]![1]!["n"] }.Select(static n => (int)n!));
    }

    /// <summary>A child's id is its parent's, then the property that holds it, then its own.</summary>
    private static int CheckChildren(JsonNode node, string[] storeId)
    {
        Assert.Equal(storeId, node["__musubi_store_id__"]!.AsArray().Select(static segment => (string)segment!));
        return node["children"]!.AsArray().Select((child, index) => 1 + CheckChildren(child!, [.. storeId, "children", $"{index}"])).Sum();
    }
}
