using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Uploads;

/// <summary>However an upload ends, and whatever else does: what its root hears, and that nothing is left on disk.</summary>
public sealed class UploadEndTests(TestSilo silo) : IAsyncLifetime
{
    private readonly RootScript _root = new();
    private TestGateway _gateway = null!;
    private PhoenixClient _client = null!;
    private PhoenixChannel _channel = null!;
    private PhoenixChannel _upload = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo);
        (_client, _channel) = await _gateway.MountAsync(_root);
        _upload = await _gateway.StartUploadAsync(_client, _channel, 20);
        await ReportedAsync(UploadReportKind.Started);
        await SendAsync(10);
        await ReportedAsync(UploadReportKind.Progress);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Leave_CancelsTheFile()
    {
        await _upload.LeaveAsync();

        Assert.Empty(_gateway.Uploads.Files);
        await ReportedAsync(UploadReportKind.Cancelled);
    }

    [Fact]
    public async Task Leave_BehindTheLastChunk_LeavesTheFile()
    {
        var chunk = await PushAsync(10);
        var leave = await _upload.PushAsync("phx_leave", null);

        Assert.Equal(Sent.Ok(_upload.JoinRef, chunk, _upload.Topic, """{"progress":100}"""), (await _upload.NextAsync()).ToString());
        await _client.TakeAsync(frame => frame.Ref == leave && frame.Event == "phx_reply", "the reply to the leave");
        Assert.Equal(100, (await ReportedAsync(UploadReportKind.Progress)).Progress);
        await SettleAsync();
        Assert.False(_root.HasReport);
        Assert.Single(_gateway.Uploads.Files);
    }

    [Fact]
    public async Task CancelUpload_OfTheFile_ClosesItsChannel()
    {
        Assert.Equal("ok {}", (await _channel.AskAsync("cancel_upload", new { name = "avatar", @ref = "u_0" })).ToString());

        await _upload.ExpectAsync("phx_close");
        await ReportedAsync(UploadReportKind.Cancelled);
        await LeaveRootAsync();
        Assert.False(_root.HasReport);
    }

    [Fact]
    public async Task CancelUpload_OfAnotherFile_ClosesNothing()
    {
        await _channel.AskAsync("cancel_upload", new { name = "avatar", @ref = "u_1" });

        Assert.Equal("""ok {"progress":100}""", (await SendAsync(10)).ToString());
    }

    [Fact]
    public async Task Root_ThatDoesNotKnowTheFileAnyMore_ClosesItsChannel()
    {
        _root.OnUpload = static _ => Task.FromResult(new UploadAnswer(UploadOutcome.UnknownEntry));
        _gateway.Clock.Advance(TimeSpan.FromSeconds(1));

        await SendAsync(1);

        await _upload.ExpectAsync("phx_close");
        await ReportedAsync(UploadReportKind.Progress);
        await LeaveRootAsync();
        Assert.False(_root.HasReport);
    }

    [Fact]
    public async Task Root_ThatDoesNotKnowTheFileAtItsEnd_RefusesTheLastChunk()
    {
        _root.OnUpload = static _ => Task.FromResult(new UploadAnswer(UploadOutcome.UnknownEntry));

        var reply = await SendAsync(10);

        Assert.Equal("unknown entry", reply.Reason);
        await _upload.ExpectAsync("phx_close");
        Assert.Empty(_gateway.Uploads.Files);
    }

    [Fact]
    public async Task Root_ThatDoesNotAnswerAtTheEnd_MayHaveTheFile()
    {
        _root.OnUpload = static request => request.Report.Kind == UploadReportKind.Progress
            ? throw new TimeoutException()
            : Task.FromResult(new UploadAnswer(UploadOutcome.Handled));

        var reply = await SendAsync(10);

        Assert.Equal("timeout", reply.Reason);
        await _upload.ExpectAsync("phx_close");
        await ReportedAsync(UploadReportKind.Progress);
        Assert.Equal(UploadErrorCode.Internal, (await ReportedAsync(UploadReportKind.Failed)).Error!.Code);
        Assert.Single(_gateway.Uploads.Files);
        await LeaveRootAsync();
    }

    [Fact]
    public async Task Write_ThatFails_FailsTheFileAndKeepsItsReason()
    {
        _gateway.Log.Allow(static line => line.ToString().Contains("could not be written", StringComparison.Ordinal));
        _gateway.Uploads.OnWrite = static () => throw new IOException("/secret/path: no space left");

        var reply = await SendAsync(5);

        Assert.Equal("write failed", reply.Reason);
        await _upload.ExpectAsync("phx_close");
        Assert.Empty(_gateway.Uploads.Files);
        Assert.Equal(UploadError.Of(UploadErrorCode.Internal), (await ReportedAsync(UploadReportKind.Failed)).Error);
        Assert.DoesNotContain("secret", _client.Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RootsLeave_EndsItsUploads()
    {
        var leave = await _channel.PushAsync("phx_leave", null);

        await _upload.ExpectAsync("phx_close");
        await _client.TakeAsync(frame => frame.Ref == leave, "the reply to the leave");
        await GoneAsync();
    }

    [Fact]
    public async Task RootsLeave_DeletesCompleteFilesToo()
    {
        await SendAsync(10);
        await _upload.ExpectAsync("phx_close");
        Assert.Single(_gateway.Uploads.Files);

        await LeaveRootAsync();
    }

    [Fact]
    public async Task RootsLeave_WaitsForTheCommandThatReadsTheFile()
    {
        var consuming = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => consuming.Task;
        await SendAsync(10);
        await _channel.PushAsync("command", new { name = "consume" });
        await _root.CommandedAsync();

        await _channel.PushAsync("phx_leave", null);
        await _client.HeartbeatAsync();
        Assert.Single(_gateway.Uploads.Files);

        consuming.SetResult(new CommandAnswer(CommandOutcome.Handled));
        await GoneAsync();
    }

    [Fact]
    public async Task RootsCrash_EndsItsUploads()
    {
        await _root.CrashAsync();

        await _channel.ExpectAsync("phx_error");
        await _upload.ExpectAsync("phx_close");
        await GoneAsync();
    }

    [Fact]
    public async Task RootsLoss_FoundByAReport_EndsItsUploads()
    {
        _root.OnUpload = static _ => Task.FromResult(new UploadAnswer(UploadOutcome.NotMounted));
        _gateway.Clock.Advance(TimeSpan.FromSeconds(1));

        await PushAsync(1);

        await _channel.ExpectAsync("phx_error");
        await GoneAsync();
    }

    [Fact]
    public async Task RootsSecondJoin_EndsTheUploadsOfTheFirst()
    {
        await _channel.JoinAsync(_root.JoinPayload);

        await _upload.ExpectAsync("phx_close");
        await GoneAsync();
    }

    [Fact]
    public async Task SocketsEnd_ByItsClient_DeletesTheFiles()
    {
        await _client.CloseAsync();
        await GoneAsync();
        Assert.False(_root.HasReport);
    }

    [Fact]
    public async Task SocketsEnd_WithoutAWord_DeletesTheFiles()
    {
        _client.Abort();
        await GoneAsync();
    }

    [Fact]
    public async Task SocketsEnd_InTheMiddleOfAWrite_DeletesTheFilesWhenThatIsOver()
    {
        var disk = new TaskCompletionSource();
        _gateway.Uploads.OnWrite = () => disk.Task;
        await _gateway.Uploads.WritingAsync();
        await PushAsync(5);
        await _gateway.Uploads.WritingAsync();

        _client.Abort();
        await _root.UnmountedAsync();
        Assert.Single(_gateway.Uploads.Files);

        disk.SetResult();
        await GoneAsync();
    }

    [Fact]
    public async Task ApplicationsEnd_LeavesNothingAtAll()
    {
        await _gateway.StopAsync();

        Assert.True(_gateway.Uploads.IsGone);
    }

    [Fact]
    public async Task Unmount_InTheConnectionForm_EndsTheUploadsOfThatRootOnly()
    {
        var root = new RootScript();
        var client = await _gateway.ConnectAsync();
        var channel = client.Channel("musubi:connection");
        await channel.JoinAsync(null);
        await channel.AskAsync("mount", new { module = TestRoot.Module, id = root.Id });
        await channel.ExpectAsync("patch");
        var reply = await channel.AskAsync("allow_upload", new { root_id = root.RootId, name = "avatar", entries = new[] { new { client_ref = "0", name = "a", size = 20 } } });
        var upload = client.Channel("musubi_upload:u_0");
        await upload.JoinAsync(new { token = (string)reply.Response!["entries"]!["0"]!["token"]! });
        Assert.Equal(2, _gateway.Uploads.Files.Count());

        await channel.AskAsync("unmount", new { root_id = root.RootId });

        await upload.ExpectAsync("phx_close");
        await _gateway.Uploads.EndedAsync();
        Assert.Single(_gateway.Uploads.Files);
        Assert.Equal("""ok {"progress":100}""", (await SendAsync(10)).ToString());
    }

    [Fact]
    public async Task Root_WithoutUploads_TouchesNoDisk()
    {
        await using var gateway = await TestGateway.StartAsync(silo);
        var root = new RootScript();
        var (_, channel) = await gateway.MountAsync(root);
        await gateway.TokenAsync(channel, 10);

        await channel.LeaveAsync();
        await root.UnmountedAsync();
        await gateway.StopAsync();

        Assert.True(gateway.Uploads.IsGone);
        Assert.False(gateway.Uploads.WasUsed);
    }

    private Task<string> PushAsync(int length) => _upload.PushAsync("chunk", new byte[length]);

    private Task<Reply> SendAsync(int length) => _upload.AskAsync("chunk", new byte[length]);

    private async Task<UploadReport> ReportedAsync(UploadReportKind kind)
    {
        var report = (await _root.ReportedAsync()).Report;
        Assert.Equal(kind, report.Kind);
        return report;
    }

    private async Task SettleAsync() => Assert.Equal("ok", (await _channel.AskAsync("command", new { name = "settle" })).Status);

    private async Task LeaveRootAsync()
    {
        await _channel.LeaveAsync();
        await GoneAsync();
    }

    private async Task GoneAsync()
    {
        Assert.Equal(_root.ConnectionId, (await _gateway.Uploads.EndedAsync()).Connection);
        Assert.Empty(_gateway.Uploads.OnDisk);
    }
}
