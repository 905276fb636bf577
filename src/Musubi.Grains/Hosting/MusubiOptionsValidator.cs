using Microsoft.Extensions.Options;

namespace Musubi.Grains.Hosting;

/// <summary>Reports every option that is out of its range, at start-up.</summary>
internal sealed class MusubiOptionsValidator : IValidateOptions<MusubiOptions>
{
    public ValidateOptionsResult Validate(string? name, MusubiOptions options)
    {
        var problems = new ValidateOptionsResultBuilder();
        if (options.OrphanAfter <= TimeSpan.FromMinutes(1) || options.OrphanAfter > TimeSpan.FromHours(1))
        {
            problems.AddError($"Expected more than 1 minute and at most 1 hour; got {options.OrphanAfter}.", nameof(options.OrphanAfter));
        }

        if (options.HibernateAfter < TimeSpan.FromSeconds(6) || options.HibernateAfter > TimeSpan.FromDays(30))
        {
            problems.AddError($"Expected 6 seconds to 30 days; got {options.HibernateAfter}.", nameof(options.HibernateAfter));
        }

        Range(nameof(options.MaxTreeDepth), options.MaxTreeDepth, 1, 256);
        Range(nameof(options.MaxUndeliveredPatches), options.MaxUndeliveredPatches, 1, 10_000);
        Range(nameof(options.MaxUndeliveredBytes), options.MaxUndeliveredBytes, 1024, 16 * 1024 * 1024);
        Range(nameof(options.MaxWaitingMessages), options.MaxWaitingMessages, 100, 1_000_000);
        Range(nameof(options.MaxDetachedRoots), options.MaxDetachedRoots, 1, 10_000_000);
        Range(nameof(options.MaxDetachedRootsPerSubject), options.MaxDetachedRootsPerSubject, 1, 100_000);
        return problems.Build();

        void Range(string option, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                problems.AddError($"Expected {least} to {most}; got {value}.", option);
            }
        }
    }
}
