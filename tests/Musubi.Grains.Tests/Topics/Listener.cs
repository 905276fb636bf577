namespace Musubi.Grains.Tests.Topics;

/// <summary>A root that hears messages and does nothing else.</summary>
internal sealed class Listener : IStoreGrain
{
    public List<object> Heard { get; } = [];

    public Action? OnInfo { get; set; }

    public ValueTask Info(InfoMessage message)
    {
        Heard.Add(message.Body);
        OnInfo?.Invoke();
        return ValueTask.CompletedTask;
    }

    ValueTask<MountAnswer> IStoreGrain.Mount(MountRequest request) => throw new NotSupportedException();

    ValueTask<AttachAnswer> IStoreGrain.Attach(AttachRequest request) => throw new NotSupportedException();

    ValueTask IStoreGrain.Detach(long mountId, TimeSpan waitFor) => throw new NotSupportedException();

    ValueTask<CommandAnswer> IStoreGrain.Command(CommandRequest request) => throw new NotSupportedException();

    ValueTask<SyncAnswer> IStoreGrain.Sync(long mountId, long delivered) => throw new NotSupportedException();

    ValueTask<SleepAnswer> IStoreGrain.Sleep(long mountId, long delivered) => throw new NotSupportedException();

    ValueTask<bool> IStoreGrain.Rouse(InfoMessage message, SiloAddress sleptOn) => throw new NotSupportedException();

    ValueTask IStoreGrain.Abandon(long mountId) => throw new NotSupportedException();

    ValueTask IStoreGrain.Unmount(long mountId, TerminateReason reason) => throw new NotSupportedException();

    ValueTask<AllowUploadAnswer> IStoreGrain.AllowUpload(AllowUploadRequest request) => throw new NotSupportedException();

    ValueTask<UploadAnswer> IStoreGrain.Upload(UploadRequest request) => throw new NotSupportedException();

    ValueTask IStoreGrain.SendUpdate(SendUpdateRequest request) => throw new NotSupportedException();
}
