using Musubi.TestKit.Logs;

namespace Musubi.Integration.Tests;

/// <summary>The errors that tests provoke on purpose.</summary>
internal static class ServerErrors
{
    /// <summary>A store threw, or was sent a payload that does not fit.</summary>
    public static bool StoreCrashed(LogLine line) => line.Category == "Musubi.Grains.Stores.StoreGrain";

    /// <summary>Orleans, or what retries on its behalf, complains that a silo is gone.</summary>
    public static bool SiloLost(LogLine line) => line.Category == "Polly" || line.Category.StartsWith("Orleans.", StringComparison.Ordinal);
}
