using LivePoll.Audiences;
using LivePoll.Stores;
using LivePoll.Tests.Doubles;
using Microsoft.Extensions.DependencyInjection;
using Musubi;
using Musubi.Testing;

namespace LivePoll.Tests.Stores;

public sealed class AudienceStoreTests
{
    private const string Topic = $"audience:{TestPoll.Id}";

    private static readonly Viewer Ada = new(RoomPage.Ada.PublicKey, "Ada");
    private static readonly Viewer Grace = new("grace", "Grace");

    private readonly TestPoll _poll = new(null);

    [Fact]
    public async Task Mount_EntersAndUnmount_Leaves()
    {
        await using var page = await MountAsync();
        Assert.Equal([Ada], _poll.Visits.Select(static visit => visit.Viewer));
        Assert.Equal([Ada], page.Render<AudienceState>().Viewers);

        await page.UnmountAsync();

        Assert.Empty(_poll.Visits);
    }

    [Fact]
    public async Task Mount_WithWhatIsNoId_EntersNowhere()
    {
        await using var page = await MountAsync("../secrets");

        Assert.Equal(0, page.Render<AudienceState>().Count);
        Assert.Empty(_poll.Visits);
    }

    [Fact]
    public async Task Audience_OlderThanWhatIsShown_IsPassedOver()
    {
        await using var page = await MountAsync();

        await page.PublishAsync(Topic, new Audience([Ada, Grace], 3));
        await page.PublishAsync(Topic, new Audience([Ada], 2));

        Assert.Equal(2, page.Render<AudienceState>().Count);
    }

    private Task<StorePage> MountAsync(string pollId = TestPoll.Id) =>
        StorePage.MountAsync<AudienceStore>(new { poll_id = pollId, page = "p1" }, options =>
        {
            options.Services.AddSingleton(TestGrains.Of(_poll));
            options.Socket = RoomPage.Ada.PutInto(options.Socket);
        });
}
