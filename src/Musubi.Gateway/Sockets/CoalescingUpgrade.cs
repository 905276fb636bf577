using Microsoft.AspNetCore.Http.Features;

namespace Musubi.Gateway.Sockets;

/// <summary>Puts a <see cref="CoalescingStream"/> between a WebSocket and its transport, at the upgrade.</summary>
internal sealed class CoalescingUpgrade(IHttpUpgradeFeature upgrade) : IHttpUpgradeFeature
{
    public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

    /// <summary>The stream below the WebSocket; null before the upgrade.</summary>
    public CoalescingStream? Stream { get; private set; }

    public async Task<Stream> UpgradeAsync() => Stream = new CoalescingStream(await upgrade.UpgradeAsync());
}
