namespace OpenTelemetry.Metrics;

/// <summary>Measures Musubi.</summary>
public static class MusubiMeterProviderBuilderExtensions
{
    /// <summary>Takes the measurements of Musubi's gateway, silo and storages, whichever are in this process.</summary>
    /// <param name="builder">The meters.</param>
    public static MeterProviderBuilder AddMusubiInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter("Musubi.*");
    }
}
