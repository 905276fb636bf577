using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Musubi.Gateway.Collections;

namespace Musubi.Gateway.Resume;

/// <summary>How often the sockets of one client together may name roots that are not there: of one subject, or of one address where no subject is known.</summary>
/// <remarks>Nothing is kept of a client that misses nothing, nor of one that has not for so long that it has all of its allowance again.</remarks>
internal sealed class SharedMisses(IOptions<MusubiGatewayOptions> options, TimeProvider clock)
{
    /// <summary>Clients that are kept. Who misses from more addresses than that is bounded by each address.</summary>
    internal const int MaxClients = 10_000;

    private const int BurstSeconds = 10;
    private const int NetworkBytes = 8;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, TokenBucket> _clients = new(StringComparer.Ordinal);

    private double Burst => options.Value.MissesPerSecond * BurstSeconds;

    /// <summary>Names a client.</summary>
    /// <param name="subject">Who it is; null for nobody.</param>
    /// <param name="address">Where it comes from; null when that is not known. Of version 6 the network counts, in which one client has any number of addresses.</param>
    public static string ClientOf(string? subject, string? address)
    {
        if (subject is not null)
        {
            return $"s{subject}";
        }

        return IPAddress.TryParse(address, out var ip) && ip is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false }
            ? $"n{Convert.ToHexString(ip.GetAddressBytes().AsSpan(0, NetworkBytes))}"
            : $"a{address}";
    }

    /// <summary>Whether another may be tried.</summary>
    public bool HasAny(string client)
    {
        lock (_lock)
        {
            if (!_clients.TryGetValue(client, out var bucket))
            {
                return true;
            }

            var has = bucket.Has(1);
            _clients[client] = bucket;
            return has;
        }
    }

    /// <summary>Counts a miss, if there is one to spend: none is owed for later.</summary>
    public void Spend(string client)
    {
        lock (_lock)
        {
            if (!_clients.TryGetValue(client, out var bucket))
            {
                MakeRoom();
                bucket = new TokenBucket(Burst, options.Value.MissesPerSecond, clock);
            }

            bucket.TryTake(1);
            _clients[client] = bucket;
        }
    }

    private void MakeRoom()
    {
        if (_clients.Count < MaxClients)
        {
            return;
        }

        foreach (var (client, bucket) in _clients.ToArray())
        {
            var kept = bucket;
            if (kept.Has(Burst))
            {
                _clients.Remove(client);
            }
        }

        if (_clients.Count >= MaxClients)
        {
            _clients.Remove(_clients.Keys.First());
        }
    }
}
