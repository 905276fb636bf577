namespace LivePoll.Stores;

/// <param name="Label">The option that leads now, alone.</param>
internal sealed record LeadTaken(string Label);
