using Microsoft.Extensions.Options;
using Polly.Telemetry;

namespace Musubi.Grains.Hosting;

/// <summary>Has each try at a placement logged at Debug. Orleans makes several for a message to a gateway that is gone, and they would be warnings and an error each.</summary>
/// <remarks>What fails in the end is still thrown to whoever sent the message, and logged as an error by Orleans itself unless it is a client that is gone.</remarks>
internal sealed class PlacementEvents : IPostConfigureOptions<TelemetryOptions>
{
    private const string Pipeline = "Orleans.Placement";

    public void PostConfigure(string? name, TelemetryOptions options)
    {
        // What the host has chosen holds for everything else.
        var others = options.SeverityProvider;
        options.SeverityProvider = arguments => arguments.Source.PipelineName == Pipeline ? ResilienceEventSeverity.Debug : others?.Invoke(arguments) ?? arguments.Event.Severity;
    }
}
