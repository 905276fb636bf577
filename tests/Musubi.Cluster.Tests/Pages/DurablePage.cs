using System.Diagnostics;
using System.Net.WebSockets;
using Musubi.Cluster.Tests.Servers;
using Musubi.TestKit;
using Musubi.TestKit.Phoenix;

namespace Musubi.Cluster.Tests.Pages;

/// <summary>A page of a durable root that numbers its clicks, and keeps the books: whatever dies, each answered click is in the state once.</summary>
/// <remarks>Each click adds 1 and is answered with the sum. So an answer that is not the click's number means that one was lost or done twice, or that the page has another root
/// than its own, and a join that finds no root means that one was lost. A click without an answer is sent again under its number, on any socket.</remarks>
/// <param name="cluster">The servers.</param>
/// <param name="id">The root's id.</param>
/// <param name="gateways">How many gateways there are.</param>
/// <param name="atOnce">How many clicks it gives at once, without waiting for their answers.</param>
internal sealed class DurablePage(ServerCluster cluster, string id, int gateways, int atOnce = 1) : IAsyncDisposable
{
    private const string Module = "Musubi.WireCapture.Stores.DurableRootStore";

    // Of an answer. A page that waits longer takes another socket, as a client does whose heartbeats are not answered.
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly ResumableRoot _root = new(Module, id);
    private PhoenixClient? _client;
    private TaskCompletionSource _next = NewNext();
    private TaskCompletionSource _refused = NewNext();
    private int _gateway = id.IndexOf('-', StringComparison.Ordinal) % gateways;

    /// <summary>How many clicks were answered.</summary>
    public int Clicks { get; private set; }

    /// <summary>How often it came back to its root.</summary>
    public int Returns { get; private set; }

    /// <summary>The longest wait for an answer, with what came in between.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>Completes when a click has been answered that was given after this was asked for.</summary>
    public async Task ClickedAnewAsync()
    {
        // The one that is on its way was given before.
        await _next.Task;
        await _next.Task;
    }

    /// <summary>Completes when a click or a return, asked for from now on, is to be tried again.</summary>
    public Task RefusedAsync() => _refused.Task;

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
            Complete(ref _next);
        }
    }

    /// <summary>Clicks as often as it does at once, comes back as often as it has to, and takes the patches that follow.</summary>
    public async Task ClickOnceAsync()
    {
        var sent = Stopwatch.GetTimestamp();
        for (var last = Clicks + atOnce; Clicks < last;)
        {
            await AnswerAsync(last);
        }

        var waited = Stopwatch.GetElapsedTime(sent);
        Slowest = waited > Slowest ? waited : Slowest;
        await SeeAsync();
    }

    /// <summary>Clicks once more, and compares the state with the books.</summary>
    public async Task VerifyAsync()
    {
        await ClickOnceAsync();
        Assert.Equal((Clicks, Clicks), ((int)_root.State["n"]!, (int)_root.State["log_length"]!));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static TaskCompletionSource NewNext() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static bool IsLoss(Exception exception) =>
        exception is ExpectationException or WebSocketException or HttpRequestException or InvalidOperationException or ObjectDisposedException or TimeoutException;

    private static void Complete(ref TaskCompletionSource source)
    {
        var completed = source;
        source = NewNext();
        completed.SetResult();
    }

    // Sends all that has no answer yet, and takes the answers in order. What comes behind an answer that is missing is sent again with it.
    private async Task AnswerAsync(int last)
    {
        try
        {
            var acknowledged = Clicks;
            Task<Reply>[] answers = [.. Enumerable.Range(Clicks + 1, last - Clicks).Select(click => _root.CommandAsync(click, acknowledged, "add", new { by = 1 }))];
            foreach (var answer in answers)
            {
                var reply = await answer.WaitAsync(AnswerTimeout, TestContext.Current.CancellationToken);
                if (reply is { Reason: "unavailable" or "timeout" })
                {
                    Complete(ref _refused);
                    return;
                }

                if (reply is { Reason: "unmatched topic" })
                {
                    break;
                }

                Assert.Equal($"ok {{\"n\":{Clicks + 1}}}", reply.ToString());
                Clicks++;
            }

            if (Clicks == last)
            {
                return;
            }
        }
        catch (Exception exception) when (IsLoss(exception))
        {
            await ReturnAsync();
            return;
        }

        await EndedAsync();
        await ReturnAsync();
    }

    // The channel ended while the click was on its way. It was said before the answer, or the click fails the page.
    private async Task EndedAsync()
    {
        while ((await _root.Channel.NextAsync()).Event is not ("phx_error" or "phx_close"))
        {
        }
    }

    // A patch that is lost with its socket is sent again after the return, and a version that is left out is no loss: it fails the page.
    private async Task SeeAsync()
    {
        while ((int)_root.State["n"]! != Clicks)
        {
            try
            {
                await _root.PatchAsync().WaitAsync(AnswerTimeout, TestContext.Current.CancellationToken);
            }
            catch (Exception exception) when (IsLoss(exception))
            {
                await ReturnAsync();
            }
        }
    }

    private async Task ReturnAsync()
    {
        while (true)
        {
            await _client!.DisposeAsync();
            _gateway = (_gateway + 1) % gateways;
            try
            {
                _client = await cluster.ConnectAsync(_gateway);
                Assert.True(await _root.JoinAsync(_client), "A page came back and its root was gone.");
                Returns++;
                return;
            }
            catch (Exception exception) when (IsLoss(exception))
            {
                // What is being lost answers nothing, or that it is to be tried again.
                Complete(ref _refused);
                await Task.Delay(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken);
            }
        }
    }
}
