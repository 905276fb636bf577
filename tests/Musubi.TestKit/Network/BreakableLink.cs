using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Musubi.TestKit.Network;

/// <summary>A TCP way to a server that a test can break, as a network does: without a close, under every connection at once.</summary>
public sealed class BreakableLink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _server;
    private readonly Task _accepting;
    private volatile TaskCompletionSource _way = Completed();

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
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _open[client] = _open[server] = 0;
        try
        {
            await _way.Task;
            await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
            await Task.WhenAll(PumpAsync(client, server), PumpAsync(server, client));
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

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        while (await from.ReceiveAsync(buffer) is var count and > 0)
        {
            await _way.Task;
            await to.SendAsync(buffer.AsMemory(0, count));
        }

        to.Shutdown(SocketShutdown.Send);
    }
}
