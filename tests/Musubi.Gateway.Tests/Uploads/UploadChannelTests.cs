using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Uploads;

public sealed class UploadChannelTests(TestSilo silo) : IAsyncLifetime
{
    private static readonly UploadReport Cancelled = new(UploadReportKind.Cancelled);

    private readonly RootScript _root = new() { Limits = new([], 2, 5000, 1000, TimeSpan.FromSeconds(10)) };
    private TestGateway _gateway = null!;
    private PhoenixClient _client = null!;
    private PhoenixChannel _channel = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo);
        (_client, _channel) = await _gateway.MountAsync(_root);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Upload_InChunks_LandsOnDiskAsItWasSent()
    {
        var upload = await StartAsync(2500);
        var file = (await ReportedAsync(UploadReportKind.Started)).File!.Value;

        Assert.Equal("""ok {"progress":40}""", (await SendAsync(upload, 1000, 1)).ToString());
        Assert.Equal("""ok {"progress":80}""", (await SendAsync(upload, 1000, 2)).ToString());
        Assert.Equal("""ok {"progress":100}""", (await SendAsync(upload, 500, 3)).ToString());

        Assert.Equal(Sent.Close(upload.JoinRef!, upload.Topic), (await upload.NextAsync()).ToString());
        byte[] sent = [.. Bytes(1000, 1), .. Bytes(1000, 2), .. Bytes(500, 3)];
        Assert.Equal(sent, await _gateway.Uploads.ReadAsync(file));
        Assert.Equal("ok", (await upload.AskAsync("phx_leave", null)).Status);
    }

    [Fact]
    public async Task Start_IsReportedBeforeTheJoinIsAnswered()
    {
        var upload = await StartAsync(2500);

        var report = await _root.ReportedAsync();
        Assert.Equal(("avatar", "u_0", false, StoreId.Root), (report.Name, report.EntryRef, report.FromClient, report.StoreId));
        Assert.Equal(UploadReportKind.Started, report.Report.Kind);
        Assert.Equal((_root.ConnectionId, "u_0"), (report.Report.File!.Value.Owner.Connection, report.Report.File.Value.EntryRef));
        Assert.True(report.Report.File.Value.Owner.Gateway.All(char.IsAsciiLetterOrDigit));
        Assert.NotNull(upload.JoinRef);
    }

    [Fact]
    public async Task Progress_IsReportedOnceInAWhileAndAtTheEnd()
    {
        var upload = await StartAsync(5000);
        await ReportedAsync(UploadReportKind.Started);

        await SendAsync(upload, 100);
        Assert.Equal(2, (await ReportedAsync(UploadReportKind.Progress)).Progress);
        await SettleAsync();
        await SendAsync(upload, 900);
        _gateway.Clock.Advance(TimeSpan.FromMilliseconds(99));
        await SendAsync(upload, 1000);
        _gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await SendAsync(upload, 1000);
        Assert.Equal(60, (await ReportedAsync(UploadReportKind.Progress)).Progress);
        await SettleAsync();
        await SendAsync(upload, 1000);
        await SendAsync(upload, 1000);

        Assert.Equal(100, (await ReportedAsync(UploadReportKind.Progress)).Progress);
        Assert.False(_root.HasReport);
    }

    [Fact]
    public async Task Progress_RoundsDown()
    {
        var upload = await StartAsync(1001);

        Assert.Equal("""ok {"progress":99}""", (await SendAsync(upload, 1000)).ToString());
    }

    [Fact]
    public async Task LastChunk_IsAnsweredAfterTheRootKnows()
    {
        var known = new TaskCompletionSource<UploadAnswer>();
        var upload = await StartAsync(10);
        await ReportedAsync(UploadReportKind.Started);
        _root.OnUpload = _ => known.Task;

        var last = await PushAsync(upload, 10);
        await ReportedAsync(UploadReportKind.Progress);
        await _client.HeartbeatAsync();
        Assert.False(_client.Has(frame => frame.Ref == last));

        known.SetResult(new UploadAnswer(UploadOutcome.Handled, RootScript.Patch(1, 2)));
        await upload.ExpectAsync("phx_reply");
        await _channel.ExpectAsync("patch");
    }

    [Fact]
    public async Task Upload_OfNothing_IsCompleteAtOnceAndTakesAnEmptyChunk()
    {
        var upload = await StartAsync(0);
        await ReportedAsync(UploadReportKind.Started);
        Assert.Equal(100, (await ReportedAsync(UploadReportKind.Progress)).Progress);

        Assert.Equal("""ok {"progress":100}""", (await SendAsync(upload, 0)).ToString());
        await upload.ExpectAsync("phx_close");
    }

    [Fact]
    public async Task Upload_OfNothingWithoutAChunk_EndsQuietly()
    {
        var upload = await StartAsync(0);
        var file = (await ReportedAsync(UploadReportKind.Started)).File!.Value;
        await ReportedAsync(UploadReportKind.Progress);

        await upload.LeaveAsync();

        await SettleAsync();
        Assert.False(_root.HasReport);
        Assert.Empty(await _gateway.Uploads.ReadAsync(file));
    }

    [Fact]
    public async Task Chunk_OverTheChunkSize_FailsTheFile() =>
        await FailsAsync(await StartAsync(5000), 1001, "chunk too large", UploadErrorCode.ChunkTooLarge);

    [Fact]
    public async Task Chunk_OverTheAnnouncedSize_FailsTheFile()
    {
        var upload = await StartAsync(1500);
        await SendAsync(upload, 1000);

        await FailsAsync(upload, 501, "upload too large", UploadErrorCode.TooLarge);
    }

    [Fact]
    public async Task Chunk_OverTheFileSize_FailsTheFile()
    {
        // The root would not have allowed it; the gateway does not rely on that.
        var upload = await StartAsync(6000);
        for (var i = 0; i < 5; i++)
        {
            await SendAsync(upload, 1000);
        }

        await FailsAsync(upload, 1, "upload too large", UploadErrorCode.TooLarge);
    }

    [Fact]
    public async Task Chunk_ThatDoesNotCome_FailsTheFile()
    {
        var upload = await StartAsync(5000);
        await ReportedAsync(UploadReportKind.Started);

        await _gateway.Clock.PassDelayAsync(atMost: TimeSpan.FromSeconds(10), atLeast: TimeSpan.FromSeconds(10));

        await upload.ExpectAsync("phx_close");
        Assert.Equal(UploadError.Of(UploadErrorCode.ChunkTimeout), (await ReportedAsync(UploadReportKind.Failed)).Error);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Chunk_AfterAnother_HasItsOwnTime()
    {
        var upload = await StartAsync(5000);
        _gateway.Clock.Advance(TimeSpan.FromSeconds(9));
        await SendAsync(upload, 10);
        _gateway.Clock.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal("ok", (await SendAsync(upload, 10)).Status);
    }

    [Theory]
    [InlineData("chunk", """{"data":"abc"}""")]
    [InlineData("chunk", "\"abc\"")]
    [InlineData("command", """{"name":"inc"}""")]
    [InlineData("phx_close", "{}")]
    public async Task Text_OnAnUpload_IsAnUnknownEvent(string @event, string payload)
    {
        var upload = await StartAsync(10);

        await _client.SendAsync($$"""["{{upload.JoinRef}}","99","{{upload.Topic}}","{{@event}}",{{payload}}]""");

        Assert.Equal(Sent.Error(upload.JoinRef, "99", upload.Topic, "unknown event"), (await upload.NextAsync()).ToString());
        Assert.Equal("""ok {"progress":100}""", (await SendAsync(upload, 10)).ToString());
    }

    [Fact]
    public async Task Chunk_OnARoot_IsAnUnknownEvent() =>
        Assert.Equal("unknown event", (await _channel.AskAsync("chunk", Bytes(10))).Reason);

    [Fact]
    public async Task Chunk_BeforeAnyJoin_IsUnmatched()
    {
        var upload = _client.Channel("musubi_upload:u_0");

        Assert.Equal("unmatched topic", (await upload.AskAsync("chunk", Bytes(10))).Reason);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Chunk_BeforeTheJoinIsAnswered_IsTakenAfterIt()
    {
        var started = new TaskCompletionSource<UploadAnswer>();
        _root.OnUpload = _ => started.Task;
        var upload = _client.Channel("musubi_upload:u_0");
        await upload.SendJoinAsync(new { token = await _gateway.TokenAsync(_channel, 20) });
        var chunk = await PushAsync(upload, 10);

        started.SetResult(new UploadAnswer(UploadOutcome.Handled));

        Assert.Equal(Sent.Ok(upload.JoinRef, upload.JoinRef, upload.Topic), (await upload.NextAsync()).ToString());
        Assert.Equal(Sent.Ok(upload.JoinRef, chunk, upload.Topic, """{"progress":50}"""), (await upload.NextAsync()).ToString());
    }

    [Fact]
    public async Task Chunk_OfAStaleJoin_IsDropped()
    {
        var upload = await StartAsync(10);

        await _client.PushAsync("stale", upload.Topic, "chunk", Bytes(10));

        await _client.HeartbeatAsync();
        Assert.Equal("""ok {"progress":100}""", (await SendAsync(upload, 10)).ToString());
    }

    [Fact]
    public async Task Chunk_LargerThanAFrameMayBe_IsRefusedAndTheFileGoesOn()
    {
        var upload = await StartAsync(5000);
        await SendAsync(upload, 10);

        var refused = await upload.AskAsync("chunk", new byte[new MusubiGatewayOptions().MaxBinaryFrameBytes].AsMemory());

        Assert.Equal("""error {"reason":"payload too large"}""", refused.ToString());
        await SendAsync(upload, 10);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"token\"")]
    [InlineData("""{"token":7}""")]
    [InlineData("""{"token":""}""")]
    [InlineData("""{"token":"nonsense"}""")]
    [InlineData("""{"token":"/+=%00"}""")]
    [InlineData("""{"token":"\u0000"}""")]
    [InlineData("""{"token":"CfDJ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""")]
    public async Task Join_WithoutAToken_IsUnauthorized(string payload)
    {
        await _client.SendAsync($"""["1","1","musubi_upload:u_0","phx_join",{payload}]""");

        Assert.Equal(Sent.Error("1", "1", "musubi_upload:u_0", "unauthorized"), (await _client.NextAsync()).ToString());
        Assert.False(_root.HasReport);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Join_WithATamperedToken_IsUnauthorized()
    {
        var token = await _gateway.TokenAsync(_channel, 10);
        for (var i = 0; i < token.Length; i += 7)
        {
            await RefusedAsync(_client, "u_0", $"{token[..i]}{(token[i] == 'A' ? 'B' : 'A')}{token[(i + 1)..]}");
        }

        await RefusedAsync(_client, "u_0", token[..^1]);
        await RefusedAsync(_client, "u_0", token + "A");
    }

    [Theory]
    [InlineData("")]
    [InlineData("u_1")]
    [InlineData("U_0")]
    [InlineData("u_0/")]
    [InlineData("../u_0")]
    [InlineData("..%2fu_0")]
    [InlineData("/etc/passwd")]
    public async Task Join_OfAnotherEntryThanTheTokens_IsUnauthorized(string entryRef) =>
        await RefusedAsync(_client, entryRef, await _gateway.TokenAsync(_channel, 10));

    [Fact]
    public async Task Join_OnAnotherSocket_IsUnauthorized()
    {
        var (other, _) = await _gateway.MountAsync(new RootScript());

        await RefusedAsync(other, "u_0", await _gateway.TokenAsync(_channel, 10));
    }

    [Fact]
    public async Task Join_OnceTheTokenIsTooOld_IsUnauthorized()
    {
        var token = await _gateway.TokenAsync(_channel, 10);
        for (var i = 0; i < 20; i++)
        {
            // Its socket must not be silent meanwhile.
            await _client.HeartbeatAsync();
            _gateway.Clock.Advance(TimeSpan.FromSeconds(30));
        }

        await RefusedAsync(_client, "u_0", token);
    }

    [Fact]
    public async Task Join_OnceTheRootIsUnmounted_IsUnauthorized()
    {
        var token = await _gateway.TokenAsync(_channel, 10);
        await _channel.LeaveAsync();

        await RefusedAsync(_client, "u_0", token);
    }

    [Fact]
    public async Task Join_AfterAnotherMountOfTheRoot_IsUnauthorized()
    {
        var token = await _gateway.TokenAsync(_channel, 10);
        await _channel.LeaveAsync();
        await _gateway.MountAsync(_client, _root);

        await RefusedAsync(_client, "u_0", token);
    }

    [Theory]
    [InlineData(UploadOutcome.UnknownEntry)]
    [InlineData(UploadOutcome.UnknownStore)]
    [InlineData(UploadOutcome.WrongMode)]
    public async Task Join_OfAnEntryThatTheRootDoesNotKnow_IsUnauthorized(UploadOutcome outcome)
    {
        _root.OnUpload = _ => Task.FromResult(new UploadAnswer(outcome));

        await RefusedAsync(_client, "u_0", await _gateway.TokenAsync(_channel, 10));

        await ReportedAsync(UploadReportKind.Started);
        await SettleAsync();
        Assert.False(_root.HasReport);
    }

    [Fact]
    public async Task Join_OfAFileThatIsComplete_LeavesItAlone()
    {
        var token = await _gateway.TokenAsync(_channel, 10);
        var upload = _client.Channel("musubi_upload:u_0");
        await upload.JoinAsync(new { token });
        var file = (await ReportedAsync(UploadReportKind.Started)).File!.Value;
        await SendAsync(upload, 10, 5);
        _root.OnUpload = static request => Task.FromResult(new UploadAnswer(
            request.Report.Kind == UploadReportKind.Started ? UploadOutcome.UnknownEntry : UploadOutcome.Handled));

        await RefusedAsync(_client, "u_0", token);

        Assert.Equal(Bytes(10, 5), await _gateway.Uploads.ReadAsync(file));
    }

    [Fact]
    public async Task Join_ThatTheRootDoesNotAnswer_IsUnauthorizedAndTakenBack()
    {
        _root.OnUpload = static request => request.Report.Kind == UploadReportKind.Started
            ? throw new TimeoutException()
            : Task.FromResult(new UploadAnswer(UploadOutcome.Handled));

        await RefusedAsync(_client, "u_0", await _gateway.TokenAsync(_channel, 10));

        await ReportedAsync(UploadReportKind.Started);
        Assert.Equal(Cancelled, await ReportedAsync(UploadReportKind.Cancelled));
    }

    [Fact]
    public async Task Join_ThatCannotMakeAFile_IsUnauthorizedAndFailsTheFile()
    {
        _gateway.Log.Allow(static line => line.ToString().Contains("could not be written", StringComparison.Ordinal));
        _gateway.Uploads.OnCreate = static () => throw new IOException("/secret/path: no space left");

        await RefusedAsync(_client, "u_0", await _gateway.TokenAsync(_channel, 10));

        await ReportedAsync(UploadReportKind.Started);
        Assert.Equal(UploadError.Of(UploadErrorCode.Internal), (await ReportedAsync(UploadReportKind.Failed)).Error);
        Assert.DoesNotContain("secret", _client.Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Join_Twice_ClosesTheFirstAndTakesItBack()
    {
        var token = await _gateway.TokenAsync(_channel, 20);
        var upload = _client.Channel("musubi_upload:u_0");
        await upload.JoinAsync(new { token });
        var first = upload.JoinRef!;
        await SendAsync(upload, 10);
        _root.OnUpload = static request => Task.FromResult(new UploadAnswer(
            request.Report.Kind == UploadReportKind.Started ? UploadOutcome.UnknownEntry : UploadOutcome.Handled));

        await upload.SendJoinAsync(new { token });

        Assert.Equal(Sent.Error(upload.JoinRef, upload.JoinRef, upload.Topic, "unauthorized"), (await _client.NextAsync()).ToString());
        Assert.Equal(Sent.Close(first, upload.Topic), (await _client.NextAsync()).ToString());
        UploadReport report;
        do
        {
            report = (await _root.ReportedAsync()).Report;
        }
        while (report.Kind != UploadReportKind.Cancelled);
    }

    [Fact]
    public async Task Uploads_OfOneRoot_ComeSideBySide()
    {
        var one = await StartAsync(20, "1");
        var two = await StartAsync(20, "2");

        Assert.Equal("""ok {"progress":50}""", (await SendAsync(one, 10)).ToString());
        Assert.Equal("""ok {"progress":50}""", (await SendAsync(two, 10)).ToString());
        Assert.Equal("""ok {"progress":100}""", (await SendAsync(one, 10)).ToString());
        Assert.Equal("""ok {"progress":100}""", (await SendAsync(two, 10)).ToString());
        Assert.Equal(2, Files().Count());
    }

    private static byte[] Bytes(int length, byte value = 0xff)
    {
        var bytes = new byte[length];
        bytes.AsSpan().Fill(value);
        return bytes;
    }

    private static Task<string> PushAsync(PhoenixChannel upload, int length, byte value = 0xff) => upload.PushAsync("chunk", Bytes(length, value));

    private static Task<Reply> SendAsync(PhoenixChannel upload, int length, byte value = 0xff) => upload.AskAsync("chunk", Bytes(length, value));

    private IEnumerable<string> Files() => _gateway.Uploads.Files;

    private Task<PhoenixChannel> StartAsync(long size, string name = "0") => _gateway.StartUploadAsync(_client, _channel, size, name);

    private async Task<UploadReport> ReportedAsync(UploadReportKind kind)
    {
        var report = (await _root.ReportedAsync()).Report;
        Assert.Equal(kind, report.Kind);
        return report;
    }

    // What the root was asked before this command has been answered after it.
    private async Task SettleAsync() => Assert.Equal("ok", (await _channel.AskAsync("command", new { name = "settle" })).Status);

    private async Task FailsAsync(PhoenixChannel upload, int length, string reason, UploadErrorCode code)
    {
        var reply = await SendAsync(upload, length);
        Assert.Equal(("error", reason), (reply.Status, reply.Reason));
        Assert.Equal(Sent.Close(upload.JoinRef!, upload.Topic), (await upload.NextAsync()).ToString());
        Assert.Empty(Files());
        UploadReport report;
        do
        {
            report = (await _root.ReportedAsync()).Report;
        }
        while (report.Kind is UploadReportKind.Started or UploadReportKind.Progress);
        Assert.Equal(new UploadReport(UploadReportKind.Failed, Error: UploadError.Of(code)), report);
    }

    private async Task RefusedAsync(PhoenixClient client, string entryRef, string token)
    {
        var reply = await client.Channel($"musubi_upload:{entryRef}").JoinAsync(new { token });
        Assert.Equal(("error", "unauthorized"), (reply.Status, reply.Reason));
    }
}
