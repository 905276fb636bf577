using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace LivePoll.Polls;

/// <summary>A poll as it stands: its question and the votes for each option.</summary>
/// <param name="Revision">Grows with each change. Messages may overtake one another, and the newest is the one that counts.</param>
[GenerateSerializer, Immutable, Alias("live-poll.Poll")]
internal sealed partial record Poll(
    [property: Id(0)] string Id,
    [property: Id(1)] string Question,
    [property: Id(2)] ImmutableArray<PollOption> Options,
    [property: Id(3)] DateTimeOffset CreatedAt,
    [property: Id(4)] long Revision)
{
    public int Votes => Options.Sum(static option => option.Votes);

    /// <summary>The option with more votes than any other; null when there is none.</summary>
    public PollOption? Leader => Options.OrderByDescending(static option => option.Votes).ToArray() is [var first, var second, ..] && first.Votes > second.Votes ? first : null;

    public static Poll Create(PollDraft draft, DateTimeOffset now) => new(
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(5)),
        draft.Question,
        [.. draft.Options.Select(static (label, index) => new PollOption($"option-{index + 1}", label, 0))],
        now,
        Revision: 1);

    /// <summary>Whether some poll may have this id. Any text can come from a client, and each grain asked is a grain activated.</summary>
    public static bool IsId(string id) => IdPattern.IsMatch(id);

    /// <summary>The poll after a voter's choice moved from one option (or none) to another.</summary>
    public Poll Move(string? from, string to) => this with
    {
        Options = [.. Options.Select(option => option with
        {
            Votes = option.Votes + (option.Id == to ? 1 : 0) - (option.Id == from ? 1 : 0),
        })],
        Revision = Revision + 1,
    };

    [GeneratedRegex("^[0-9a-f]{10}$")]
    private static partial Regex IdPattern { get; }
}
