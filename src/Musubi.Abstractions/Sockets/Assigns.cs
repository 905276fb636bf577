using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Musubi.Values;

namespace Musubi;

/// <summary>A store's private values by key, each with a mark that says whether it changed since the last render.</summary>
/// <remarks>An immutable value. Stores hold few keys, so it is one small array that is copied on write, and scanned by reading. The marks are beside it:
/// clearing them, after each render, copies nothing.</remarks>
[GenerateSerializer, Alias("musubi.v1.Assigns")]
public sealed class Assigns : IReadOnlyDictionary<string, object?>
{
    /// <summary>No assigns.</summary>
    public static Assigns Empty { get; } = new([], default);

    [Id(0)]
    private readonly Assign[] _entries;
    [Id(1)]
    private readonly Marks _changed;

    private Assigns(Assign[] entries, Marks changed) => (_entries, _changed) = (entries, changed);

    /// <summary>The keys that changed since the last render, in the order they were first assigned.</summary>
    public ImmutableArray<string> ChangedKeys => [.. _entries.Where((_, index) => _changed.Has(index)).Select(static entry => entry.Key)];

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _entries.Select(static entry => entry.Key);

    /// <inheritdoc/>
    public IEnumerable<object?> Values => _entries.Select(static entry => entry.Value);

    /// <inheritdoc/>
    /// <exception cref="KeyNotFoundException">Nothing is assigned to the key; the message lists what is.</exception>
    public object? this[string key] => TryGetValue(key, out var value) ? value : throw Missing(key);

    internal bool AnyChanged => _changed.Any;

    /// <summary>The assigns, in the order they were first assigned.</summary>
    internal ReadOnlySpan<Assign> Entries => _entries;

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
        return index >= 0 && IsChanged(index);
    }

    internal bool IsChanged(int index) => _changed.Has(index);

    internal Assigns Set(string key, object? value)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        var index = IndexOf(key);
        if (index < 0)
        {
            var grown = new Assign[_entries.Length + 1];
            _entries.CopyTo(grown, 0);
            grown[^1] = new Assign(key, value);
            return new Assigns(grown, _changed.With(_entries.Length));
        }

        if (ValueComparer.Same(_entries[index].Value, value))
        {
            return this;
        }

        var copy = (Assign[])_entries.Clone();
        copy[index] = new Assign(key, value);
        return new Assigns(copy, _changed.With(index));
    }

    internal Assigns Remove(string key)
    {
        var index = IndexOf(key);
        if (index < 0)
        {
            return this;
        }

        // The marks are by place. Marking too many costs a render that finds nothing.
        var left = _entries.Where((_, i) => i != index).ToArray();
        var changed = default(Marks);
        for (var i = 0; i < left.Length; i++)
        {
            changed = changed.With(i);
        }

        return new Assigns(left, changed);
    }

    /// <summary>The same without values of types that this build does not have.</summary>
    internal Assigns WithoutUnreadable()
    {
        foreach (var (key, value) in _entries)
        {
            if (value is UnreadableAssign)
            {
                return Remove(key).WithoutUnreadable();
            }
        }

        return this;
    }

    internal Assigns ResetChanged() => AnyChanged ? new Assigns(_entries, default) : this;

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

    /// <summary>One assign; internal rather than private because its <see cref="Serialization.AssignCodec"/> has to name it.</summary>
    internal readonly record struct Assign(string Key, object? Value);
}
