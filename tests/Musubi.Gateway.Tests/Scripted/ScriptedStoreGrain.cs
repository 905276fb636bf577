using Orleans.Concurrency;

namespace Musubi.Gateway.Tests.Scripted;

/// <summary>A store grain that does what its test's <see cref="RootScript"/> says. Calls interleave, so that one that is never answered stands for a silo that is lost.</summary>
[Reentrant]
internal sealed class ScriptedStoreGrain : Grain, IStoreGrain
{
    private RootScript Script => RootScript.Of(StoreGrainKey.Parse(this.GetPrimaryKeyString()));

    public ValueTask<MountAnswer> Mount(MountRequest request) => new(Script.Mount(request));

    public ValueTask<AttachAnswer> Attach(AttachRequest request) => new(Script.Attach(request));

    public ValueTask Detach(long mountId, TimeSpan waitFor) => new(Script.Detach(mountId, waitFor));

    public ValueTask<CommandAnswer> Command(CommandRequest request) => new(Script.Command(request));

    public ValueTask<SyncAnswer> Sync(long mountId, long delivered) => new(Script.Sync(delivered));

    public ValueTask<SleepAnswer> Sleep(long mountId, long delivered) => new(Script.Sleep(delivered));

    public ValueTask<bool> Rouse(InfoMessage message, SiloAddress sleptOn) => new(false);

    public ValueTask Abandon(long mountId)
    {
        Script.Abandon(mountId);
        return ValueTask.CompletedTask;
    }

    public ValueTask Unmount(long mountId, TerminateReason reason) => new(Script.Unmount(mountId, reason));

    public ValueTask<AllowUploadAnswer> AllowUpload(AllowUploadRequest request) => new(Script.AllowUpload(request));

    public ValueTask<UploadAnswer> Upload(UploadRequest request) => new(Script.Upload(request));

    public ValueTask SendUpdate(SendUpdateRequest request) => ValueTask.CompletedTask;

    public ValueTask Info(InfoMessage message) => ValueTask.CompletedTask;
}
