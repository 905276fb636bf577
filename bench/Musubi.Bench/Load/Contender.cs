using Musubi.Bench.Servers;
using Musubi.Bench.Storages;

namespace Musubi.Bench.Load;

/// <summary>A way to serve the counter: its processes, and the client that speaks to them.</summary>
internal sealed record Contender(string Name, ServerRole[] Roles, Func<LoadClient> NewClient)
{
    public static Contender Echo { get; } = new("WebSocket echo", [ServerRole.Echo], static () => new EchoClient());

    public static Contender Relay { get; } = new("WebSocket and grain call", [ServerRole.Relay], static () => new EchoClient());

    public static Contender RelayApart { get; } = new("WebSocket and grain call, apart", [ServerRole.Silo, ServerRole.RelayApart], static () => new EchoClient());

    public static Contender SignalRJson { get; } = new("SignalR, JSON", [ServerRole.SignalR], static () => new SignalRClient(messagePack: false));

    public static Contender Blazor { get; } = new("Blazor Server", [ServerRole.Blazor], static () => new BlazorClient());

    public static Contender Musubi { get; } = new("Musubi, one process", [ServerRole.Musubi], static () => new MusubiClient());

    public static Contender MusubiApart { get; } = new("Musubi, gateway and silo", [ServerRole.Silo, ServerRole.Gateway], static () => new MusubiClient());

    public static Contender[] All { get; } =
    [
        Echo,
        Relay,
        RelayApart,
        SignalRJson,
        new("SignalR, MessagePack", [ServerRole.SignalR], static () => new SignalRClient(messagePack: true)),
        Blazor,
        Musubi,
        MusubiApart,
    ];

    /// <summary>Those that have pages, which stay and are announced to.</summary>
    public static IEnumerable<Contender> WithPages => All.Except([Echo, Relay, RelayApart]);

    /// <summary>Where its durable roots are kept; null when it has none.</summary>
    public RootStorage? Storage { get; init; }

    public bool Ours => this == Musubi || this == MusubiApart;

    public async Task<RunningContender> Start()
    {
        var clusterPorts = FreePorts.Take(2);
        var processes = new List<ServerProcess>();
        foreach (var role in Roles)
        {
            processes.Add(await ServerProcess.Start(role, Storage?.Use, clusterPorts));
        }

        return new RunningContender(this, processes);
    }
}
