namespace Musubi.Gateway.Tests.Uploads;

/// <summary>Files whose client has lost its socket. Source: docs/uploads.md, "When the connection goes".</summary>
public sealed class UploadResumeTests(TestSilo silo) : IAsyncLifetime
{
    private static readonly byte[] Whole = [.. Enumerable.Range(1, 20).Select(static number => (byte)number)];

    private TestGateway _gateway = null!;
    private UploadingPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(silo, static options => options.MaxWaitingUploads = 2);
        _page = new UploadingPage(_gateway);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Back_AfterTheSocketWasCut_GoesOnFromTheByteThatIsThere()
    {
        await HalfSentAsync(_page);
        await _page.LoseAsync();

        var attach = await _page.ComeBackAsync();

        Assert.Equal((_page.File.Owner, "u_0"), (attach.Uploads!.Owner, Assert.Single(attach.Uploads.Unfinished)));
        Assert.Equal("""ok {"offset":10}""", (await _page.JoinUploadAsync()).ToString());
        Assert.Equal("""ok {"progress":100}""", (await _page.SendAsync(Whole[10..])).ToString());
        Assert.Equal(100, (await _page.ReportedAsync(UploadReportKind.Progress)).Progress);
        Assert.Equal(Whole, await _gateway.Uploads.ReadAsync(_page.File));
        await _page.Upload.ExpectAsync("phx_close");
        await LeaveAsync();
    }

    [Fact]
    public async Task Back_SeveralTimes_EachByteIsThereOnce()
    {
        await HalfSentAsync(_page);
        foreach (var sent in new[] { 10, 13, 19 })
        {
            await _page.LoseAsync();
            await _page.ComeBackAsync();
            Assert.Equal($$"""ok {"offset":{{sent}}}""", (await _page.JoinUploadAsync()).ToString());
            var next = sent switch { 10 => 13, 13 => 19, _ => 20 };
            await _page.SendAsync(Whole[sent..next]);
            await _page.ReportedAsync(UploadReportKind.Progress);
        }

        Assert.Equal(Whole, await _gateway.Uploads.ReadAsync(_page.File));
    }

    [Fact]
    public async Task Back_WhileAChunkWasWritten_HasAllOfTheChunk()
    {
        var disk = new TaskCompletionSource();
        await _page.StartAsync(20);
        _gateway.Uploads.OnWrite = () => disk.Task;
        await _page.Upload.PushAsync("chunk", Whole.AsMemory(0, 10));
        await _gateway.Uploads.WritingAsync();
        await _page.LoseAsync();

        disk.SetResult();
        await _page.ComeBackAsync();

        await UntilLetInAsync(10);
    }

    [Fact]
    public async Task Back_AfterAllOfItCameUnheard_TellsTheRootAgain()
    {
        await HalfSentAsync(_page);
        var lost = new TaskCompletionSource<UploadAnswer>();
        _page.Root.OnUpload = _ => lost.Task;
        await _page.Upload.PushAsync("chunk", Whole.AsMemory(10));
        await _page.ReportedAsync(UploadReportKind.Progress);
        _page.Client.Abort();
        await WaitsAsync();
        lost.SetResult(new UploadAnswer(UploadOutcome.Handled));
        await _page.Root.DetachedAsync();
        _page.Root.OnUpload = static _ => Task.FromResult(new UploadAnswer(UploadOutcome.Handled));

        await _page.ComeBackAsync();
        await UntilLetInAsync(20);

        await _page.Upload.ExpectAsync("phx_close");
        Assert.Equal(100, (await _page.ReportedAsync(UploadReportKind.Progress)).Progress);
        Assert.Equal(Whole, await _gateway.Uploads.ReadAsync(_page.File));
    }

