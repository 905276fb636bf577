namespace Musubi.Conformance.Host;

/// <summary>Says that a silo without a web server is ready, as ASP.NET Core does of one with it.</summary>
internal sealed partial class SiloAnnouncement(IHostApplicationLifetime lifetime, ILogger<SiloAnnouncement> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(LogReady);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1, LogLevel.Information, "Silo is ready")]
    private partial void LogReady();
}
