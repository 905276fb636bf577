using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Musubi.Gateway.Hosting;
using Musubi.Gateway.Tests.Scripted;

namespace Musubi.Gateway.Tests.Hosting;

public sealed class OptionsTests(TestSilo silo)
{
    public static TheoryData<string, string, Action<MusubiGatewayOptions>> OutOfRange => new()
    {
        { nameof(MusubiGatewayOptions.MaxTextFrameBytes), "1023. Expected 1024 to 16777216", static options => options.MaxTextFrameBytes = 1023 },
        { nameof(MusubiGatewayOptions.MaxTextFrameBytes), "16777217. Expected", static options => options.MaxTextFrameBytes = (16 << 20) + 1 },
        { nameof(MusubiGatewayOptions.MaxBinaryFrameBytes), "0. Expected", static options => options.MaxBinaryFrameBytes = 0 },
        { nameof(MusubiGatewayOptions.MaxSkippedBytes), "-1. Expected 0 to 1073741824", static options => options.MaxSkippedBytes = -1 },
        { nameof(MusubiGatewayOptions.MaxTopicBytes), "63. Expected", static options => options.MaxTopicBytes = 63 },
        { nameof(MusubiGatewayOptions.MaxChannelsPerSocket), "0. Expected", static options => options.MaxChannelsPerSocket = 0 },
        { nameof(MusubiGatewayOptions.MaxConnections), "0. Expected", static options => options.MaxConnections = 0 },
        { nameof(MusubiGatewayOptions.MaxOutgoingBytes), "4095. Expected", static options => options.MaxOutgoingBytes = 4095 },
        { nameof(MusubiGatewayOptions.FramesPerSecond), "0. Expected", static options => options.FramesPerSecond = 0 },
        { nameof(MusubiGatewayOptions.FrameBurst), "0. Expected", static options => options.FrameBurst = 0 },
        { nameof(MusubiGatewayOptions.MaxPendingCommands), "0. Expected", static options => options.MaxPendingCommands = 0 },
        { nameof(MusubiGatewayOptions.MaxPendingBytes), "65535. Expected 65536 to 1073741824", static options => options.MaxPendingBytes = 65_535 },
        { nameof(MusubiGatewayOptions.MaxPendingBytes), "1073741825. Expected", static options => options.MaxPendingBytes = (1 << 30) + 1 },
        { nameof(MusubiGatewayOptions.SilenceTimeout), "00:00:00.9990000. Expected 00:00:01 to 00:10:00", static options => options.SilenceTimeout = TimeSpan.FromMilliseconds(999) },
        { nameof(MusubiGatewayOptions.SilenceTimeout), "00:10:00.0010000. Expected", static options => options.SilenceTimeout = TimeSpan.FromMilliseconds(600_001) },
        { nameof(MusubiGatewayOptions.SlowReaderTimeout), "00:00:00. Expected", static options => options.SlowReaderTimeout = TimeSpan.Zero },
        { nameof(MusubiGatewayOptions.SyncInterval), "00:02:00. Expected", static options => options.SyncInterval = TimeSpan.FromMinutes(2) },
        { nameof(MusubiGatewayOptions.MissesPerSecond), "0. Expected 1 to 100000", static options => options.MissesPerSecond = 0 },
        { nameof(MusubiGatewayOptions.MaxWaitingUploads), "-1. Expected 0 to 100000", static options => options.MaxWaitingUploads = -1 },
        { nameof(MusubiGatewayOptions.UploadOrphanTimeout), "2.00:00:00. Expected", static options => options.UploadOrphanTimeout = TimeSpan.FromDays(2) },
        { nameof(MusubiGatewayOptions.UploadKeepAliveInterval), "00:03:21. Expected 00:00:01 to 00:03:20", static options => options.UploadKeepAliveInterval = TimeSpan.FromSeconds(201) },
        { nameof(MusubiGatewayOptions.RepairDelay), "00:00:00. Expected", static options => options.RepairDelay = TimeSpan.Zero },
        { nameof(MusubiGatewayOptions.AllowedOrigins), "holds 'example.com'. Expected", static options => options.AllowedOrigins.Add("example.com") },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Option_OutOfItsRange_IsNamedWithItsValueAndRule(string setting, string says, Action<MusubiGatewayOptions> configure)
    {
        var options = new MusubiGatewayOptions();
        configure(options);

        var failure = Assert.Single(new MusubiGatewayOptionsValidator().Validate(null, options).Failures!);

        Assert.StartsWith($"MusubiGatewayOptions.{setting} ", failure, StringComparison.Ordinal);
        Assert.Contains(says, failure, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_Defaults_AreWithinTheirRanges() =>
        Assert.True(new MusubiGatewayOptionsValidator().Validate(null, new MusubiGatewayOptions()).Succeeded);

    [Fact]
    public async Task Start_WithWrongOptions_ReportsAllOfThem()
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => TestGateway.StartAsync(silo, static options =>
        {
            options.MaxConnections = 0;
            options.FrameBurst = -1;
        }));

        Assert.Equal(2, failure.Failures.Count());
    }

    [Fact]
    public async Task AddMusubiGateway_CalledTwice_HonoursBoth()
    {
        await using var gateway = await TestGateway.StartAsync(
            silo,
            static options => options.MaxConnections = 1,
            static builder => builder.Services.AddMusubiGateway(static options => options.MaxTextFrameBytes = 2000).AddMusubiGateway());

        Assert.True(gateway.Sockets.TryReserve());
        Assert.False(gateway.Sockets.TryReserve());
        gateway.Sockets.Release();
        var client = await gateway.ConnectAsync();
        await client.SendAsync(new string('x', 2001));
        Assert.Equal(1009, (int)(await client.EndAsync()).Status!);
    }

    [Fact]
    public void MapMusubi_WithoutAddMusubiGateway_SaysWhatToCall()
    {
        var app = WebApplication.CreateSlimBuilder().Build();

        var failure = Assert.Throws<InvalidOperationException>(() => app.MapMusubi<TestSocket>("/socket"));

        Assert.Contains("AddMusubiGateway()", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MapMusubi_WithoutOrleans_SaysWhatToCall()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddMusubiGateway();
        var app = builder.Build();

        var failure = Assert.Throws<InvalidOperationException>(() => app.MapMusubi<TestSocket>("/socket"));

        Assert.Contains("UseOrleans", failure.Message, StringComparison.Ordinal);
    }
}
