namespace OpenTelemetry.Trace;

/// <summary>Traces Musubi.</summary>
public static class MusubiTracerProviderBuilderExtensions
{
    /// <summary>Takes the traces of Musubi's gateway and silo, whichever are in this process.</summary>
    /// <param name="builder">The sources.</param>
    public static TracerProviderBuilder AddMusubiInstrumentation(this TracerProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddSource("Musubi.*");
    }
}
