namespace Musubi.Grains.Pushes;

/// <summary>The process of a gateway, as the cluster knows it: an Orleans client, or a silo.</summary>
internal static class GatewayProcess
{
    private const string HostedPrefix = "hosted-";
    private const char ObserverSeparator = '+';

    /// <summary>The silo that a gateway is part of; null for one that is a client, which no membership tells of.</summary>
    public static SiloAddress? SiloOf(IGatewayObserver gateway)
    {
        // Orleans names the client inside a silo by the silo's address, and an observer by its client.
        if (gateway is not GrainReference reference || reference.GrainId.Key.ToString() is not { } key || !key.StartsWith(HostedPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var end = key.IndexOf(ObserverSeparator, StringComparison.Ordinal);
        try
        {
            return SiloAddress.FromParsableString(end < 0 ? key[HostedPrefix.Length..] : key[HostedPrefix.Length..end]);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
