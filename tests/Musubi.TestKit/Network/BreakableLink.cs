using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Musubi.TestKit.Network;

/// <summary>A TCP way to a server that a test can break, as a network does: without a close, under every connection at once; or that swallows what is sent over it.</summary>
public sealed class BreakableLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private readonly TaskCompletionSource _givenUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource _way = Completed();
    private volatile bool _losesRequests;
    private volatile bool _losesAnswers;

    /// <summary>Opens a way to a server.</summary>
    public BreakableLink(Uri server)
    {
        _server = server;
        _listener.Start();
        Address = new UriBuilder(server) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>The server's address by this way.</summary>
    public Uri Address { get; }

    /// <summary>Resets every open connection; new ones are let through.</summary>
    public void Break()
    {
        foreach (var socket in _open.Keys)
        {
            if (_open.TryRemove(socket, out _))
            {
                // Without lingering a close is a reset.
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
                socket.Dispose();
            }
        }
    }

    /// <summary>Lets nothing through, and tells nobody, as a network does that is cut: what is sent meanwhile is on its way until <see cref="Mend"/>.</summary>
    public void Cut()
    {
        if (_way.Task.IsCompleted)
        {
            _way = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Lets everything through again.</summary>
    public void Mend() => _way.TrySetResult();

    /// <summary>Loses what the server sends from now on. What is sent to it arrives.</summary>
    public void LoseAnswers() => _losesAnswers = true;

    /// <summary>Loses everything from now on, and lets nobody through; neither side is told.</summary>
    public void Lose() => _losesRequests = _losesAnswers = true;

    /// <summary>Completes when the server has given up a connection over which everything is lost.</summary>
    public Task GivenUpAsync() => _givenUp.Task;

    /// <summary>Lets through what comes from now on. The connections of before are reset: what they lost would be missing.</summary>
    public void Restore()
    {
        Break();
        _losesRequests = _losesAnswers = false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Mend();
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Break();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var links = new List<Task>();
        try
        {
            while (true)
            {
                links.Add(LinkAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            Break();
            await Task.WhenAll(links);
        }
    }

    private async Task LinkAsync(Socket client)
    {
        if (_losesRequests)
        {
            client.Dispose();
            return;
        }

        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _open[client] = _open[server] = 0;
        try
        {
            await _way.Task;
            await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
            await Task.WhenAll(PumpAsync(client, server, isAnswer: false), PumpAsync(server, client, isAnswer: true));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The way is broken, which is its purpose.
        }
        finally
        {
            foreach (var socket in (Socket[])[client, server])
            {
                _open.TryRemove(socket, out _);
                socket.Dispose();
            }
        }
    }

    private static TaskCompletionSource Completed()
    {
        var completed = new TaskCompletionSource();
        completed.SetResult();
        return completed;
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                await _way.Task;
                if (!Loses(isAnswer))
                {
                    await to.SendAsync(buffer.AsMemory(0, count));
                }
            }
        }
        finally
        {
            if (isAnswer && _losesRequests)
            {
                _givenUp.TrySetResult();
            }
        }

        if (!Loses(isAnswer))
        {
            to.Shutdown(SocketShutdown.Send);
        }
    }

    private bool Loses(bool isAnswer) => isAnswer ? _losesAnswers : _losesRequests;
}
