using LivePoll.Pictures;
using LivePoll.Polls;
using LivePoll.Stores;
using LivePoll.Tests.Doubles;
using Microsoft.Extensions.DependencyInjection;
using Musubi;
using Musubi.Testing;

namespace LivePoll.Tests.Stores;

/// <summary>A poll room as a test mounts it.</summary>
internal sealed class RoomPage
{
    public static readonly User Ada = new("0000000000000000000000000000000a", "Ada");
    public static readonly StoreId CommentsId = StoreId.Of(["comments"]);

    public TestPoll Poll { get; init; } = new(new PollView(TestPoll.With(0, 0), null));

    public TestComments Comments { get; } = new();

    public PictureShelf Pictures { get; } = new(TestDatabase.Open());

    public Task<StorePage> MountAsync(string pollId = TestPoll.Id) =>
        StorePage.MountAsync<PollRoomStore>(new { poll_id = pollId }, options =>
        {
            options.Services.AddSingleton(TestGrains.Of(Poll, Comments)).AddSingleton(Pictures);
            options.Socket = Ada.PutInto(options.Socket);
        });
}
