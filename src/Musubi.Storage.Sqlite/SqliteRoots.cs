using System.Collections.Immutable;
using System.Text;
using Microsoft.Data.Sqlite;
using Musubi.Durable;

namespace Musubi.Storage.Sqlite;

/// <summary>The tables, through one connection: plain, blocking calls, for one thread at a time.</summary>
/// <remarks>What is read to decide and what is written then are one step, as every transaction begins with the file's write lock.</remarks>
internal sealed class SqliteRoots : IDisposable
{
    // Keys that are no text would become one another.
    private static readonly UTF8Encoding KeyEncoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _update;
    private readonly SqliteCommand _takeEpoch;
    private readonly SqliteCommand _records;
    private readonly SqliteCommand _dropRecordsBefore;
    private readonly SqliteCommand _addRecord;
    private readonly SqliteCommand _remove;
    private readonly SqliteCommand _expired;

    public SqliteRoots(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Command("BEGIN IMMEDIATE");
        _commit = Command("COMMIT");
        _find = Command("SELECT id, epoch, sequence FROM musubi_roots WHERE root = @root", "@root");
        _insert = Command(
            "INSERT INTO musubi_roots (root, epoch, sequence, keep_until) VALUES (@root, @epoch, @sequence, @keep_until) RETURNING id",
            "@root", "@epoch", "@sequence", "@keep_until");
        _update = Command(
            "UPDATE musubi_roots SET epoch = @epoch, sequence = @sequence, keep_until = @keep_until WHERE id = @id",
            "@id", "@epoch", "@sequence", "@keep_until");
        _takeEpoch = Command("UPDATE musubi_roots SET epoch = @epoch WHERE id = @id", "@id", "@epoch");
        _records = Command("SELECT data FROM musubi_records WHERE id = @id ORDER BY sequence", "@id");
        _dropRecordsBefore = Command("DELETE FROM musubi_records WHERE id = @id AND sequence < @sequence", "@id", "@sequence");
        _addRecord = Command("INSERT INTO musubi_records (id, sequence, data) VALUES (@id, @sequence, @data)", "@id", "@sequence", "@data");
        _remove = Command("DELETE FROM musubi_roots WHERE id = @id", "@id");
        _expired = Command("SELECT id FROM musubi_roots WHERE keep_until <= @now ORDER BY keep_until LIMIT @at_most", "@now", "@at_most");
    }

    public void Dispose()
    {
        foreach (var command in new[] { _begin, _commit, _find, _insert, _update, _takeEpoch, _records, _dropRecordsBefore, _addRecord, _remove, _expired })
        {
            command.Dispose();
        }

        // Rolls back what was not committed.
        _connection.Dispose();
    }

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit() => _commit.ExecuteNonQuery();

    public bool Contains(string root) => Find(root) is not null;

    public StoredRoot? Load(string root)
    {
        if (Find(root) is not { } found)
        {
            return null;
        }

        var epoch = RootEpoch.After(found.Epoch);
        Execute(_takeEpoch, found.Id, epoch);
        Set(_records, found.Id);
        using var reader = _records.ExecuteReader();
        var records = ImmutableArray.CreateBuilder<ReadOnlyMemory<byte>>();
        while (reader.Read())
        {
            records.Add(reader.GetFieldValue<byte[]>(0));
        }

        // What is not there at all was not written by this class: a root begins with a snapshot.
        var snapshot = records.Count > 0 ? records[0] : throw new InvalidDataException("A root has no snapshot.");
        records.RemoveAt(0);
        return new StoredRoot(epoch, found.Sequence, snapshot, records.ToImmutable());
    }

    public AppendOutcome Append(in RootAppend append, long now)
    {
        var found = Find(append.Root);
        var (epoch, sequence) = found is { } kept ? (kept.Epoch, kept.Sequence) : (0, 0);
        if (epoch != append.AfterEpoch || sequence != append.Sequence - 1)
        {
            return epoch == append.Epoch && sequence >= append.Sequence ? AppendOutcome.Accepted : AppendOutcome.Fenced;
        }

        var keepUntil = now + (long)append.KeepFor.TotalMilliseconds;
        long id;
        if (found is { } root)
        {
            id = root.Id;
            Execute(_update, id, append.Epoch, append.Sequence, keepUntil);
        }
        else
        {
            Set(_insert, KeyEncoding.GetBytes(append.Root), append.Epoch, append.Sequence, keepUntil);
            id = (long)_insert.ExecuteScalar()!;
        }

        if (append.IsSnapshot && found is not null)
        {
            Execute(_dropRecordsBefore, id, append.Sequence);
        }

        Execute(_addRecord, id, append.Sequence, append.Data.ToArray());
        return AppendOutcome.Accepted;
    }

    public void Delete(string root, long epoch)
    {
        if (Find(root) is { } found && found.Epoch == epoch)
        {
            Remove(found.Id);
        }
    }

    public int Expire(int atMost, long now)
    {
        Set(_expired, now, (long)atMost);
        var ids = new List<long>();
        using (var reader = _expired.ExecuteReader())
        {
            while (reader.Read())
            {
                ids.Add(reader.GetInt64(0));
            }
        }

        ids.ForEach(Remove);
        return ids.Count;
    }

    private static void Set(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }
    }

    private static void Execute(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        Set(command, values);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string text, params ReadOnlySpan<string> parameters)
    {
        // Prepared at its first run, and kept.
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this class.
        command.CommandText = text;
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter, DBNull.Value);
        }

        return command;
    }

    private void Remove(long id)
    {
        Execute(_dropRecordsBefore, id, long.MaxValue);
        Execute(_remove, id);
    }

    private Found? Find(string root)
    {
        Set(_find, KeyEncoding.GetBytes(root));
        using var reader = _find.ExecuteReader();
        return reader.Read() ? new Found(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : null;
    }

    private readonly record struct Found(long Id, long Epoch, long Sequence);
}
