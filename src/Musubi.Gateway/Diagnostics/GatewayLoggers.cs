using Microsoft.Extensions.Logging;
using Musubi.Diagnostics;

namespace Musubi.Gateway.Diagnostics;

/// <summary>The gateway's log, by what a message is about: a category for each, so that each can be set by itself.</summary>
internal sealed class GatewayLoggers
{
    public GatewayLoggers(ILoggerFactory factory, TimeProvider clock)
    {
        Repeats = new RepeatFilter(clock, static name => name == GatewayLog.Peer);
        Connects = Of("Connects");
        Sockets = Of("Sockets");
        Channels = Of("Channels");
        Roots = Of("Roots");
        Uploads = Of("Uploads");

        ILogger Of(string area) => Repeats.Over(factory.CreateLogger($"Musubi.Gateway.{area}"));
    }

    /// <summary>Keeps failures that repeat themselves out of every category.</summary>
    public RepeatFilter Repeats { get; }

    /// <summary>Connecting: what is refused, and what the application's <c>HandleConnect</c> does.</summary>
    public ILogger Connects { get; }

    /// <summary>Sockets: how they end.</summary>
    public ILogger Sockets { get; }

    /// <summary>Channels: joins, and what the application's <c>HandleJoin</c> does.</summary>
    public ILogger Channels { get; }

    /// <summary>Mounted roots, and the way to their silos.</summary>
    public ILogger Roots { get; }

    /// <summary>Files.</summary>
    public ILogger Uploads { get; }
}
