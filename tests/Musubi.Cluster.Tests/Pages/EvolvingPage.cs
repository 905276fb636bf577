using Musubi.Cluster.Tests.Servers;
using Musubi.TestKit.Phoenix;

namespace Musubi.Cluster.Tests.Pages;

/// <summary>A page of a root that goes from one build of an application to another. It clicks and never joins again: what changes below it reaches it in patches.</summary>
internal sealed class EvolvingPage(string id) : IAsyncDisposable
{
    private readonly ResumableRoot _root = new("Musubi.WireCapture.Stores.DurableRootStore", id);
    private PhoenixClient? _client;
    private int _clicks;

    public async Task MountAsync(ServerCluster cluster)
    {
        _client = await cluster.ConnectAsync();
        Assert.Null(await _root.JoinAsync(_client));
        await _root.PatchAsync();
    }

    /// <summary>Clicks, and takes what comes until the click is seen. What is refused for want of a silo is clicked again under its number.</summary>
    public async Task ClickAsync()
    {
        _clicks++;
        Reply reply;
        do
        {
            reply = await _root.CommandAsync(_clicks, _clicks - 1, "add", new { by = 1 });
        }
        while (reply.Reason is "unavailable" or "timeout");

        Assert.Equal($"ok {{\"n\":{_clicks}}}", reply.ToString());
        await _root.UntilAsync(state => (int)state["n"]! == _clicks);
    }

    /// <summary>Takes what comes until it is what a build renders.</summary>
    /// <param name="rendered">The state, for a number of clicks.</param>
    public async Task VerifyAsync(Func<int, string> rendered)
    {
        await ClickAsync();
        Assert.Equal(rendered(_clicks), _root.State.ToJsonString());
    }

    /// <summary>The same of the whole root, which it asks for as a page does that is loaded anew.</summary>
    public async Task VerifyWholeAsync(ServerCluster cluster, Func<int, string> rendered)
    {
        await _client!.DisposeAsync();
        _root.Forget();
        _client = await cluster.ConnectAsync();
        Assert.True(await _root.JoinAsync(_client), "A page came back and its root was gone.");
        await _root.PatchAsync();
        Assert.Equal(rendered(_clicks), _root.State.ToJsonString());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? ValueTask.CompletedTask;
}
