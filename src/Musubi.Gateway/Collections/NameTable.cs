using System.Diagnostics.CodeAnalysis;

namespace Musubi.Gateway.Collections;

/// <summary>Things by name, of which there is most often one, and for one it makes nothing. Not thread-safe: its owner's lock guards it.</summary>
/// <remarks>Nearly every socket has one channel and nearly every channel one root, and a dictionary of one entry is 200 bytes.</remarks>
internal struct NameTable<T>
    where T : class
{
    private string? _name;
    private T? _only;
    private Dictionary<string, T>? _many;

    public readonly int Count => _many?.Count ?? (_only is null ? 0 : 1);

    public readonly bool TryGetValue(string name, [MaybeNullWhen(false)] out T value)
    {
        if (_many is not null)
        {
            return _many.TryGetValue(name, out value);
        }

        value = string.Equals(_name, name, StringComparison.Ordinal) ? _only : null;
        return value is not null;
    }

    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, T value)
    {
        if (Count == 0 && _many is null)
        {
            (_name, _only) = (name, value);
            return;
        }

        _many ??= new Dictionary<string, T>(StringComparer.Ordinal) { [_name!] = _only! };
        (_name, _only) = (null, null);
        _many.Add(name, value);
    }

    public void Remove(string name)
    {
        if (_many is not null)
        {
            _many.Remove(name);
        }
        else if (string.Equals(_name, name, StringComparison.Ordinal))
        {
            (_name, _only) = (null, null);
        }
    }

    /// <summary>What is in it now, for a caller that lets go of the lock or changes the table.</summary>
    public readonly T[] ToArray() => _many is not null ? [.. _many.Values] : _only is not null ? [_only] : [];
}
