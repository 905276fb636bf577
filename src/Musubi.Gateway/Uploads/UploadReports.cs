using Musubi.Gateway.Roots;

namespace Musubi.Gateway.Uploads;

/// <summary>What a root is told of one file that the gateway receives, one report after the other.</summary>
internal sealed class UploadReports(MountedRoot root, UploadGrant grant, TimeProvider clock, CancellationToken stopped)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    private GatewayReport? _lastProgress;
    private long _lastProgressAt;

    /// <summary>Tells the root, and waits for what it says.</summary>
    /// <exception cref="OperationCanceledException">The upload was stopped meanwhile.</exception>
    public async Task<GatewayReport> AskAsync(UploadReport report)
    {
        var call = new GatewayReport(grant, report);
        await root.Line.AskAsync(call);
        await call.Ended.WaitAsync(stopped);
        return call;
    }

    /// <summary>Tells the root, and goes on: nothing that it could say matters any more.</summary>
    public ValueTask TellAsync(UploadReport report) => root.Line.AskAsync(new GatewayReport(grant, report));

    /// <summary>Tells the root how far the file is, unless it was told a moment ago or has not taken in the last such report.</summary>
    /// <param name="percent">Per cent that have come.</param>
    /// <param name="unwanted">Runs when the root says that it does not want the file any more.</param>
    public ValueTask ProgressAsync(int percent, Action unwanted)
    {
        var now = clock.GetTimestamp();
        if (_lastProgress is { } last && (!last.Ended.IsCompleted || clock.GetElapsedTime(_lastProgressAt, now) < ProgressInterval))
        {
            return ValueTask.CompletedTask;
        }

        _lastProgressAt = now;
        _lastProgress = new GatewayReport(grant, new UploadReport(UploadReportKind.Progress, percent), unwanted);
        return root.Line.AskAsync(_lastProgress);
    }
}
