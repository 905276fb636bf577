namespace LivePoll.Stores;

internal sealed record PollCardOption(string Label, int Votes);
