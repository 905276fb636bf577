using Musubi.TestKit.Processes;

namespace Musubi.Integration.Tests.Servers;

/// <summary>Two gateways' processes, and the silo that both are clients of.</summary>
public sealed class TwoGatewaysServer : TwoProcessServer
{
    private ServerProcess? _second;

    /// <summary>Where the second gateway listens.</summary>
    public Uri SecondAddress { get; private set; } = null!;

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _second = StartGatewayProcess();
        SecondAddress = await ListeningAsync(_second);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_second is not null)
        {
            await _second.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
