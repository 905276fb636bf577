using System.Buffers.Text;
using System.Security.Cryptography;
using Musubi.Gateway.Tests.Scripted;
using Musubi.TestKit.Phoenix;

namespace Musubi.Gateway.Tests.Roots;

/// <summary>Clients that guess at tokens, as fast as they can. Source: docs/resume.md, "Who may come back".</summary>
public sealed class MissTests(TestSilo silo) : IAsyncLifetime
{
    private const int Guessers = 20;
    private const int Guesses = 2000;
    private const int AllowedAtOnce = 16;

    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(silo);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Guesses_AtAnyRate_AskFewGrainsAndNeighboursComeBackMeanwhile()
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

        var guessing = Task.WhenAll(Enumerable.Range(0, Guessers).Select(async _ =>
        {
            var client = await _gateway.ConnectAsync();
            for (var guess = 0; guess < Guesses / Guessers; guess++)
            {
                var @ref = $"{guess}";
                await JoinAsync(client, guessed, @ref);
                await client.TakeAsync(frame => frame.Event is "phx_reply" && frame.Ref == @ref, "the reply to a guess");
            }
        }));
        do
        {
            await using var client = await _gateway.ConnectAsync();
            await JoinAsync(client, neighbour, "0");
            Assert.Contains("\"resumed\":true", (await client.TakeAsync(static frame => frame.Event == "phx_reply", "the neighbour's reply")).ToString(), StringComparison.Ordinal);
            await client.PushAsync("0", neighbour.Topic, "command", new { name = "add" }, "1");
            await client.TakeAsync(static frame => frame is { Event: "phx_reply", Ref: "1" }, "the neighbour's answer");
        }
        while (!guessing.IsCompleted);

        await guessing;

        // The gateway's clock stands still, so all of them come at one moment, and nothing is added to what each socket may try at once.
        Assert.Equal(Guessers * AllowedAtOnce, asked);
    }

    private static Task<string> JoinAsync(PhoenixClient client, RootScript root, string @ref) =>
        client.PushAsync(@ref, root.Topic, "phx_join", new { module = TestRoot.Module, id = root.Id, resume = $"{Random()}.{Random()}", version = 4 }, @ref);

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));
}
