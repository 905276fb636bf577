using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Uploads;

/// <summary>A page that sends a file and can come back: its root, and what its client keeps of it.</summary>
internal sealed class UploadingPage(TestGateway gateway)
{
    private string? _token;
    private string _uploadToken = "";

    /// <summary>By default its client has it back, and it waits longer for a chunk than a file waits for its client, so that a test can tell the one from the other.</summary>
    public RootScript Root { get; } = new()
    {
        Limits = new([".png"], 2, 1_000_000, 1024, TimeSpan.FromMinutes(2)),
        OnAttach = static _ => Task.FromResult(new AttachAnswer(AttachOutcome.Attached, 1, [])),
    };

    public PhoenixClient Client { get; private set; } = null!;

    public PhoenixChannel Channel { get; private set; } = null!;

    public PhoenixChannel Upload { get; private set; } = null!;

    /// <summary>Where the bytes are, as the root was told.</summary>
    public UploadFileId File { get; private set; }

    /// <summary>Mounts the root and begins a file.</summary>
    public async Task StartAsync(long size, bool asks = true)
    {
        await JoinRootAsync();
        await Channel.ExpectAsync("patch");
        await Root.MountedAsync();
        _uploadToken = await gateway.TokenAsync(Channel, size);
        Assert.Equal(asks ? """ok {"offset":0}""" : "ok {}", (await JoinUploadAsync(Client, asks)).ToString());
        File = (await ReportedAsync(UploadReportKind.Started)).File!.Value;
    }

    /// <summary>Connects anew and takes the root back.</summary>
    /// <returns>What the root was asked.</returns>
    public async Task<AttachRequest> ComeBackAsync()
    {
        await JoinRootAsync();
        return await Root.AttachedAsync();
    }

    /// <summary>Loses the socket, and returns when the root knows.</summary>
    public async Task LoseAsync()
    {
        Client.Abort();
        await Root.DetachedAsync();
    }

    public Task<Reply> JoinUploadAsync() => JoinUploadAsync(Client);

    /// <summary>Joins the file's channel on some client's socket, with this page's token.</summary>
    public Task<Reply> JoinUploadAsync(PhoenixClient client, bool asks = true)
    {
        Upload = client.Channel("musubi_upload:u_0");
        return Upload.JoinAsync(asks ? new { token = _uploadToken, resume = true } : new { token = _uploadToken });
    }

    public Task<Reply> SendAsync(byte[] bytes) => Upload.AskAsync("chunk", bytes);

    public async Task<UploadReport> ReportedAsync(UploadReportKind kind)
    {
        var report = (await Root.ReportedAsync()).Report;
        Assert.Equal(kind, report.Kind);
        return report;
    }

    private async Task JoinRootAsync()
    {
        Client = await gateway.ConnectAsync();
        Channel = Client.Channel(Root.Topic);
        var reply = await Channel.JoinAsync(new { module = TestRoot.Module, id = Root.Id, resume = _token, version = 1 });
        _token = (string?)reply.Response!["resume"];
    }
}
