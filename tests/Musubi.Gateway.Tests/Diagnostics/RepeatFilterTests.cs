using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Musubi.Diagnostics;
using Musubi.Gateway.Diagnostics;
using Musubi.TestKit.Logs;

namespace Musubi.Gateway.Tests.Diagnostics;

public sealed class RepeatFilterTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ServerLog _log = new();
    private readonly ServerLogProvider _provider;
    private readonly RepeatFilter _filter;
    private readonly ILogger _logger;

    public RepeatFilterTests()
    {
        _provider = new ServerLogProvider(_log);
        _filter = new RepeatFilter(_clock, static name => name == GatewayLog.Peer);
        _logger = _filter.Over(_provider.CreateLogger("c"));
    }

    public void Dispose() => _provider.Dispose();

    [Fact]
    public void Failure_ThatRepeatsItself_IsSaidOnceWithItsStackAndThenCounted()
    {
        for (var i = 0; i < 1_000; i++)
        {
            Fail(new TimeoutException($"number {i}"));
        }

        var first = Assert.Single(_log.Warnings);
        Assert.Contains("number 0", first.Exception, StringComparison.Ordinal);

        PassMinute();

        Assert.Equal(2, _log.Warnings.Count);
        Assert.Equal("999 more of message SyncFailed (22) in the last minute: TimeoutException.", _log.Warnings[1].Message);
        Assert.Null(_log.Warnings[1].Exception);
    }

    [Fact]
    public void Failure_ThatGoesOn_IsCountedEachMinute()
    {
        Fail(new TimeoutException());
        for (var minute = 0; minute < 3; minute++)
        {
            Fail(new TimeoutException());
            PassMinute();
        }

        Assert.Equal(4, _log.Warnings.Count);
        Assert.All(_log.Warnings.Skip(1), static line => Assert.StartsWith("1 more", line.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Failure_AfterAQuietMinute_IsNewAgain()
    {
        Fail(new TimeoutException());
        PassMinute();
        Fail(new TimeoutException("again"));

        Assert.Equal(2, _log.Warnings.Count);
        Assert.Contains("again", _log.Warnings[1].Exception, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_OfOtherKinds_AreEachSaid()
    {
        Fail(new TimeoutException());
        Fail(new SiloUnavailableException());
        _logger.UploadNotDeleted(new TimeoutException());

        Assert.Equal(3, _log.Warnings.Count);
    }

    [Fact]
    public void Peers_MoreThanAreToldApart_AreCountedTogether()
    {
        for (var i = 0; i < 3 * RepeatFilter.MaxKinds; i++)
        {
            _logger.ClosedOverFrame("id", $"peer {i}", 1007, "malformed frame");
        }

        Assert.Equal(RepeatFilter.MaxKinds + 1, _log.Warnings.Count);

        PassMinute();

        Assert.Equal($"{(2 * RepeatFilter.MaxKinds) - 1} more of message ClosedOverFrame (16) in the last minute: others.", _log.Warnings[^1].Message);
    }

    [Fact]
    public void Peers_AfterTheirMinute_TakeNoRoomAnyMore()
    {
        for (var minute = 0; minute < 3; minute++)
        {
            for (var i = 0; i < RepeatFilter.MaxKinds; i++)
            {
                _logger.ClosedOverFrame("id", $"peer {minute}-{i}", 1007, "malformed frame");
            }

            PassMinute();
        }

        Assert.Equal(3 * RepeatFilter.MaxKinds, _log.Warnings.Count);
    }

    private void Fail(Exception exception) => _logger.SyncFailed(new RootId("M", "i"), "id", exception);

    private void PassMinute()
    {
        _clock.Advance(TimeSpan.FromMinutes(1));
        _filter.Sweep(_clock.GetTimestamp());
    }
}
