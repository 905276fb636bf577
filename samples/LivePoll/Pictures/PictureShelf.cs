using System.Security.Cryptography;
using LivePoll.Storage;

namespace LivePoll.Pictures;

/// <summary>The pictures of comments: the newest that fit. An application of several processes would put them into a bucket.</summary>
internal sealed class PictureShelf(Database database)
{
    private const long MaxBytes = 64_000_000;

    // The oldest make room for the newest.
    private const string Trim = """
        DELETE FROM pictures WHERE number IN (
            SELECT number FROM (SELECT number, SUM(LENGTH(bytes)) OVER (ORDER BY number DESC) AS total FROM pictures) WHERE total > $max)
        """;

    /// <summary>Keeps a picture. The oldest make room for it.</summary>
    /// <returns>Its id, which cannot be guessed.</returns>
    public Task<string> PutAsync(StoredPicture picture) => database.RunAsync(connection =>
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        Database.Command(
            connection,
            "INSERT INTO pictures (id, media_type, bytes) VALUES ($id, $type, $bytes)",
            ("$id", id),
            ("$type", picture.MediaType),
            ("$bytes", picture.Bytes)).ExecuteNonQuery();
        Database.Command(connection, Trim, ("$max", MaxBytes)).ExecuteNonQuery();
        return id;
    });

    /// <summary>Finds a picture; null when there is none of that id any more.</summary>
    public Task<StoredPicture?> FindAsync(string id) => database.RunAsync(connection =>
    {
        using var reader = Database.Command(connection, "SELECT media_type, bytes FROM pictures WHERE id = $id", ("$id", id)).ExecuteReader();
        return reader.Read() ? new StoredPicture(reader.GetString(0), reader.GetFieldValue<byte[]>(1)) : null;
    });

    /// <summary>Forgets a picture, if it is there.</summary>
    public Task RemoveAsync(string id) =>
        database.RunAsync(connection => Database.Command(connection, "DELETE FROM pictures WHERE id = $id", ("$id", id)).ExecuteNonQuery());
}
