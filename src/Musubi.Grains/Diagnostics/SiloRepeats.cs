using Microsoft.Extensions.Logging;
using Musubi.Diagnostics;

namespace Musubi.Grains.Diagnostics;

/// <summary>Has a failure of one kind logged once in a minute by this silo, however often clients bring it about.</summary>
/// <remarks>All that its messages name tells kinds apart: which root, which command. None of it is a client's.</remarks>
internal sealed class SiloRepeats : IDisposable
{
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(5);

    private readonly RepeatFilter _filter;
    private readonly ITimer _sweep;

    public SiloRepeats(TimeProvider clock)
    {
        _filter = new RepeatFilter(clock, static _ => true);

        // Else the sweep would be traced as a part of the call that happened to come first.
        using (ExecutionContext.SuppressFlow())
        {
            _sweep = clock.CreateTimer(_ => _filter.Sweep(clock.GetTimestamp()), null, SweepPeriod, SweepPeriod);
        }
    }

    /// <summary>The same log, filtered.</summary>
    public ILogger Over(ILogger logger) => _filter.Over(logger);

    public void Dispose() => _sweep.Dispose();
}
