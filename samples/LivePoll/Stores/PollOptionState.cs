namespace LivePoll.Stores;

/// <param name="Percent">Of all votes, rounded; 0 to 100.</param>
/// <param name="Leading">Whether no option has more votes, and this one has some.</param>
/// <param name="Chosen">Whether the page's user chose it.</param>
internal sealed record PollOptionState(string Label, int Votes, int Percent, bool Leading, bool Chosen);
