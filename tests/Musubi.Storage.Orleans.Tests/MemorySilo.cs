using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Musubi.TestKit.Processes;
using Orleans.Storage;

namespace Musubi.Storage.Orleans.Tests;

/// <summary>A silo with Orleans' own memory provider, whose states are serialized and whose ETags are checked as a database's are.</summary>
public sealed class MemorySilo : IAsyncLifetime
{
    public const string Provider = "pages";

    private readonly IHost _host = Build(static silo => silo.AddMemoryGrainStorage(Provider).AddMusubiGrainStorage(Provider));

    public IServiceProvider Services => _host.Services;

    public IGrainStorage Storage => Services.GetRequiredKeyedService<IGrainStorage>(Provider);

    public static IHost Build(Action<ISiloBuilder> configure)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        builder.Services.AddHealthChecks().AddMusubiGrainStorage();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0);
            configure(silo);
        });
        return builder.Build();
    }

    public async ValueTask InitializeAsync() => await _host.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}
