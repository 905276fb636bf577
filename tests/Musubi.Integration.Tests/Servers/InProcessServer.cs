using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Musubi.TestKit.Logs;

namespace Musubi.Integration.Tests.Servers;

/// <summary>Gateway and silo in the test's process, over a real Kestrel on a port of the system's choice.</summary>
public abstract class InProcessServer : TestServer
{
    private IHost? _host;

    /// <summary>The services of the running server.</summary>
    public IServiceProvider Services => _host!.Services;

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        _host = Build(["--urls", "http://127.0.0.1:0"], builder =>
        {
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(new ServerLogProvider(Log));
        });
        await _host.StartAsync();
        Address = new Uri(_host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    /// <summary>Stops the server as its process would on a signal.</summary>
    public Task StopAsync() => _host!.StopAsync(TestContext.Current.CancellationToken);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_host is not null)
        {
            await _host.StopAsync(CancellationToken.None);
            await ((IAsyncDisposable)_host).DisposeAsync();
        }

        Log.Verify();
    }

    /// <summary>Builds the server, not yet started.</summary>
    protected abstract IHost Build(string[] args, Action<IHostApplicationBuilder> configure);
}
