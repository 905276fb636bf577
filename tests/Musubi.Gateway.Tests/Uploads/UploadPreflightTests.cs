using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Uploads;

public sealed class UploadPreflightTests(TestSilo silo) : IAsyncLifetime
{
    private readonly RootScript _root = new();
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
    public async Task AllowUpload_AsRecorded_RepliesAsRecordedThenItsPatch()
    {
        _root.OnAllowUpload = static request => Task.FromResult(new AllowUploadAnswer(
            UploadOutcome.Handled,
            new UploadConfig([".png"], 2, 1_000_000, 1024, TimeSpan.FromSeconds(10)),
            [new AllowedFile("0", "u_0001", 2048, "s3", """{"url":"https://uploads.example.test/a.png"}"""u8.ToArray())],
            [],
            RootScript.Patch(1, 2)));

        var reply = await _channel.AskAsync("allow_upload", Recorded());

        Same(
            """{"config":{"accept":[".png"],"chunk_size":1024,"max_entries":2,"max_file_size":1000000},"entries":{"0":{"entry_ref":"u_0001","meta":{"url":"https://uploads.example.test/a.png"},"type":"external","uploader":"s3"}},"errors":[],"ref":"avatar"}""",
            reply);
        Assert.Equal(2, (int)(await _channel.ExpectAsync("patch")).Payload!["version"]!);
        var asked = await _root.AskedToAllowAsync();
        Assert.Equal(("avatar", StoreId.Root, 1), (asked.Name, asked.StoreId, asked.Delivered));
        Assert.Equal([new AnnouncedFile("0", "a.png", 2048, "image/png")], asked.Files);
    }

    [Fact]
    public async Task AllowUpload_ForTheGateway_GivesATokenForEachFile()
    {
        _root.Limits = _root.Limits with { Accept = [] };

        var reply = await _channel.AskAsync("allow_upload", Recorded());

        var token = (string)reply.Response!["entries"]!["0"]!["token"]!;
        Assert.NotEmpty(token);
        Same(
            $$$"""{"ref":"avatar","config":{"accept":"any","max_entries":2,"max_file_size":1000000,"chunk_size":1024},"entries":{"0":{"type":"channel","entry_ref":"u_0","token":"{{{token}}}"}},"errors":[]}""",
            reply);
    }

    [Fact]
    public async Task AllowUpload_WithRefusedFiles_SaysWhyInTheirOrder()
    {
        _root.OnAllowUpload = request => Task.FromResult(new AllowUploadAnswer(
            UploadOutcome.Handled,
            _root.Limits,
            [],
            [.. Enum.GetValues<UploadErrorCode>().Select(static code => new RefusedFile(code.ToString(), code))],
            null));

        var errors = (JsonArray)(await _channel.AskAsync("allow_upload", Recorded())).Response!["errors"]!;

        Assert.Equal(
            [
                "too_large: file exceeds the maximum size",
                "too_many_files: too many files selected",
                "not_accepted: file type is not accepted",
                "chunk_timeout: upload timed out between chunks",
                "chunk_too_large: chunk size exceeded the configured limit",
                "external_failed: external upload failed",
                "preflight_rejected: upload was rejected",
                "internal: internal upload error",
            ],
            errors.Select(static error => $"{error!["error"]!["code"]}: {error["error"]!["message"]}"));
        Assert.Equal(Enum.GetNames<UploadErrorCode>(), errors.Select(static error => (string)error!["client_ref"]!));
    }

    [Theory]
    [InlineData("""{"name":"avatar"}""", "")]
    [InlineData("""{"name":"avatar","entries":null}""", "")]
    [InlineData("""{"name":"avatar","entries":[]}""", "")]
    [InlineData("""{"name":"avatar","entries":7}""", "(,,,)")]
    [InlineData("""{"name":"avatar","entries":{"client_ref":"0","name":"a","size":1,"type":"t"}}""", "(0,a,1,t)")]
    [InlineData("""{"name":"avatar","entries":[[1,{"name":"no"}],null,"x"]}""", "(,,,)(,,,)(,,,)")]
    [InlineData("""{"name":"avatar","entries":[{"client_ref":7,"name":["a"],"size":"1","type":{}}]}""", "(,,,)")]
    [InlineData("""{"name":"avatar","entries":[{"client_ref":"","name":"","size":1.5,"type":""}]}""", "(,,,)")]
    [InlineData("""{"name":"avatar","entries":[{"size":-1},{"size":99999999999999999999},{"size":9223372036854775807}]}""", "(,,-1,)(,,,)(,,9223372036854775807,)")]
    [InlineData("""{"name":"avatar","entries":[{"name":"../../etc/passwd\u0000","client_ref":"__proto__"}]}""", "(__proto__,../../etc/passwd\0,,)")]
    public async Task AllowUpload_WithOddEntries_HandsOverWhatMakesSense(string payload, string expected)
    {
        _root.OnAllowUpload = request => Task.FromResult(new AllowUploadAnswer(UploadOutcome.Handled, _root.Limits, [], [], null));

        Assert.Equal("ok", (await AskAsync("allow_upload", payload)).Status);

        var asked = await _root.AskedToAllowAsync();
        Assert.Equal(expected, string.Concat(asked.Files.Select(static file => $"({file.ClientRef},{file.Name},{file.Size?.ToString(CultureInfo.InvariantCulture)},{file.Type})")));
    }

