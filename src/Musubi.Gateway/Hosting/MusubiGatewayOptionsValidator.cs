using Microsoft.Extensions.Options;

namespace Musubi.Gateway.Hosting;

/// <summary>Checks the options at start, and reports everything that is wrong at once.</summary>
internal sealed class MusubiGatewayOptionsValidator : IValidateOptions<MusubiGatewayOptions>
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    public ValidateOptionsResult Validate(string? name, MusubiGatewayOptions options)
    {
        var problems = new List<string>();
        Within(nameof(options.MaxTextFrameBytes), options.MaxTextFrameBytes, KiB, 16 * MiB);
        Within(nameof(options.MaxBinaryFrameBytes), options.MaxBinaryFrameBytes, KiB, 16 * MiB);
        Within(nameof(options.MaxSkippedBytes), options.MaxSkippedBytes, 0, 1024 * MiB);
        Within(nameof(options.MaxTopicBytes), options.MaxTopicBytes, 64, 16 * KiB);
        Within(nameof(options.MaxChannelsPerSocket), options.MaxChannelsPerSocket, 1, 10_000);
        Within(nameof(options.MaxConnections), options.MaxConnections, 1, 1_000_000);
        Within(nameof(options.MaxOutgoingBytes), options.MaxOutgoingBytes, 4 * KiB, 64 * MiB);
        Within(nameof(options.FramesPerSecond), options.FramesPerSecond, 1, 1_000_000);
        Within(nameof(options.FrameBurst), options.FrameBurst, 1, 1_000_000);
        Within(nameof(options.MaxEmptyFrames), options.MaxEmptyFrames, 10, 1_000_000);
        Within(nameof(options.MaxFailedJoins), options.MaxFailedJoins, 1, 100_000);
        Within(nameof(options.MaxPendingCommands), options.MaxPendingCommands, 1, 10_000);
        Within(nameof(options.MaxPendingBytes), options.MaxPendingBytes, 64 * KiB, 1024 * MiB);
        Within(nameof(options.SilenceTimeout), options.SilenceTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Within(nameof(options.SlowReaderTimeout), options.SlowReaderTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Within(nameof(options.SyncInterval), options.SyncInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Within(nameof(options.RepairDelay), options.RepairDelay, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(30));
        Within(nameof(options.AskAgainAfter), options.AskAgainAfter, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1));
        Within(nameof(options.RetryUnavailableFor), options.RetryUnavailableFor, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Within(nameof(options.DrainPeriod), options.DrainPeriod, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Within(nameof(options.ResumeFor), options.ResumeFor, TimeSpan.Zero, TimeSpan.FromHours(1));
        Within(nameof(options.ResumeAfterCloseFor), options.ResumeAfterCloseFor, TimeSpan.Zero, TimeSpan.FromHours(1));
        Within(nameof(options.MissesPerSecond), options.MissesPerSecond, 1, 100_000);
        Within(nameof(options.MaxWaitingUploads), options.MaxWaitingUploads, 0, 100_000);
        Within(nameof(options.UploadOrphanTimeout), options.UploadOrphanTimeout, TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        Within(nameof(options.UploadKeepAliveInterval), options.UploadKeepAliveInterval, TimeSpan.FromSeconds(1), Least(TimeSpan.FromHours(1), options.UploadOrphanTimeout / 3));
        foreach (var origin in options.AllowedOrigins)
        {
            if (!OriginPattern.TryParse(origin, out _))
            {
                problems.Add($"{nameof(MusubiGatewayOptions)}.{nameof(options.AllowedOrigins)} holds '{origin}'. Expected an origin like 'https://example.com' or 'https://*.example.com', without a path.");
            }
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

        void Within<T>(string setting, T value, T least, T most)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            {
                problems.Add($"{nameof(MusubiGatewayOptions)}.{setting} is {value}. Expected {least} to {most}.");
            }
        }
    }
}
