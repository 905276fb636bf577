using Musubi;

namespace LivePoll.Audiences;

/// <inheritdoc cref="IAudienceGrain"/>
internal sealed class AudienceGrain : Grain, IAudienceGrain
{
    private readonly OrderedDictionary<string, Visit> _visits = new(StringComparer.Ordinal);
    private Audience _audience = Audience.Empty;

    public async Task<Audience> Enter(Visit visit)
    {
        _visits[visit.Page] = visit;
        await Publish();
        return _audience;
    }

    public async Task Leave(Visit visit)
    {
        if (_visits.TryGetValue(visit.Page, out var last) && last == visit)
        {
            _visits.Remove(visit.Page);
            await Publish();
        }
    }

    private async Task Publish()
    {
        _audience = new Audience([.. _visits.Values.Select(static visit => visit.Viewer).DistinctBy(static viewer => viewer.Key)], _audience.Revision + 1);
        await GrainFactory.PublishAsync(Audience.TopicOf(this.GetPrimaryKeyString()), _audience);
    }
}
