using System.Buffers.Text;
using System.Security.Cryptography;
using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Roots;

/// <summary>Clients that guess at tokens, as fast as they can. Source: docs/resume.md, "Who may come back".</summary>
public sealed class MissTests(TestSilo silo) : IAsyncLifetime
{
    private const int Guessers = 20;
    private const int Guesses = 10_000;
    private const int PerSecond = 10;
    private const int AtOnce = 10 * PerSecond;
    private const int OwnOfASocket = 4;

    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(silo, static options =>
    {
        options.MissesPerSecond = PerSecond;
        (options.FrameBurst, options.FramesPerSecond) = (1_000_000, 1_000_000);
    });

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Guesses_OfManySocketsOfOneAddress_AskFewGrainsTogetherAndNeighboursComeBackMeanwhile()
    {
        var asked = 0;
        var guessed = new RootScript
        {
            OnAttach = _ =>
            {
                Interlocked.Increment(ref asked);
                return Task.FromResult(new AttachAnswer(AttachOutcome.Missed, 0, []));
            },
        };
        var neighbour = new RootScript { OnAttach = static _ => Task.FromResult(new AttachAnswer(AttachOutcome.Attached, 4, [])) };
        var clients = await Task.WhenAll(Enumerable.Range(0, Guessers).Select(_ => _gateway.ConnectAsync()));
        var guessing = GuessAsync(clients, guessed, Guesses);
        do
        {
            await using var client = await _gateway.ConnectAsync();
            await JoinAsync(client, neighbour, "0");
            Assert.Contains("\"resumed\":true", (await client.TakeAsync(static frame => frame.Event == "phx_reply", "the neighbour's reply")).ToString(), StringComparison.Ordinal);
            await client.PushAsync("0", neighbour.Topic, "command", new { name = "add" }, "1");
            await client.TakeAsync(static frame => frame is { Event: "phx_reply", Ref: "1" }, "the neighbour's answer");
        }
        while (!guessing.IsCompleted);

        TestContext.Current.TestOutputHelper!.WriteLine($"{Guesses / (await guessing).TotalSeconds:F0} guesses a second.");

        // The gateway's clock stands still, so all of them come at one moment. Each socket may have one on its way when the last is counted.
        Assert.InRange(asked, AtOnce, AtOnce + (Guessers * (OwnOfASocket + 1)));

        asked = 0;
        _gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await GuessAsync(clients, guessed, Guesses / 10);
        Assert.InRange(asked, 1, PerSecond + Guessers);
    }

    [Fact]
    public async Task Miss_OfANewSocketBehindAnAddressThatGuesses_IsAskedAllTheSame()
    {
        var guessed = new RootScript();
        var clients = await Task.WhenAll(Enumerable.Range(0, Guessers).Select(_ => _gateway.ConnectAsync()));
        await GuessAsync(clients, guessed, Guesses / 10);
        var root = new RootScript { OnAttach = static _ => Task.FromResult(new AttachAnswer(AttachOutcome.Attached, 4, [])) };
        var page = await _gateway.ConnectAsync();
        for (var miss = 0; miss < OwnOfASocket - 1; miss++)
        {
            await GuessAsync([page], guessed, 1);
        }

        await JoinAsync(page, root, "back");

        Assert.Contains("\"resumed\":true", (await page.TakeAsync(static frame => frame is { Event: "phx_reply", Ref: "back" }, "the reply")).ToString(), StringComparison.Ordinal);
    }

    // All as fast as their sockets go.
    private async Task<TimeSpan> GuessAsync(PhoenixClient[] clients, RootScript root, int guesses)
    {
        var begun = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(clients.Select(async client =>
        {
            for (var guess = 0; guess < guesses / clients.Length; guess++)
            {
                var @ref = client.NextRef();
                await JoinAsync(client, root, @ref);
                await client.TakeAsync(frame => frame.Event is "phx_reply" && frame.Ref == @ref, "the reply to a guess");
            }
        }));
        return TimeProvider.System.GetElapsedTime(begun);
    }

    private static Task<string> JoinAsync(PhoenixClient client, RootScript root, string @ref) =>
        client.PushAsync(@ref, root.Topic, "phx_join", new { module = TestRoot.Module, id = root.Id, resume = $"{Random()}.{Random()}", version = 4 }, @ref);

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
}
