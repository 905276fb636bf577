using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace LivePoll.Pictures;

/// <summary>The pictures of comments, in this process' memory: the newest that fit. An application of several processes would put them into a bucket.</summary>
internal sealed class PictureShelf
{
    private const long MaxBytes = 64_000_000;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, StoredPicture> _pictures = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Keeps a picture. The oldest make room for it.</summary>
    /// <returns>Its id, which cannot be guessed.</returns>
    public string Put(StoredPicture picture)
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        lock (_lock)
        {
            _pictures.Add(id, picture);
            _bytes += picture.Bytes.Length;
            while (_bytes > MaxBytes)
            {
                Remove(_pictures.GetAt(0).Key);
            }
        }

        return id;
    }

    public bool TryGet(string id, [NotNullWhen(true)] out StoredPicture? picture)
    {
        lock (_lock)
        {
            return _pictures.TryGetValue(id, out picture);
        }
    }

    public void Remove(string id)
    {
        lock (_lock)
        {
            if (_pictures.Remove(id, out var picture))
            {
                _bytes -= picture.Bytes.Length;
            }
        }
    }
}