    [Fact]
    public async Task Back_WithAFileThatWasComplete_StillHasIt()
    {
        await HalfSentAsync(_page);
        await _page.SendAsync(Whole[10..]);
        await _page.Upload.ExpectAsync("phx_close");
        await _page.LoseAsync();

        var attach = await _page.ComeBackAsync();

        Assert.Equal(_page.File.Owner, attach.Uploads!.Owner);
        Assert.Empty(attach.Uploads.Unfinished);
        Assert.Equal(Whole, await _gateway.Uploads.ReadAsync(_page.File));
        await LeaveAsync();
    }

    [Fact]
    public async Task Back_AfterTheTokensTime_GoesOnAllTheSame()
    {
        await HalfSentAsync(_page);
        for (var minute = 0; minute < 11; minute++)
        {
            await _page.LoseAsync();
            await WaitsAsync();
            _gateway.Clock.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromSeconds(1));
            await _page.ComeBackAsync();
            await UntilLetInAsync(10);
        }
    }

    [Fact]
    public async Task Back_OfAClientThatDoesNotAsk_FindsNoFile()
    {
        await _page.StartAsync(20, asks: false);
        await _page.SendAsync(Whole[..10]);
        await _page.LoseAsync();
        await GoneAsync();

        Assert.Null((await _page.ComeBackAsync()).Uploads);
        Assert.Equal("error {\"reason\":\"unauthorized\"}", (await _page.JoinUploadAsync()).ToString());
    }

    [Fact]
    public async Task Back_BeforeItsRoot_IsRefusedAndLetInAfterIt()
    {
        await HalfSentAsync(_page);
        await _page.LoseAsync();
        var early = await _gateway.ConnectAsync();

        Assert.Equal("unauthorized", (await _page.JoinUploadAsync(early)).Reason);

        await _page.ComeBackAsync();
        await UntilLetInAsync(10);
    }

    [Fact]
    public async Task Back_WithAForeignToken_IsRefusedAndTheFileStays()
    {
        await HalfSentAsync(_page);
        await _page.LoseAsync();
        var thief = new UploadingPage(_gateway);
        await thief.StartAsync(20);

        Assert.Equal("unauthorized", (await _page.JoinUploadAsync(thief.Client)).Reason);
        await thief.LoseAsync();
        await thief.ComeBackAsync();
        Assert.Equal("unauthorized", (await _page.JoinUploadAsync(thief.Client)).Reason);

        await _page.ComeBackAsync();
        await UntilLetInAsync(10);
    }

    [Fact]
    public async Task Back_OnASecondSocketWhileTheFirstSeemsToBeThere_GoesOn()
    {
        await HalfSentAsync(_page);
        var (first, firstUpload) = (_page.Client, _page.Upload);

        Assert.Equal("u_0", Assert.Single((await _page.ComeBackAsync()).Uploads!.Unfinished));
        Assert.Equal("unauthorized", (await _page.JoinUploadAsync()).Reason);
        await _page.Root.TakeOverAsync();

        await firstUpload.ExpectAsync("phx_close");
        await UntilLetInAsync(10);
        await first.HeartbeatAsync();
        await _page.SendAsync(Whole[10..]);
        Assert.Equal(Whole, await _gateway.Uploads.ReadAsync(_page.File));
    }

    [Fact]
    public async Task SecondChannel_ForAFileThatComesAgain_TakesThePlaceOfTheFirstAndCancelsIt()
    {
        await HalfSentAsync(_page);
        await _page.LoseAsync();
        await _page.ComeBackAsync();
        await UntilLetInAsync(10);

        Assert.Equal("unauthorized", (await _page.JoinUploadAsync()).Reason);

        await _page.ReportedAsync(UploadReportKind.Cancelled);
        Assert.Empty(_gateway.Uploads.Files);
    }

    [Fact]
    public async Task Back_Never_DeletesTheFile()
    {
        await HalfSentAsync(_page);
        await _page.LoseAsync();
        await WaitsAsync();
        Assert.Single(_gateway.Uploads.Files);

        _gateway.Clock.Advance(TimeSpan.FromMinutes(1));

        await GoneAsync();
        Assert.Null((await _page.ComeBackAsync()).Uploads);
    }

    [Fact]
    public async Task Back_AgainAndAgainWithoutTheFile_FailsIt()
    {
        await HalfSentAsync(_page);
        await _page.LoseAsync();
        await WaitsAsync();
        _gateway.Clock.Advance(TimeSpan.FromSeconds(50));
        await _page.ComeBackAsync();
        await _page.LoseAsync();
        await _page.ComeBackAsync();

        _gateway.Clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(UploadErrorCode.ChunkTimeout, (await _page.ReportedAsync(UploadReportKind.Failed)).Error!.Code);
        Assert.Empty(_gateway.Uploads.Files);
        Assert.Equal("unauthorized", (await _page.JoinUploadAsync()).Reason);
    }

    [Fact]
    public async Task Waiting_TooMany_GivesUpThoseThatWaitLongest()
    {
        UploadingPage[] pages = [_page, new(_gateway), new(_gateway)];
        foreach (var page in pages)
        {
            await HalfSentAsync(page);
            await page.LoseAsync();
            await WaitsAsync();
        }

        await _gateway.Uploads.EndedAsync();

        Assert.Equal(2, _gateway.Uploads.Files.Count());
        Assert.Null((await pages[0].ComeBackAsync()).Uploads);
        Assert.NotNull((await pages[2].ComeBackAsync()).Uploads);
    }

    [Fact]
    public async Task Root_ThatIsGoneWhenItsClientComesBack_LeavesNoFileBehind()
    {
        await HalfSentAsync(_page);
        await _page.LoseAsync();
        await WaitsAsync();
        _page.Root.OnAttach = static _ => Task.FromResult(new AttachAnswer(AttachOutcome.Missed, 0, []));

        await _page.ComeBackAsync();

        Assert.Equal("unauthorized", (await _page.JoinUploadAsync()).Reason);
        _gateway.Clock.Advance(TimeSpan.FromMinutes(1));
        await GoneAsync();
    }

    [Fact]
    public async Task Root_ThatItsClientLeavesWhenItIsBack_TakesTheFileAlong()
    {
        await HalfSentAsync(_page);
        await _page.LoseAsync();
        await _page.ComeBackAsync();

        await LeaveAsync();
    }

    [Fact]
    public async Task Leave_OfTheFileBeforeTheSocketIsLost_IsNoReasonToWait()
    {
        await HalfSentAsync(_page);
        await _page.Upload.LeaveAsync();
        await _page.LoseAsync();

        Assert.Empty((await _page.ComeBackAsync()).Uploads!.Unfinished);
        Assert.Empty(_gateway.Uploads.Files);
    }

    [Fact]
    public async Task ApplicationsEnd_WithAFileThatWaits_LeavesNothing()
    {
        await HalfSentAsync(_page);
        await _page.LoseAsync();
        await WaitsAsync();

        await _gateway.StopAsync();

        Assert.True(_gateway.Uploads.IsGone);
    }

    private static async Task HalfSentAsync(UploadingPage page)
    {
        await page.StartAsync(20);
        Assert.Equal("""ok {"progress":50}""", (await page.SendAsync(Whole[..10])).ToString());
        await page.ReportedAsync(UploadReportKind.Progress);
    }

    // The socket's end is noticed at once, and the file waits a moment later.
    private Task WaitsAsync() => _gateway.Clock.WaitedForAsync(TimeSpan.FromMinutes(1));

    // What was lost is let go of by a task of its own, so the client asks until it is.
    private async Task UntilLetInAsync(long offset)
    {
        var reply = await _page.JoinUploadAsync();
        while (reply.Reason == "unauthorized")
        {
            reply = await _page.JoinUploadAsync();
        }

        Assert.Equal($$"""ok {"offset":{{offset}}}""", reply.ToString());
    }

    private async Task LeaveAsync()
    {
        await _page.Channel.LeaveAsync();
        await GoneAsync();
    }

    private async Task GoneAsync()
    {
        Assert.Equal(_page.File.Owner, await _gateway.Uploads.EndedAsync());
        Assert.Empty(_gateway.Uploads.OnDisk);
    }
}
