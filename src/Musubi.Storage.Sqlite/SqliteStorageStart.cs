namespace Musubi.Storage.Sqlite;

/// <summary>Opens the file while the silo starts, so that one which cannot be used stops the start.</summary>
internal sealed class SqliteStorageStart(SqliteRootLog log) : ILifecycleParticipant<ISiloLifecycle>
{
    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe(nameof(SqliteStorageStart), ServiceLifecycleStage.RuntimeStorageServices, cancellation => log.StartAsync(cancellation).AsTask());
}
