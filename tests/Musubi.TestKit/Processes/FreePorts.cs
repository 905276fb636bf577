using System.Net;
using System.Net.Sockets;

namespace Musubi.TestKit.Processes;

/// <summary>Ports for what must be told its port before it starts; whatever can listen on port 0 should do that instead.</summary>
public static class FreePorts
{
    /// <summary>Takes ports that are free, and differ.</summary>
    /// <remarks>Below the range that the system hands out by itself, so that no outgoing connection takes one before
    /// its process listens; random, so that test processes side by side do not meet.</remarks>
    public static int[] Take(int count)
    {
        var ports = new HashSet<int>();
        while (ports.Count < count)
        {
            var port = Random.Shared.Next(12_000, 32_000);
            if (IsFree(port))
            {
                ports.Add(port);
            }
        }

        return [.. ports];
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
