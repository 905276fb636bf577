using Musubi.Integration.Tests.Servers;
using Musubi.TestKit.Frames;

namespace Musubi.Integration.Tests;

/// <summary>Files that clients send elsewhere and report on. Source: docs/wire.md, section 6; the recorded scenarios have the plain cases.</summary>
public abstract class ExternalUploadTests<TServer>(TServer server) : ServerTest<TServer>(server)
    where TServer : TestServer
{
    private const string Config = """{"accept":[".png"],"chunk_size":1024,"max_entries":2,"max_file_size":1000000}""";

    [Fact]
    public Task Progress_OfAFile_IsTold() => ReplayAsync(Announced()
        .Asks("upload_progress", """{"store_id":[],"name":"avatar","ref":"u_0001","progress":40}""")
        .Patch(uploadOps: """[{"op":"progress","upload":"avatar","store_id":[],"ref":"u_0001","progress":40}]"""));

    [Fact]
    public Task Progress_OfAHundred_CompletesTheFile() => ReplayAsync(Announced()
        .Asks("upload_progress", """{"store_id":[],"name":"avatar","ref":"u_0001","progress":100}""")
        .Patch(uploadOps: """[{"op":"progress","upload":"avatar","store_id":[],"ref":"u_0001","progress":100},{"op":"complete","upload":"avatar","store_id":[],"ref":"u_0001"}]""")
        .Asks("upload_progress", """{"store_id":[],"name":"avatar","ref":"u_0001","progress":50}"""));

    [Fact]
    public Task Error_OfAClients_IsToldInItsOwnWords() => ReplayAsync(Announced()
        .Asks("upload_error", """{"store_id":[],"name":"avatar","ref":"u_0001","code":"external_failed","message":"the bucket said no"}""")
        .Patch(uploadOps: """[{"op":"error","upload":"avatar","store_id":[],"ref":"u_0001","error":{"code":"external_failed","message":"the bucket said no"}}]"""));

    [Fact]
    public Task Cancel_OfAnUnknownFile_ChangesNothing() => ReplayAsync(Mounted()
        .Asks("cancel_upload", """{"store_id":[],"name":"avatar","ref":"u_nobody"}""")
        .Asks("cancel_upload", """{"store_id":["nobody"],"name":"avatar","ref":"u_nobody"}"""));

    [Fact]
    public Task Announce_FilesThatDoNotFit_RefusesEachForTheFirstReason() => ReplayAsync(Mounted()
        .Asks(
            "allow_upload",
            """
            {"store_id":[],"name":"avatar","entries":[
              {"client_ref":"0","name":"a.gif","size":1000001,"type":"image/gif"},
              {"client_ref":"1","name":"a.gif","size":1,"type":"image/gif"},
              {"client_ref":"2","name":"png","size":1,"type":"image/png"},
              {"client_ref":"3","name":"","size":1,"type":"image/png"},
              {"client_ref":"4","name":"a.png","size":-1,"type":"image/png"},
              {"client_ref":"5","name":"a.png","size":1.5,"type":"image/png"}]}
            """,
            $$$"""
            {"ref":"avatar","config":{{{Config}}},"entries":{},"errors":[
              {"client_ref":"0","error":{"code":"too_large","message":"file exceeds the maximum size"}},
              {"client_ref":"1","error":{"code":"not_accepted","message":"file type is not accepted"}},
              {"client_ref":"2","error":{"code":"not_accepted","message":"file type is not accepted"}},
              {"client_ref":"3","error":{"code":"preflight_rejected","message":"upload was rejected"}},
              {"client_ref":"4","error":{"code":"preflight_rejected","message":"upload was rejected"}},
              {"client_ref":"5","error":{"code":"preflight_rejected","message":"upload was rejected"}}]}
            """));

    [Fact]
    public Task Announce_AfterACancel_FindsTheRoomItMade() => ReplayAsync(Announced()
        .Asks("allow_upload", Files("b.png", "c.png"), $$$"""{"ref":"avatar","config":{{{Config}}},"entries":{"b.png":{{{Allowed("u_0002", "b.png")}}}},"errors":[{"client_ref":"c.png","error":{"code":"too_many_files","message":"too many files selected"}}]}""")
        .Patch(uploadOps: $"[{Add("u_0002", "b.png")}]")
        .Asks("cancel_upload", """{"store_id":[],"name":"avatar","ref":"u_0001"}""")
        .Patch(uploadOps: """[{"op":"cancel","upload":"avatar","store_id":[],"ref":"u_0001"}]""")
        .Asks("allow_upload", Files("c.png"), $$$"""{"ref":"avatar","config":{{{Config}}},"entries":{"c.png":{{{Allowed("u_0003", "c.png")}}}},"errors":[]}""")
        .Patch(uploadOps: $"[{Add("u_0003", "c.png")}]"));

    private static Scenario Mounted() => Scenario.Mount(
        Modules.Upload,
        """{"__musubi_store_id__":[],"avatar":{"__musubi_upload__":"avatar"},"title":"uploads"}""",
        uploadOps: $$"""[{"op":"config","upload":"avatar","store_id":[],"config":{{Config}}}]""");

    private static Scenario Announced() => Mounted()
        .Asks("allow_upload", Files("a.png"), $$$"""{"ref":"avatar","config":{{{Config}}},"entries":{"a.png":{{{Allowed("u_0001", "a.png")}}}},"errors":[]}""")
        .Patch(uploadOps: $"[{Add("u_0001", "a.png")}]");

    private static string Files(params IEnumerable<string> names) =>
        $$"""{"store_id":[],"name":"avatar","entries":[{{string.Join(',', names.Select(static name => $$"""{"client_ref":"{{name}}","name":"{{name}}","size":2048,"type":"image/png"}"""))}}]}""";

    private static string Allowed(string entryRef, string name) =>
        $$$"""{"type":"external","entry_ref":"{{{entryRef}}}","uploader":"s3","meta":{"url":"https://uploads.example.test/{{{name}}}"}}""";

    private static string Add(string entryRef, string name) =>
        $$$"""{"op":"add","upload":"avatar","store_id":[],"ref":"{{{entryRef}}}","entry":{"ref":"{{{entryRef}}}","client_name":"{{{name}}}","client_size":2048,"client_type":"image/png","progress":0,"status":"pending","errors":[]}}""";

    private async Task ReplayAsync(Scenario scenario)
    {
        await using var client = await Server.ConnectAsync();
        await FrameReplay.RunAsync(scenario.Fixture, client);
    }
}

[Collection(nameof(OneProcess))]
public sealed class ExternalUploadCoHostedTests(CoHostedServer server) : ExternalUploadTests<CoHostedServer>(server);

[Collection(nameof(TwoProcesses))]
public sealed class ExternalUploadTwoProcessTests(TwoProcessServer server) : ExternalUploadTests<TwoProcessServer>(server);
