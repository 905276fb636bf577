using System.Net;
using System.Net.Sockets;

namespace Musubi.Bench.Load;

/// <summary>Ports for what must be told its port before it starts.</summary>
internal static class FreePorts
{
    /// <summary>Takes ports that differ.</summary>
    public static int[] Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        var ports = listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }
}
