namespace LivePoll.Polls;

/// <summary>A few polls to begin with, so that the first page is not an empty one.</summary>
internal sealed class ExamplePolls(IGrainFactory grains, TimeProvider time) : IStartupTask
{
    private static readonly (string Question, string[] Options)[] Examples =
    [
        ("Tabs or spaces?", ["Tabs", "Spaces", "Whatever the formatter says"]),
        ("How do you take your coffee?", ["Espresso", "Flat white", "Filter", "Tea, thank you"]),
        ("Where should the team meet this autumn?", ["Lisbon", "Kyoto", "Reykjavík", "A cabin without reception"]),
    ];

    public async Task Execute(CancellationToken cancellationToken)
    {
        foreach (var (question, options) in Examples)
        {
            if (PollDraft.TryCreate(question, options, out var draft, out _))
            {
                var poll = Poll.Create(draft, time.GetUtcNow());
                await grains.GetGrain<IPollGrain>(poll.Id).Open(poll);
            }
        }
    }
}
