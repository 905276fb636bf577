namespace Musubi.Storage.Postgres;

/// <summary>What is sent to the server.</summary>
internal static class PostgresStatements
{
    public const string Find = "SELECT epoch FROM musubi_roots WHERE root = $1";

    /// <summary>Takes the epoch, and holds the root's row until <see cref="Read"/>, sent with it, has read.</summary>
    public const string TakeEpoch = "UPDATE musubi_roots SET epoch = $3 WHERE root = $1 AND epoch = $2 RETURNING sequence";

    // The join is on the epoch too: a root that was not taken is not read.
    public const string Read = """
        SELECT d.sequence, d.data FROM musubi_roots r JOIN musubi_records d ON d.id = r.id AND d.sequence >= r.snapshot
        WHERE r.root = $1 AND r.epoch = $2 ORDER BY d.sequence
        """;

    /// <summary>Appends a whole batch, and returns the keys of what was accepted now.</summary>
    /// <remarks>
    /// <para>A row that another transaction holds is waited for, and its newest version is what the conditions are checked against (READ COMMITTED). Rows are locked in the
    /// order of their keys, so that two batches with the same roots do not wait for each other.</para>
    /// <para>Records before a snapshot that committed after this statement began are not seen and stay; <c>snapshot</c> keeps them from being read, and the next snapshot removes them.</para>
    /// </remarks>
    public const string Append = """
        WITH input AS MATERIALIZED (
            SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::bigint[], $5::boolean[], $6::bytea[], $7::interval[])
                AS t(root, after_epoch, epoch, sequence, is_snapshot, data, keep_for)
        ), locked AS MATERIALIZED (
            SELECT r.id, i.root, i.epoch, i.sequence, i.is_snapshot, i.keep_for
            FROM input i JOIN musubi_roots r ON r.root = i.root
            WHERE i.sequence > 1 AND r.epoch = i.after_epoch AND r.sequence = i.sequence - 1
            ORDER BY i.root FOR UPDATE OF r
        ), changed AS (
            UPDATE musubi_roots r SET
                epoch = l.epoch,
                sequence = l.sequence,
                snapshot = CASE WHEN l.is_snapshot THEN l.sequence ELSE r.snapshot END,
                keep_until = statement_timestamp() + l.keep_for,
                keep_bucket = extract(epoch FROM statement_timestamp() + l.keep_for)::bigint / 600
            FROM locked l WHERE r.id = l.id
            RETURNING r.id, l.root
        ), begun AS (
            INSERT INTO musubi_roots (root, epoch, sequence, snapshot, keep_until, keep_bucket)
            SELECT root, epoch, 1, 1, statement_timestamp() + keep_for, extract(epoch FROM statement_timestamp() + keep_for)::bigint / 600
            FROM input WHERE sequence = 1 AND after_epoch = 0 AND is_snapshot ORDER BY root
            ON CONFLICT (root) DO NOTHING
            RETURNING id, root
        ), accepted AS (
            SELECT a.id, i.root, i.sequence, i.is_snapshot, i.data
            FROM (SELECT id, root FROM changed UNION ALL SELECT id, root FROM begun) a JOIN input i ON i.root = a.root
        ), added AS (
            INSERT INTO musubi_records (id, sequence, data) SELECT id, sequence, data FROM accepted
        ), dropped AS (
            DELETE FROM musubi_records d USING accepted a
            WHERE a.is_snapshot AND a.sequence > 1 AND d.id = a.id AND d.sequence < a.sequence
        )
        SELECT root FROM accepted
        """;

    /// <summary>What is stored of roots whose records were not accepted: it tells what was accepted before from what is fenced.</summary>
    /// <remarks>A row that is locked is a commit of its own, which waits for synchronous replicas: they may not have what was accepted before.</remarks>
    public const string Positions = "SELECT root, epoch, sequence FROM musubi_roots WHERE root = ANY($1) ORDER BY root FOR UPDATE";

    public const string LockForDelete = "SELECT id FROM musubi_roots WHERE root = $1 AND epoch = $2 FOR UPDATE";

    /// <summary>Removes a root that the transaction has locked: a statement of its own sees every record of it.</summary>
    public const string Remove = """
        WITH gone AS (DELETE FROM musubi_roots WHERE id = ANY($1) RETURNING id)
        DELETE FROM musubi_records d USING gone g WHERE d.id = g.id
        """;

    // The conversion to bigint rounds, so a time may have been put into the bucket after its own.
    public const string LockExpired = """
        SELECT id FROM musubi_roots
        WHERE keep_bucket <= extract(epoch FROM statement_timestamp())::bigint / 600 + 1 AND keep_until <= statement_timestamp()
        LIMIT $1 FOR UPDATE SKIP LOCKED
        """;

    public const string Settings = """
        SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only'), current_setting('synchronous_commit'),
            current_setting('fsync'), current_setting('full_page_writes'), to_regclass('musubi_schema') IS NOT NULL
        """;

    public const string Version = "SELECT max(version) FROM musubi_schema";
}
