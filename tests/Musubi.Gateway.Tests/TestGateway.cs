using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Musubi.Gateway.Roots;
using Musubi.Gateway.Sockets;
using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Logs;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests;

/// <summary>A gateway on Kestrel, on a port and with a clock of its own. Disposing fails the test if the log holds an error it did not allow.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly List<PhoenixClient> _clients = [];

    private TestGateway(WebApplication app, WaitedClock clock, ServerLog log, TestUploads uploads)
    {
        _app = app;
        Uploads = uploads;
        Clock = clock;
        Log = log;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    public WaitedClock Clock { get; }

    public ServerLog Log { get; }

    public TestUploads Uploads { get; }

    public IMeterFactory Meters => _app.Services.GetRequiredService<IMeterFactory>();

    public SocketScript Socket => _app.Services.GetRequiredService<SocketScript>();

    public SocketRegistry Sockets => _app.Services.GetRequiredService<SocketRegistry>();

    public RootRegistry Roots => _app.Services.GetRequiredService<RootRegistry>();

    public static async Task<TestGateway> StartAsync(
        TestSilo silo,
        Action<MusubiGatewayOptions>? configure = null,
        Action<WebApplicationBuilder>? services = null,
        Action<WebApplication>? middleware = null)
    {
        var clock = new WaitedClock();
        var log = new ServerLog();
        var uploads = new TestUploads(clock);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(new ServerLogProvider(log));
        builder.Services.AddSingleton(silo.Grains);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<SocketScript>();
        builder.Services.AddSingleton<IUploadStore>(uploads);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddMusubiGateway(configure);
        services?.Invoke(builder);

        var app = builder.Build();
        middleware?.Invoke(app);
        app.MapMusubi<TestSocket>("/socket");
        await app.StartAsync();
        return new TestGateway(app, clock, log, uploads);
    }

    public async Task<PhoenixClient> ConnectAsync(params (string Name, string Value)[] connectParams) =>
        Keep(await PhoenixClient.ConnectAsync(Address, TestContext.Current.CancellationToken, connectParams));

    public async Task<PhoenixClient> ConnectAsync(string query, Action<ClientWebSocketOptions> configure) =>
        Keep(await PhoenixClient.ConnectAsync(PhoenixClient.Endpoint(Address, query), configure, TestContext.Current.CancellationToken));

    /// <summary>Connects, mounts a root, and takes the reply and the first patch.</summary>
    public async Task<(PhoenixClient Client, PhoenixChannel Channel)> MountAsync(RootScript root)
    {
        var client = await ConnectAsync();
        return (client, await MountAsync(client, root));
    }

    public async Task<PhoenixChannel> MountAsync(PhoenixClient client, RootScript root)
    {
        var channel = client.Channel(root.Topic);
        Assert.Equal("ok", (await channel.JoinAsync(root.JoinPayload)).Status);
        await channel.ExpectAsync("patch");
        await root.MountedAsync();
        return channel;
    }

    /// <summary>Announces a file and joins its channel.</summary>
    /// <param name="client">The client, which has mounted the root.</param>
    /// <param name="root">The root's channel.</param>
    /// <param name="size">The file's size in bytes.</param>
    /// <param name="name">The client's name for the file.</param>
    public async Task<PhoenixChannel> StartUploadAsync(PhoenixClient client, PhoenixChannel root, long size, string name = "0")
    {
        var upload = client.Channel($"musubi_upload:u_{name}");
        Assert.Equal("ok", (await upload.JoinAsync(new { token = await TokenAsync(root, size, name) })).Status);
        return upload;
    }

    /// <summary>Announces a file and returns the token for it.</summary>
    public async Task<string> TokenAsync(PhoenixChannel root, long size, string name = "0")
    {
        var reply = await root.AskAsync("allow_upload", new { name = "avatar", entries = new[] { new { client_ref = name, name = "a.png", size } } });
        return (string)reply.Response!["entries"]![name]!["token"]!;
    }

    /// <summary>Stops the application, and returns when it has stopped.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <summary>Begins to stop the application, as a signal to the process would.</summary>
    public void Stop() => _app.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        await _app.StopAsync();
        await _app.DisposeAsync();
        Uploads.Dispose();
        Log.Verify();
    }

    private PhoenixClient Keep(PhoenixClient client)
    {
        _clients.Add(client);
        return client;
    }
}
