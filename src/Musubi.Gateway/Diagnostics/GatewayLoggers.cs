using Microsoft.Extensions.Logging;

namespace Musubi.Gateway.Diagnostics;

/// <summary>The gateway's log, by what a message is about: a category for each, so that each can be set by itself.</summary>
internal sealed class GatewayLoggers(ILoggerFactory factory)
{
    /// <summary>Connecting: what is refused, and what the application's <c>HandleConnect</c> does.</summary>
    public ILogger Connects { get; } = factory.CreateLogger("Musubi.Gateway.Connects");

    /// <summary>Sockets: how they end.</summary>
    public ILogger Sockets { get; } = factory.CreateLogger("Musubi.Gateway.Sockets");

    /// <summary>Channels: joins, and what the application's <c>HandleJoin</c> does.</summary>
    public ILogger Channels { get; } = factory.CreateLogger("Musubi.Gateway.Channels");

    /// <summary>Mounted roots, and the way to their silos.</summary>
    public ILogger Roots { get; } = factory.CreateLogger("Musubi.Gateway.Roots");

    /// <summary>Files.</summary>
    public ILogger Uploads { get; } = factory.CreateLogger("Musubi.Gateway.Uploads");
}
