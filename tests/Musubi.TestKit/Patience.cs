namespace Musubi.TestKit;

/// <summary>How long a test waits for something that should come at once.</summary>
/// <remarks>Only a failing test ever waits that long; a machine that is busy with other tests must not make one fail.</remarks>
public static class Patience
{
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);
}
