using Microsoft.Extensions.Time.Testing;
using Musubi.Grains.Declarations;
using Musubi.Grains.Nodes;
using Musubi.Grains.Services;
using Musubi.Grains.Uploads;

namespace Musubi.Grains.Tests.Uploads;

public sealed class UploadReportHandlerTests
{
    private static readonly Upload Avatar = new("avatar");
    private static readonly UploadFileId File = new(new UploadOwner("gateway", "connection", 1), "u_1");

    private readonly ProgressThrottle _throttle = new(new FakeTimeProvider());

    [Fact]
    public async Task Started_Once_IsTakenIn()
    {
        var socket = await AnnouncedAsync();

        var (outcome, started, _) = Report(socket, Started);

        Assert.Equal(UploadOutcome.Handled, outcome);
        Assert.Equal(File, Entry(started).File);
    }

    [Theory]
    [InlineData(UploadReportKind.Started, 0)]
    [InlineData(UploadReportKind.Progress, 50)]
    [InlineData(UploadReportKind.Progress, 100)]
    [InlineData(UploadReportKind.Failed, 0)]
    public async Task Started_AfterTheFileBegan_IsRefused(UploadReportKind kind, int progress)
    {
        var (_, socket, _) = Report(await AnnouncedAsync(), Started);
        (_, socket, _) = Report(socket, new UploadReport(kind, progress, File: File));
        var before = Entry(socket);

        var (outcome, after, _) = Report(socket, Started with { File = File with { EntryRef = "u_other" } });

        Assert.Equal(UploadOutcome.UnknownEntry, outcome);
        Assert.Equal(before, Entry(after));
    }

    [Theory]
    [InlineData(50, "u_1", true, UploadStatus.Uploading)]
    [InlineData(50, null, true, UploadStatus.Error)]
    [InlineData(50, "u_1", false, UploadStatus.Error)]
    [InlineData(100, null, true, UploadStatus.Success)]
    [InlineData(100, "u_1", false, UploadStatus.Error)]
    public async Task Interrupt_OfAFileThatItsGatewayKept_LeavesItAsItIs(int progress, string? unfinished, bool isOwner, UploadStatus expected)
    {
        var (_, socket, _) = Report(await AnnouncedAsync(), Started);
        (_, socket, _) = Report(socket, new UploadReport(UploadReportKind.Progress, progress));
        var owner = isOwner ? File.Owner : File.Owner with { Gateway = "another" };

        var after = UploadReportHandler.Interrupt([Avatar], socket, new KeptUploads(owner, unfinished is null ? [] : [Entry(socket).Ref]));

        Assert.Equal(expected, Entry(after).Status);
    }

    [Fact]
    public async Task Interrupt_OfAFileThatDidNotBegin_FailsIt()
    {
        var socket = await AnnouncedAsync();

        var after = UploadReportHandler.Interrupt([Avatar], socket, new KeptUploads(File.Owner, [Entry(socket).Ref]));

        Assert.Equal(UploadStatus.Error, Entry(after).Status);
    }

    private static UploadReport Started => new(UploadReportKind.Started, File: File);

    private static async Task<Socket> AnnouncedAsync() =>
        (await Preflight.Run(new StoreCallbacks(new FilesStore(), CallbackServices.None, new Problems()), Avatar, [new AnnouncedFile("0", "a.png", 100, "image/png")], new Socket())).Socket;

    private static UploadEntry Entry(Socket socket)
    {
        var (completed, inProgress) = socket.UploadedEntries(Avatar);
        return completed.Concat(inProgress).Single();
    }

    private (UploadOutcome Outcome, Socket Socket, UploadEntry? Progressed) Report(Socket socket, UploadReport report) =>
        UploadReportHandler.Apply(Avatar, new UploadRequest(1, 0, StoreId.Root, Avatar.Name, Entry(socket).Ref, FromClient: false, report), socket, _throttle);

    private sealed class FilesStore : RootStore<FilesStore.State>
    {
        public override State Render(Socket socket) => new();

        public sealed record State;
    }
}