    [Fact]
    public async Task AllowUpload_WithMoreFilesThanAnybodyPicks_RefusesTheRestUnasked()
    {
        var entries = Enumerable.Range(0, 102).Select(static i => new { client_ref = $"{i}", name = "a.png", size = 1 });

        var reply = await _channel.AskAsync("allow_upload", new { name = "avatar", entries });

        Assert.Equal(100, (await _root.AskedToAllowAsync()).Files.Length);
        Assert.Equal(100, ((JsonObject)reply.Response!["entries"]!).Count);
        Assert.Equal(
            ["100 too_many_files", "101 too_many_files"],
            ((JsonArray)reply.Response["errors"]!).Select(static error => $"{error!["client_ref"]} {error["error"]!["code"]}"));
    }

    [Theory]
    [InlineData("allow_upload", """{}""", "missing required field")]
    [InlineData("allow_upload", """{"name":""}""", "missing required field")]
    [InlineData("allow_upload", """{"name":7}""", "missing required field")]
    [InlineData("allow_upload", """[]""", "missing required field")]
    [InlineData("allow_upload", """{"name":"avatar","store_id":"x"}""", "unknown store")]
    [InlineData("allow_upload", """{"name":"avatar","store_id":[1]}""", "unknown store")]
    [InlineData("cancel_upload", """{"name":"avatar"}""", "missing required field")]
    [InlineData("cancel_upload", """{"ref":"u_1"}""", "missing required field")]
    [InlineData("cancel_upload", """{"name":"avatar","ref":""}""", "missing required field")]
    [InlineData("upload_progress", """{"name":"avatar","progress":1}""", "missing required field")]
    [InlineData("upload_progress", """{"name":"avatar","ref":"u_1","store_id":{}}""", "unknown store")]
    [InlineData("upload_error", """{"name":"avatar","ref":[]}""", "missing required field")]
    public async Task AnyEvent_WithAnInvalidPayload_IsRefusedUnasked(string @event, string payload, string reason)
    {
        Assert.Equal(("error", reason), Of(await AskAsync(@event, payload)));
        Assert.False(_root.HasReport);
    }

    [Theory]
    [InlineData("""{"name":"avatar","ref":"u_1","progress":42}""", 42)]
    [InlineData("""{"name":"avatar","ref":"u_1","progress":101}""", 100)]
    [InlineData("""{"name":"avatar","ref":"u_1","progress":-1}""", 0)]
    [InlineData("""{"name":"avatar","ref":"u_1","progress":42.5}""", 0)]
    [InlineData("""{"name":"avatar","ref":"u_1","progress":"42"}""", 0)]
    [InlineData("""{"name":"avatar","ref":"u_1","progress":[[]]}""", 0)]
    [InlineData("""{"name":"avatar","ref":"u_1"}""", 0)]
    public async Task UploadProgress_IsReportedAsTheClients(string payload, int progress)
    {
        Assert.Equal("ok {}", (await AskAsync("upload_progress", payload)).ToString());

        var report = await _root.ReportedAsync();
        Assert.Equal(("avatar", "u_1", true), (report.Name, report.EntryRef, report.FromClient));
        Assert.Equal(new UploadReport(UploadReportKind.Progress, progress), report.Report);
    }

    [Theory]
    [InlineData("""{"name":"avatar","ref":"u_1","code":"too_large","message":"no space"}""", "no space")]
    [InlineData("""{"name":"avatar","ref":"u_1","code":7}""", "external upload failed")]
    [InlineData("""{"name":"avatar","ref":"u_1","message":""}""", "external upload failed")]
    [InlineData("""{"name":"avatar","ref":"u_1","message":{"a":"b"}}""", "external upload failed")]
    public async Task UploadError_HasOurCodeAndItsMessage(string payload, string message)
    {
        Assert.Equal("ok {}", (await AskAsync("upload_error", payload)).ToString());

        Assert.Equal(
            new UploadReport(UploadReportKind.Failed, Error: new UploadError(UploadErrorCode.ExternalFailed, message)),
            (await _root.ReportedAsync()).Report);
    }

    [Fact]
    public async Task UploadError_WithALongMessage_IsCutBetweenCharacters()
    {
        await _channel.AskAsync("upload_error", new { name = "avatar", @ref = "u_1", message = new string('x', 199) + "😀 and on" });

        Assert.Equal(new string('x', 199), (await _root.ReportedAsync()).Report.Error!.Message);
    }

