using Musubi.Durable;
using Musubi.Grains.Nodes;

namespace Musubi.Grains.Stores;

// How it goes on on another silo, or from a storage.
internal sealed partial class RootMount
{
    /// <summary>Takes over what a mount was on another silo.</summary>
    public async ValueTask Restore(StoreDefinition definition, MovedMount moved)
    {
        var isOtherBuild = moved.Build != _silo.Build.Id;
        await Tree.Restore(definition, moved.Root, isOtherBuild);
        if (moved.Number != 0)
        {
            Remember(moved.Number, moved.Answer, null);
        }

        RestoreResumable(moved.Resume);
        _window.Restore(moved.Undelivered, moved.Lost);
        if (IsDurable)
        {
            BeginJournal(moved.Build);
        }

        if (isOtherBuild)
        {
            // A patch of this build would be made against a state that its client does not have.
            var whole = Tree.ReplaceRoot();
            if (IsStored && await SaveAsync(whole, 0, null) != AppendOutcome.Accepted)
            {
                throw new RootUnavailableException();
            }

            Keep(whole);
            _outbox?.Add(new RootPush(Id, whole), _window.TakesReceipts ? _window : null);
        }

        foreach (var waiting in moved.Waiting.IsDefault ? [] : moved.Waiting)
        {
            Queue(waiting is InfoMessage message ? new QueuedTopicMessage(message) : new QueuedUpdate((SendUpdateRequest)waiting));
        }
    }

    /// <summary>What another silo needs in order to go on. Only between two turns.</summary>
    public MovedMount Capture() =>
        new(Id, _outbox?.Gateway, Tree.Capture(), _window.All(), _window.Lost, _window.TakesReceipts, [.. (_inbox?.Messages ?? []).Select(FromOutside).OfType<object>()], _silo.Build.Id, _number, _answer, CaptureResumable(), _log?.Position);

    private static object? FromOutside(TreeMessage message) => message switch
    {
        QueuedTopicMessage queued => queued.Message,
        QueuedUpdate queued => queued.Request,
        _ => null,
    };
}
