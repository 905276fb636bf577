using Microsoft.Extensions.DependencyInjection;

namespace Musubi.Testing.Tests.Examples;

public interface IProfiles
{
    Task<Profile> LoadAsync(string user, CancellationToken cancellationToken);

    Task<IEnumerable<Post>> PostsAsync(string user, CancellationToken cancellationToken);

    Task<string> ExportAsync(string user, CancellationToken cancellationToken);
}

// docs:profile
[GenerateSerializer]
public sealed record Profile([property: Id(0)] string Name);

public sealed record Post(string Id, string Title);

public sealed record ProfileState(AsyncResult<Profile> Profile, AsyncResult<bool> PostsStatus, Stream<Post> Posts, string? Link);

public sealed class ProfileStore(IProfiles profiles) : RootStore<ProfileState>
{
    public static readonly Attr<string> User = new("user");
    public static readonly Key<AsyncResult<Profile>> Profile = new("profile");
    public static readonly Stream<Post> Posts = new("posts", post => post.Id);
    private static readonly Key<string?> Link = new("link");

    public override ValueTask<Socket> Init(Socket socket)
    {
        var user = socket.Get(User);
        return Load(socket)
            .Assign(Link, null)
            .StreamAsync(Posts, token => profiles.PostsAsync(user, token));
    }

    [Command]
    public Socket Load(Socket socket)
    {
        // The work captures what it needs, and never the socket.
        var user = socket.Get(User);
        return socket.AssignAsync(Profile, token => profiles.LoadAsync(user, token), timeout: TimeSpan.FromSeconds(5));
    }

    [Command]
    public Socket Stop(Socket socket) => socket.CancelAsync(Profile.Name, "you stopped it");

    [Command]
    public Socket Export(Socket socket)
    {
        var user = socket.Get(User);
        return socket.StartAsync("export", token => profiles.ExportAsync(user, token));
    }

    public override ValueTask<Socket> HandleAsync(string name, AsyncOutcome<object?> outcome, Socket socket) =>
        socket.Assign(Link, outcome.IsOk ? (string?)outcome.Value : null);

    public override ProfileState Render(Socket socket) => new(socket.Get(Profile), socket.Get(Posts.Status), Posts, socket.Get(Link));
}
// docs:end

public sealed class AsyncExample
{
    [Fact]
    public async Task Profile_Loads_BesideThePage()
    {
        // docs:profile-test
        await using var page = await StorePage.MountAsync<ProfileStore>(
            new { user = "ada" },
            options => options.Services.AddSingleton<IProfiles>(new NeverAnswers()));
        Assert.Equal(AsyncStatus.Loading, page.Render<ProfileState>().Profile.Status);

        await page.CompleteAsync("profile", new Profile("Ada"));
        await page.CompleteAsync("posts", new[] { new Post("1", "Notes") });

        Assert.Equal(new Profile("Ada"), page.Render<ProfileState>().Profile.Result);
        Assert.Equal([new Post("1", "Notes")], page.Items(ProfileStore.Posts));
        // docs:end
    }

    [Fact]
    public async Task Profile_Slow_FailsAfterItsTimeAndKeepsWhatItHad()
    {
        await using var page = await StorePage.MountAsync<ProfileStore>(
            new { user = "ada" },
            options => options.Services.AddSingleton<IProfiles>(new NeverAnswers()));
        await page.CompleteAsync("profile", new Profile("Ada"));

        await page.DispatchAsync("load");
        await page.AdvanceAsync(TimeSpan.FromSeconds(5));

        var profile = page.Render<ProfileState>().Profile;
        Assert.Equal((AsyncStatus.Failed, "timeout", new Profile("Ada")), (profile.Status, profile.Reason!.Value, profile.Result));
    }

    [Fact]
    public async Task Profile_Stopped_SaysSo()
    {
        await using var page = await StorePage.MountAsync<ProfileStore>(
            new { user = "ada" },
            options => options.Services.AddSingleton<IProfiles>(new NeverAnswers()));

        await page.DispatchAsync("stop");

        Assert.Equal("you stopped it", page.Render<ProfileState>().Profile.Reason!.Value);
    }

    [Fact]
    public async Task Export_Done_ReachesHandleAsync()
    {
        await using var page = await StorePage.MountAsync<ProfileStore>(
            new { user = "ada" },
            options => options.Services.AddSingleton<IProfiles>(new NeverAnswers()));

        await page.DispatchAsync("export");
        await page.CompleteAsync("export", "/exports/ada.zip");

        Assert.Equal("/exports/ada.zip", page.Render<ProfileState>().Link);
    }

    private sealed class NeverAnswers : IProfiles
    {
        public async Task<Profile> LoadAsync(string user, CancellationToken cancellationToken) => await Never<Profile>(cancellationToken);

        public async Task<IEnumerable<Post>> PostsAsync(string user, CancellationToken cancellationToken) => await Never<IEnumerable<Post>>(cancellationToken);

        public async Task<string> ExportAsync(string user, CancellationToken cancellationToken) => await Never<string>(cancellationToken);

        private static Task<T> Never<T>(CancellationToken cancellationToken) => new TaskCompletionSource<T>().Task.WaitAsync(cancellationToken);
    }
}
