using System.Collections.Immutable;
using LivePoll.Audiences;
using LivePoll.Polls;

namespace LivePoll.Tests.Doubles;

/// <summary>One poll and its audience, which say what the test wants and remember what they were told.</summary>
internal sealed class TestPoll(PollView? view) : IPollGrain, IAudienceGrain
{
    public const string Id = "0123456789";

    /// <summary>Those that were opened.</summary>
    public List<Poll> Opened { get; } = [];

    /// <summary>Whether there are too many polls for another.</summary>
    public bool IsFull { get; init; }

    public List<Ballot> Ballots { get; } = [];

    public List<Visit> Visits { get; } = [];

    /// <summary>How often it was read.</summary>
    public int Views { get; private set; }

    /// <summary>A poll with these votes.</summary>
    public static Poll With(params int[] votes) =>
        new(Id, "Tabs or spaces?", [.. votes.Select(static (count, index) => new PollOption($"option-{index + 1}", $"Option {index + 1}", count))], DateTimeOffset.UnixEpoch, 1 + votes.Sum());

    public Task<bool> Open(Poll poll, ImmutableDictionary<string, string>? choices = null)
    {
        Opened.Add(poll);
        return Task.FromResult(!IsFull);
    }

    public Task<PollView?> View(string userId)
    {
        Views++;
        return Task.FromResult(view);
    }

    public Task Vote(Ballot ballot)
    {
        Ballots.Add(ballot);
        return Task.CompletedTask;
    }

    public Task<Audience> Enter(Visit visit)
    {
        Visits.Add(visit);
        return Task.FromResult(new Audience([.. Visits.Select(static each => each.Viewer)], Visits.Count));
    }

    public Task Leave(Visit visit)
    {
        Visits.Remove(visit);
        return Task.CompletedTask;
    }
}
