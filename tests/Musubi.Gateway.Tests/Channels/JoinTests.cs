using Musubi.Gateway.Tests.Scripted;

namespace Musubi.Gateway.Tests.Channels;

public sealed class JoinTests(TestSilo silo)
{
    [Fact]
    public async Task Join_KnownRoot_RepliesThenSendsTheFirstPatch()
    {
        await using var gateway = await TestGateway.StartAsync(silo);
        var root = new RootScript();
        var client = await gateway.ConnectAsync();

        await client.PushAsync("7", root.Topic, "phx_join", new { module = TestRoot.Module, id = root.Id, @params = new { a = 1 } }, "7");

        Assert.Equal(Sent.Mounted("7", "7", root.Topic, root), (await client.NextAsync()).ToString());
        Assert.Equal(Sent.Patch("7", root.Topic, root, 1, "0-1"), (await client.NextAsync()).ToString());
        Assert.Equal(1, (await root.MountedAsync()).Params.Get<int>("a"));
    }
}
