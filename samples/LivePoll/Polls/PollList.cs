using System.Collections.Immutable;

namespace LivePoll.Polls;

/// <summary>Polls, newest first.</summary>
internal static class PollList
{
    /// <summary>The list with the poll in its newest state: in its place if it is listed, else at the head.</summary>
    public static ImmutableArray<Poll> Put(this ImmutableArray<Poll> polls, Poll poll)
    {
        for (var i = 0; i < polls.Length; i++)
        {
            if (polls[i].Id == poll.Id)
            {
                return polls[i].Revision < poll.Revision ? polls.SetItem(i, poll) : polls;
            }
        }

        return polls.Insert(0, poll);
    }
}
