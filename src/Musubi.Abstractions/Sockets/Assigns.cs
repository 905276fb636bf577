using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Musubi;

/// <summary>A store's private values by key, each with a mark that says whether it changed since the last render.</summary>
/// <remarks>An immutable value. Stores hold few keys, so it is one small array that is copied on write:
/// reading scans it, and a store of a few assigns costs one allocation.</remarks>
[GenerateSerializer, Alias("musubi.v1.Assigns")]
public sealed class Assigns : IReadOnlyDictionary<string, object?>
{
    /// <summary>No assigns.</summary>
    public static Assigns Empty { get; } = new([]);

    [Id(0)]
    private readonly Assign[] _entries;

    private Assigns(Assign[] entries) => _entries = entries;

    /// <summary>The keys that changed since the last render, in the order they were first assigned.</summary>
    public ImmutableArray<string> ChangedKeys => [.. _entries.Where(static entry => entry.Changed).Select(static entry => entry.Key)];

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _entries.Select(static entry => entry.Key);

    /// <inheritdoc/>
    public IEnumerable<object?> Values => _entries.Select(static entry => entry.Value);

    /// <inheritdoc/>
    /// <exception cref="KeyNotFoundException">Nothing is assigned to the key; the message lists what is.</exception>
    public object? this[string key] => TryGetValue(key, out var value) ? value : throw Missing(key);

    internal bool AnyChanged
    {
        get
        {
            foreach (ref readonly var entry in _entries.AsSpan())
            {
                if (entry.Changed)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        var index = IndexOf(key);
        value = index < 0 ? null : _entries[index].Value;
        return index >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() =>
        _entries.Select(static entry => KeyValuePair.Create(entry.Key, entry.Value)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal bool IsChanged(string key)
    {
        var index = IndexOf(key);
        return index >= 0 && _entries[index].Changed;
    }

    internal Assigns Set(string key, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var index = IndexOf(key);
        if (index < 0)
        {
            var grown = new Assign[_entries.Length + 1];
            _entries.CopyTo(grown, 0);
            grown[^1] = new Assign(key, value, Changed: true);
            return new Assigns(grown);
        }

        if (Equals(_entries[index].Value, value))
        {
            return this;
        }

        var copy = (Assign[])_entries.Clone();
        copy[index] = copy[index] with { Value = value, Changed = true };
        return new Assigns(copy);
    }

    internal Assigns ResetChanged()
    {
        if (!AnyChanged)
        {
            return this;
        }

        var copy = (Assign[])_entries.Clone();
        foreach (ref var entry in copy.AsSpan())
        {
            entry = entry with { Changed = false };
        }

        return new Assigns(copy);
    }

    private KeyNotFoundException Missing(string key) =>
        new($"Expected an assign '{key}'; the socket has {(Count == 0 ? "none" : string.Join(", ", Keys.Select(static name => $"'{name}'")))}.");

    private int IndexOf(string key)
    {
        var entries = _entries;
        for (var i = 0; i < entries.Length; i++)
        {
            if (string.Equals(entries[i].Key, key, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>One assign; internal rather than private because the generated serializer has to name it.</summary>
    [GenerateSerializer, Alias("musubi.v1.Assign")]
    internal readonly record struct Assign([property: Id(0)] string Key, [property: Id(1)] object? Value, [property: Id(2)] bool Changed);
}
