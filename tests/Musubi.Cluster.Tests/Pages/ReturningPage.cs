using System.Diagnostics;
using System.Net.WebSockets;
using Musubi.Cluster.Tests.Servers;
using Musubi.TestKit;
using Musubi.TestKit.Phoenix;

namespace Musubi.Cluster.Tests.Pages;

/// <summary>A page that numbers its clicks, and comes back on another gateway when its socket is gone.</summary>
/// <remarks>It sends again what has no answer. Each click adds 1 and is answered with the sum, so that an answer which is not the click's number means
/// that one was lost or done twice, or that the page has another root than its own.</remarks>
internal sealed class ReturningPage(ServerCluster cluster, string id, int gateway) : IAsyncDisposable
{
    private const string Module = "Musubi.WireCapture.Stores.MemoryRootStore";

    private readonly ResumableRoot _root = new(Module, id);
    private readonly TaskCompletionSource _clicked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PhoenixClient? _client;
    private int _gateway = gateway;

    /// <summary>How many clicks were answered.</summary>
    public int Clicks { get; private set; }

    /// <summary>How often it came back to its root.</summary>
    public int Returns { get; private set; }

    /// <summary>Completes when it has clicked.</summary>
    public Task Clicked => _clicked.Task;

    /// <summary>Completes when it has come back.</summary>
    public Task Returned => _returned.Task;

    /// <summary>The longest wait for an answer, with what came in between.</summary>
    public TimeSpan Slowest { get; private set; }

    public async Task MountAsync()
    {
        _client = await cluster.ConnectAsync(_gateway);
        Assert.Null(await _root.JoinAsync(_client));
        await _root.PatchAsync();
    }

    /// <summary>Clicks until it is told to stop.</summary>
    public async Task ClickAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await ClickOnceAsync();
        }
    }

    /// <summary>Clicks once, and comes back if it has to.</summary>
    public async Task ClickOnceAsync()
    {
        var sent = Stopwatch.GetTimestamp();
        var click = Clicks + 1;
        Reply? reply = null;
        while (reply is null)
        {
            try
            {
                reply = await _root.CommandAsync(click, Clicks, "add", new { by = 1 });
            }
            catch (Exception exception) when (exception is ExpectationException or WebSocketException or InvalidOperationException or ObjectDisposedException)
            {
                await ReturnAsync();
            }
        }

        Assert.Equal($"ok {{\"n\":{click}}}", reply.ToString());
        Clicks = click;
        _clicked.TrySetResult();
        var waited = Stopwatch.GetElapsedTime(sent);
        Slowest = waited > Slowest ? waited : Slowest;
    }

    /// <summary>Clicks, and loses its socket before it has read an answer.</summary>
    public async Task ClickAndLoseSocketAsync()
    {
        await SendAsync();
        _client!.Abort();
    }

    /// <summary>Clicks, and sleeps: it reads nothing and says nothing until the server has given its socket up.</summary>
    public async Task ClickAndSleepAsync()
    {
        await SendAsync();
        await _client!.EndAsync();
    }

    /// <summary>Takes patches until the state has all clicks.</summary>
    public async Task VerifyAsync()
    {
        await _root.UntilAsync(state => (int)state["n"]! == Clicks);
        Assert.Equal(Clicks, (int)_root.State["log_length"]!);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? ValueTask.CompletedTask;

    private Task<string> SendAsync() => _root.SendAsync(Clicks + 1, Clicks, "add", new { by = 1 });

    private async Task ReturnAsync()
    {
        await _client!.DisposeAsync();
        _gateway = 1 - _gateway;
        _client = await cluster.ConnectAsync(_gateway);
        Assert.True(await _root.JoinAsync(_client), "A page came back and its root was gone.");
        Returns++;
        _returned.TrySetResult();
    }
}
