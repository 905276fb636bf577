using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace LivePoll.Hosting;

/// <summary>What is measured and traced leaves for a collector, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one.</summary>
internal static class Telemetry
{
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is null)
        {
            return;
        }

        builder.Services.AddOpenTelemetry()
            .WithMetrics(static metrics => metrics.AddMusubiInstrumentation().AddMeter("Microsoft.Orleans"))
            .WithTracing(static tracing => tracing.AddMusubiInstrumentation())
            .UseOtlpExporter();
    }
}
