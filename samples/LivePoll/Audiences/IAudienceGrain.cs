namespace LivePoll.Audiences;

/// <summary>Who looks at a poll, by the poll's id.</summary>
[Alias("live-poll.IAudienceGrain")]
internal interface IAudienceGrain : IGrainWithStringKey
{
    [Alias("Enter")]
    Task<Audience> Enter(Visit visit);

    [Alias("Leave")]
    Task Leave(Visit visit);
}
