using Orleans.Serialization;
using Orleans.Storage;

namespace LivePoll.Storage;

/// <summary>Keeps grains' state in the <see cref="Database"/>, each state under an ETag that changes with it.</summary>
internal sealed class DatabaseGrainStorage(Database database, Serializer serializer) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (state, etag) = await database.RunAsync(connection =>
        {
            using var reader = Database.Command(connection, "SELECT state, etag FROM grains WHERE name = $name AND id = $id", ("$name", stateName), ("$id", grainId.ToString())).ExecuteReader();
            return reader.Read() ? (reader.GetFieldValue<byte[]>(0), reader.GetString(1)) : default;
        });
        grainState.RecordExists = state is not null;
        grainState.ETag = etag;
        grainState.State = state is null ? Activator.CreateInstance<T>() : serializer.Deserialize<T>(state);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (state, etag) = (serializer.SerializeToArray(grainState.State), Guid.NewGuid().ToString("N"));
        var written = await database.RunAsync(connection => Database.Command(
            connection,
            grainState.ETag is null
                ? "INSERT INTO grains (name, id, state, etag) VALUES ($name, $id, $state, $etag) ON CONFLICT DO NOTHING"
                : "UPDATE grains SET state = $state, etag = $etag WHERE name = $name AND id = $id AND etag = $expected",
            ("$name", stateName),
            ("$id", grainId.ToString()),
            ("$state", state),
            ("$etag", etag),
            ("$expected", grainState.ETag ?? "")).ExecuteNonQuery());
        Check(written, stateName, grainId);
        (grainState.ETag, grainState.RecordExists) = (etag, true);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.ETag is { } etag)
        {
            var deleted = await database.RunAsync(connection => Database.Command(
                connection,
                "DELETE FROM grains WHERE name = $name AND id = $id AND etag = $expected",
                ("$name", stateName),
                ("$id", grainId.ToString()),
                ("$expected", etag)).ExecuteNonQuery());
            Check(deleted, stateName, grainId);
        }

        (grainState.ETag, grainState.RecordExists, grainState.State) = (null, false, Activator.CreateInstance<T>());
    }

    // Another activation of the grain has written since this one read.
    private static void Check(int rows, string stateName, GrainId grainId)
    {
        if (rows != 1)
        {
            throw new InconsistentStateException($"Expected to change the state '{stateName}' of {grainId} as it was read; it has been changed since.");
        }
    }
}
