using LivePoll.Comments;
using LivePoll.Pictures;
using LivePoll.Tests.Doubles;
using LivePoll.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Musubi.TestKit.Logs;
using Musubi.TestKit.Processes;

namespace LivePoll.Tests.Comments;

/// <summary>Comments in a silo.</summary>
public sealed class CommentListGrainTests
{
    private static readonly StoredPicture Picture = new("image/png", [1]);

    [Fact]
    public async Task Add_ByACommandThatIsRunAgain_AddsOnce()
    {
        var log = new ServerLog();
        using var silo = Build(log);
        await silo.StartAsync(TestContext.Current.CancellationToken);
        var list = silo.Services.GetRequiredService<IGrainFactory>().GetGrain<ICommentListGrain>(TestPoll.Id);
        var pictures = silo.Services.GetRequiredService<PictureShelf>();
        var (first, again) = (await pictures.PutAsync(Picture), await pictures.PutAsync(Picture));

        await list.Add(Comment("page/1", first));
        await list.Add(Comment("page/2", null));
        await list.Add(Comment("page/1", again));

        Assert.Equal([null, first], (await list.List()).Select(static comment => comment.PictureId));
        Assert.NotNull(await pictures.FindAsync(first));
        Assert.Null(await pictures.FindAsync(again));
        await silo.StopAsync(TestContext.Current.CancellationToken);
        log.Verify();
    }

    [Fact]
    public void Create_ForAClientThatNumbersNothing_MakesAnotherEachTime() =>
        Assert.NotEqual(Comment(null, null).Id, Comment(null, null).Id);

    private static Comment Comment(string? command, string? pictureId) =>
        CommentDraft.TryCreate("Hello.", out var draft, out _)
            ? LivePoll.Comments.Comment.Create(draft, pictureId, RoomPage.Ada, command, DateTimeOffset.UnixEpoch)
            : throw new InvalidOperationException("Expected a text that makes a comment.");

    private static IHost Build(ServerLog log)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders().AddProvider(new ServerLogProvider(log));
        builder.UseOrleans(static silo => silo
            .UseLocalhostClustering(FreePorts.Take(1)[0], gatewayPort: 0)
            .AddMemoryGrainStorageAsDefault()
            .AddMusubi<UserSocket>()
            .AddMusubiMemoryStorage());
        builder.Services.AddSingleton(new PictureShelf(TestDatabase.Open()));
        return builder.Build();
    }
}
