using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Musubi;

/// <summary>What every callback receives and returns: the assigns and the private data of a connection or of one store.</summary>
/// <remarks>An immutable value: every function returns a new socket and leaves the old one as it was, so a handler
/// that throws changes nothing. It is plain data that Orleans serializes, so that a store can live again elsewhere.
/// Not marked immutable to Orleans, because its values are the application's own: a list that someone assigned is
/// copied on its way into a grain, as it would be between processes, and two roots never share it.
/// Source: the reference of <c>Musubi.Socket</c>, function by function, under the same names in PascalCase.</remarks>
[GenerateSerializer, Alias("musubi.v1.Socket")]
public sealed class Socket
{
    private static readonly ImmutableDictionary<string, object?> NoEntries = ImmutableDictionary<string, object?>.Empty;

    // Seldom asked for, and every new socket copies it: as a text it is one reference.
    [Id(7)]
    private readonly string? _root;

    // Not data: the runtime takes them before anything is saved or sent.
    [NonSerialized]
    private readonly Effect? _effects;

    /// <summary>A socket with nothing in it.</summary>
    public Socket()
    {
    }

    private Socket(Socket source)
        : this(source, source._effects)
    {
    }

    private Socket(Socket source, Effect? effects)
    {
        _effects = effects;
        Assigns = source.Assigns;
        Private = source.Private;
        Session = source.Session;
        ConnectInfo = source.ConnectInfo;
        RootParams = source.RootParams;
        ParentPath = source.ParentPath;
        Id = source.Id;
        _root = source._root;
    }

    /// <summary>The values that <c>Render</c> reads; never on the wire by themselves.</summary>
    [Id(0)]
    public Assigns Assigns { get; private init; } = Assigns.Empty;

    /// <summary>Bookkeeping that is not rendered and marks nothing as changed.</summary>
    [Id(1)]
    public ImmutableDictionary<string, object?> Private { get; init; } = NoEntries;

    /// <summary>The session data shared by every root on the connection; empty when none was stored.</summary>
    [Id(2)]
    public ImmutableDictionary<string, object?> Session { get; private init; } = NoEntries;

    /// <summary>What was known of the client when it connected; empty when none was stored.</summary>
    [Id(3)]
    public ConnectInfo ConnectInfo { get; private init; } = ConnectInfo.Empty;

    /// <summary>The params that the client mounted the current root with; empty outside a root.</summary>
    [Id(4)]
    public Params RootParams { get; private init; } = Params.Empty;

    /// <summary>The local ids from the root down to this store's parent.</summary>
    [Id(5)]
    public StoreId ParentPath { get; init; }

    /// <summary>The store's local id below its parent; empty for a root.</summary>
    [Id(6)]
    public string Id { get; init; } = "";

    /// <summary>The mounted root that this store belongs to; its default value outside a root.</summary>
    public StoreGrainKey Root
    {
        get => _root is null ? default : StoreGrainKey.Parse(_root);
        init => _root = value == default ? null : value.ToString();
    }

    /// <summary>Where this store is in the cluster: what <see cref="Targeting.SendUpdateAsync"/> takes, from anywhere.</summary>
    public StoreAddress Address => new(Root, StoreId);

    /// <summary>The runtime identity of the store that owns this socket: <see cref="ParentPath"/>, then <see cref="Id"/>.</summary>
    public StoreId StoreId => Id.Length == 0 ? ParentPath : ParentPath.Append(Id);

    /// <summary>The value assigned to a typed key.</summary>
    /// <exception cref="KeyNotFoundException">Nothing is assigned to the key.</exception>
    /// <exception cref="InvalidCastException">What is assigned has another type.</exception>
    public T Get<T>(Key<T> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Cast<T>(key.Name, Assigns[key.Name]);
    }

    /// <summary>Assigns one key, and marks it changed if the value differs from what was there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; null creates an absent key.</param>
    public Socket Assign(string key, object? value) => With(Assigns.Set(key, value));