    [Theory]
    [InlineData(UploadOutcome.UnknownStore, "unknown store")]
    [InlineData(UploadOutcome.UnknownUpload, "unknown upload")]
    [InlineData(UploadOutcome.UnknownEntry, "unknown entry")]
    [InlineData(UploadOutcome.WrongMode, "wrong mode")]
    public async Task AnyEvent_ThatTheRootRefuses_RepliesWhy(UploadOutcome outcome, string reason)
    {
        _root.OnAllowUpload = _ => Task.FromResult(new AllowUploadAnswer(outcome, null, [], [], null));
        _root.OnUpload = _ => Task.FromResult(new UploadAnswer(outcome));
        var payload = new { name = "avatar", @ref = "u_1", store_id = new[] { "a", "b" } };

        Assert.Equal(("error", reason), Of(await _channel.AskAsync("allow_upload", payload)));
        Assert.Equal(("error", reason), Of(await _channel.AskAsync("upload_progress", payload)));
        Assert.Equal(("error", reason), Of(await _channel.AskAsync("upload_error", payload)));
        Assert.Equal("ok {}", (await _channel.AskAsync("cancel_upload", payload)).ToString());
        Assert.Equal(StoreId.Of("a", "b"), (await _root.ReportedAsync()).StoreId);
    }

    [Theory]
    [InlineData(UploadOutcome.Crashed)]
    [InlineData(UploadOutcome.NotMounted)]
    public async Task AnyEvent_ThatFindsTheRootGone_CrashesTheChannel(UploadOutcome outcome)
    {
        _root.OnUpload = _ => Task.FromResult(new UploadAnswer(outcome));

        await _channel.PushAsync("cancel_upload", new { name = "avatar", @ref = "u_1" });

        await _channel.ExpectAsync("phx_error");
    }

    [Theory]
    [InlineData("allow_upload", "timeout")]
    [InlineData("cancel_upload", "timeout")]
    public async Task AnyEvent_ThatIsNotAnswered_RepliesAnErrorAndSyncs(string @event, string reason)
    {
        _root.OnAllowUpload = static _ => throw new TimeoutException();
        _root.OnUpload = static _ => throw new TimeoutException();

        Assert.Equal(("error", reason), Of(await _channel.AskAsync(@event, new { name = "avatar", @ref = "u_1" })));
        Assert.Equal(1, await _root.SyncedAsync());
    }

    [Fact]
    public async Task CancelUpload_IsReportedThenRepliedThenPatched()
    {
        _root.OnUpload = static _ => Task.FromResult(new UploadAnswer(UploadOutcome.Handled, RootScript.Patch(1, 2)));

        Assert.Equal("ok {}", (await _channel.AskAsync("cancel_upload", new { name = "avatar", @ref = "u_1", store_id = Array.Empty<string>() })).ToString());
        await _channel.ExpectAsync("patch");
        Assert.Equal(new UploadReport(UploadReportKind.Cancelled), (await _root.ReportedAsync()).Report);
    }

    [Fact]
    public async Task CancelUpload_OfAStoreThatCannotBe_RepliesOk() =>
        Assert.Equal("ok {}", (await AskAsync("cancel_upload", """{"name":"avatar","ref":"u_1","store_id":7}""")).ToString());

    [Fact]
    public async Task AnyEvent_WaitsForTheCommandsBefore()
    {
        var command = new TaskCompletionSource<CommandAnswer>();
        _root.OnCommand = _ => command.Task;
        var first = await _channel.PushAsync("command", new { name = "slow" });
        var second = await _channel.PushAsync("allow_upload", Recorded());
        await _root.CommandedAsync();

        command.SetResult(new CommandAnswer(CommandOutcome.Handled));

        Assert.Equal(first, (await _channel.NextAsync()).Ref);
        Assert.Equal(second, (await _channel.NextAsync()).Ref);
    }

    [Theory]
    [InlineData("allow_upload")]
    [InlineData("cancel_upload")]
    [InlineData("upload_progress")]
    [InlineData("upload_error")]
    public async Task AnyEvent_OnTheConnectionsChannel_NamesItsRoot(string @event)
    {
        var root = new RootScript();
        var client = await _gateway.ConnectAsync();
        var channel = client.Channel("musubi:connection");
        await channel.JoinAsync(null);
        await channel.AskAsync("mount", new { module = TestRoot.Module, id = root.Id });
        await channel.ExpectAsync("patch");

        Assert.Equal(("error", "missing required field"), Of(await channel.AskAsync(@event, new { name = "avatar", @ref = "u_1" })));
        Assert.Equal(("error", "unknown root"), Of(await channel.AskAsync(@event, new { name = "avatar", @ref = "u_1", root_id = "no:no" })));
        Assert.Equal("ok", (await channel.AskAsync(@event, new { name = "avatar", @ref = "u_1", root_id = root.RootId })).Status);
    }

    private static (string Status, string? Reason) Of(Reply reply) => (reply.Status, reply.Reason);

    private static void Same(string expected, Reply reply)
    {
        Assert.Equal("ok", reply.Status);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), reply.Response), reply.ToString());
    }

    private static object Recorded() => new { entries = new[] { new { client_ref = "0", name = "a.png", size = 2048, type = "image/png" } }, name = "avatar", store_id = Array.Empty<string>() };

    private Task<Reply> AskAsync(string @event, string payload) => _channel.AskAsync(@event, JsonSerializer.Deserialize<JsonElement>(Encoding.UTF8.GetBytes(payload)));
}
