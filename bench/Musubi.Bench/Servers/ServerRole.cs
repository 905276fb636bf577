namespace Musubi.Bench.Servers;

internal enum ServerRole
{
    /// <summary>A WebSocket that sends back what it receives: what no server can do without.</summary>
    Echo,

    /// <summary>The same, but a grain of the same process is asked in between: what no gateway over Orleans can do without.</summary>
    Relay,

    /// <summary>The same, and the grain is in a <see cref="Silo"/> of its own.</summary>
    RelayApart,

    /// <summary>A hub, by JSON or by MessagePack as its clients ask.</summary>
    SignalR,

    /// <summary>Components that the server keeps, and renders when an event or an announcement changes them.</summary>
    Blazor,

    /// <summary>Gateway and silo in one process.</summary>
    Musubi,

    /// <summary>The gateway alone.</summary>
    Gateway,

    /// <summary>The silo alone.</summary>
    Silo,
}