    /// <inheritdoc cref="Assign(string, object?)"/>
    public Socket Assign<T>(Key<T> key, T value)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Assign(key.Name, value);
    }

    /// <summary>Assigns many keys, in order.</summary>
    public Socket Assign(IEnumerable<KeyValuePair<string, object?>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var assigns = Assigns;
        foreach (var (key, value) in entries)
        {
            assigns = assigns.Set(key, value);
        }

        return With(assigns);
    }

    /// <summary>Assigns what the function returns, but only when the key is absent; otherwise nothing is run or marked.</summary>
    public Socket AssignNew(string key, Func<object?> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Assigns.ContainsKey(key) ? this : Assign(key, value());
    }

    /// <inheritdoc cref="AssignNew(string, Func{object?})"/>
    public Socket AssignNew<T>(Key<T> key, Func<T> value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        return Assigns.ContainsKey(key.Name) ? this : Assign(key.Name, value());
    }

    /// <summary>Assigns what the function makes of the current value.</summary>
    /// <exception cref="KeyNotFoundException">Nothing is assigned to the key.</exception>
    public Socket Update(string key, Func<object?, object?> update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return Assign(key, update(Assigns[key]));
    }

    /// <inheritdoc cref="Update(string, Func{object?, object?})"/>
    public Socket Update<T>(Key<T> key, Func<T, T> update)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(update);
        return Assign(key.Name, update(Get(key)));
    }

    /// <summary>Whether the key changed since the last render.</summary>
    public bool Changed(string key) => Assigns.IsChanged(key);

    /// <inheritdoc cref="Changed(string)"/>
    public bool Changed<T>(Key<T> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Assigns.IsChanged(key.Name);
    }

    /// <summary>Whether any key changed since the last render.</summary>
    public bool AnyChanged() => Assigns.AnyChanged;

    /// <summary>Whether any of these keys changed since the last render.</summary>
    public bool ConsumedKeysChanged(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Assigns.IsChanged(key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Clears every mark, as the runtime does after a render.</summary>
    public Socket ResetChanged() => With(Assigns.ResetChanged());

    /// <summary>A private value, or the fallback when there is none.</summary>
    public object? GetPrivate(string key, object? fallback = null) => Private.GetValueOrDefault(key, fallback);

    /// <summary>Stores a private value.</summary>
    public Socket PutPrivate(string key, object? value) => new(this) { Private = Private.SetItem(key, value) };

    /// <summary>Stores the session data shared by every root on the connection.</summary>
    public Socket PutSession(IReadOnlyDictionary<string, object?> session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new(this) { Session = NoEntries.AddRange(session) };
    }

    /// <summary>Stores what is known of the client.</summary>
    public Socket PutConnectInfo(ConnectInfo connectInfo)
    {
        ArgumentNullException.ThrowIfNull(connectInfo);
        return new(this) { ConnectInfo = connectInfo };
    }

    /// <summary>Stores the params that the client mounted the current root with.</summary>
    public Socket PutRootParams(Params rootParams)
    {
        ArgumentNullException.ThrowIfNull(rootParams);
        return new(this) { RootParams = rootParams };
    }

    /// <summary>Copies what roots and stores share, the session and connect_info, onto another socket.</summary>
    /// <remarks>Root params belong to one root, and are not copied.</remarks>
    /// <param name="target">The socket that inherits.</param>
    /// <returns>The target with this socket's session and connect_info.</returns>
    public Socket InheritContext(Socket target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return new(target) { Session = Session, ConnectInfo = ConnectInfo };
    }

    /// <summary>Lets a callback without any awaiting return its socket as it is.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "ValueTask.FromResult is the named alternate.")]
    public static implicit operator ValueTask<Socket>(Socket socket) => new(socket);

    /// <summary>What callbacks asked for that the runtime has not taken yet, the latest first.</summary>
    internal Effect? Effects => _effects;

    /// <summary>Asks for something beside new assigns.</summary>
    internal Socket Ask(Effect effect) => new(this, effect.After(_effects));

    /// <summary>The socket without what it asked for.</summary>
    internal Socket WithoutEffects() => _effects is null ? this : new(this, null);

    private static T Cast<T>(string key, object? value) => value switch
    {
        T typed => typed,
        null when default(T) is null => default!,
        _ => throw new InvalidCastException($"Expected assign '{key}' to be {typeof(T)}; got {value?.GetType().ToString() ?? "null"}."),
    };

    private Socket With(Assigns assigns) => ReferenceEquals(assigns, Assigns) ? this : new(this) { Assigns = assigns };
}
