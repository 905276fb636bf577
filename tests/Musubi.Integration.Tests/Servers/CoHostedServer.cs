using Microsoft.Extensions.Hosting;
using Musubi.Conformance.Host;

namespace Musubi.Integration.Tests.Servers;

/// <summary>The conformance host in its default form.</summary>
public class CoHostedServer : InProcessServer
{
    private readonly string[] _settings;

    /// <summary>With every setting as it is by default.</summary>
    public CoHostedServer()
        : this([])
    {
    }

    /// <summary>With settings of the test's own, as they stand on a command line.</summary>
    protected internal CoHostedServer(params string[] settings) => _settings = settings;

    /// <inheritdoc/>
    protected override IHost Build(string[] args, Action<IHostApplicationBuilder> configure) => ConformanceHost.Build([.. args, .. _settings], configure);
}
