using System.Collections.Immutable;
using System.Globalization;

namespace LivePoll.Polls;

/// <summary>A few polls to begin with, and their first votes, so that the first page is not an empty one.</summary>
internal sealed class ExamplePolls(IGrainFactory grains, TimeProvider time, IConfiguration settings) : IStartupTask
{
    private static readonly (string Question, (string Label, int Votes)[] Options)[] Examples =
    [
        ("Tabs or spaces?", [("Tabs", 8), ("Spaces", 11), ("Whatever the formatter says", 17)]),
        ("How do you take your coffee?", [("Espresso", 9), ("Flat white", 14), ("Filter", 6), ("Tea, thank you", 7)]),
        ("Where should the team meet this autumn?", [("Lisbon", 12), ("Kyoto", 15), ("Reykjavík", 5), ("A cabin without reception", 9)]),
    ];

    public async Task Execute(CancellationToken cancellationToken)
    {
        if ((await grains.GetGrain<IPollListGrain>(IPollListGrain.Key).List()).Length > 0)
        {
            // From an earlier run.
            return;
        }

        var voted = settings.GetValue("ExampleVotes", true);
        foreach (var (question, options) in Examples)
        {
            if (PollDraft.TryCreate(question, [.. options.Select(static option => option.Label)], out var draft, out _))
            {
                var poll = Poll.Create(draft, time.GetUtcNow());
                var choices = ImmutableDictionary<string, string>.Empty;
                foreach (var (option, votes) in poll.Options.Zip(options, (option, example) => (option, voted ? example.Votes : 0)))
                {
                    for (var vote = 0; vote < votes; vote++)
                    {
                        poll = poll.Move(null, option.Id);
                        choices = choices.Add(string.Create(CultureInfo.InvariantCulture, $"example-{choices.Count}"), option.Id);
                    }
                }

                await grains.GetGrain<IPollGrain>(poll.Id).Open(poll, choices);
            }
        }
    }
}
