using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Musubi.Values;

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

    [Id(2)]
    private readonly SocketPlace _place = SocketPlace.Nowhere;

    // Not data: the runtime takes them before anything is saved or sent.
    [NonSerialized]
    private readonly Effect? _effects;

    /// <summary>A socket with nothing in it.</summary>
    public Socket()
    {
    }

    private Socket(Socket source)
        : this(source, source._place, source._effects)
    {
    }

    private Socket(Socket source, SocketPlace place, Effect? effects)
    {
        _place = place;
        _effects = effects;
        Assigns = source.Assigns;
        Private = source.Private;
    }

    private Socket(SocketPlace place) => _place = place;

    /// <summary>The values that <c>Render</c> reads; never on the wire by themselves.</summary>
    [Id(0)]
    public Assigns Assigns { get; private init; } = Assigns.Empty;

    /// <summary>Bookkeeping that is not rendered and marks nothing as changed.</summary>
    [Id(1)]
    public ImmutableDictionary<string, object?> Private { get; init; } = NoEntries;

    /// <summary>The session data shared by every root on the connection; empty when none was stored.</summary>
    public ImmutableDictionary<string, object?> Session => _place.Session;

    /// <summary>What was known of the client when it connected; empty when none was stored.</summary>
    public ConnectInfo ConnectInfo => _place.ConnectInfo;

    /// <summary>The params that the client mounted the current root with; empty outside a root.</summary>
    public Params RootParams => _place.RootParams;

    /// <summary>The local ids from the root down to this store's parent.</summary>
    public StoreId ParentPath
    {
        get => _place.ParentPath;
        init => _place = _place with { ParentPath = value };
    }

    /// <summary>The store's local id below its parent; empty for a root.</summary>
    public string Id
    {
        get => _place.Id;
        init => _place = _place with { Id = value };
    }

    /// <summary>The mounted root that this store belongs to; its default value outside a root.</summary>
    public StoreGrainKey Root
    {
        get => _place.Root is { } root ? StoreGrainKey.Parse(root) : default;
        init => _place = _place with { Root = value == default ? null : value.ToString() };
    }

    /// <summary>Names the command that is being handled, the same when its client sends it again, and unlike any other: for a system outside, as an idempotency key. Null
    /// outside of a command's handler, and for a client that does not number its commands (docs/resume.md).</summary>
    public string? CommandId => _place.CommandId;

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
    /// <remarks>Values are compared by all that they hold, not by their own <c>Equals</c>. One that can be changed in place, such as an array, a list or an object with setters,
    /// always counts as changed, also where it is the same reference.</remarks>
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

    /// <summary>Adds to the session data shared by every root on the connection: values take the place of those under the same key, and others stay,
    /// such as those of the ASP.NET Core session that the connection came with.</summary>
    public Socket PutSession(IReadOnlyDictionary<string, object?> session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return At(_place with { Session = Session.SetItems(session) });
    }

    /// <summary>Stores what is known of the client.</summary>
    public Socket PutConnectInfo(ConnectInfo connectInfo)
    {
        ArgumentNullException.ThrowIfNull(connectInfo);
        return At(_place with { ConnectInfo = connectInfo });
    }

    /// <summary>Stores the params that the client mounted the current root with.</summary>
    public Socket PutRootParams(Params rootParams)
    {
        ArgumentNullException.ThrowIfNull(rootParams);
        return At(_place with { RootParams = rootParams });
    }

    /// <summary>Copies what roots and stores share, the session and connect_info, onto another socket.</summary>
    /// <remarks>Root params belong to one root, and are not copied.</remarks>
    /// <param name="target">The socket that inherits.</param>
    /// <returns>The target with this socket's session and connect_info.</returns>
    public Socket InheritContext(Socket target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return target.At(target._place with { Session = Session, ConnectInfo = ConnectInfo });
    }

    /// <summary>Lets a callback without any awaiting return its socket as it is.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "ValueTask.FromResult is the named alternate.")]
    public static implicit operator ValueTask<Socket>(Socket socket) => new(socket);

    /// <summary>What callbacks asked for that the runtime has not taken yet, the latest first.</summary>
    internal Effect? Effects => _effects;

    /// <summary>Where a subscription takes effect at once; null outside a mounted root.</summary>
    internal ITopicListener? Listener => _place.Listener;

    /// <summary>Whether this is a child store's: not a root's, and not a connection's.</summary>
    internal bool IsOfChild => Id.Length > 0 || !ParentPath.IsRoot;

    /// <summary>The socket of a root that is mounted where this listener is.</summary>
    internal Socket ListeningAt(ITopicListener listener) => At(_place with { Listener = listener });

    /// <summary>The first socket of a root that this connection mounts, where the listener is. All at once: each step on the way would be two objects for each page that opens.</summary>
    internal Socket Mounting(StoreGrainKey root, Params rootParams, ITopicListener listener) =>
        new(new SocketPlace { Session = Session, ConnectInfo = ConnectInfo, RootParams = rootParams, Root = root == default ? null : root.ToString(), Listener = listener });

    /// <summary>Whether another socket has the same session and connect_info.</summary>
    internal bool HasContextOf(Socket other) => ValueComparer.Same(Session, other.Session) && ValueComparer.Same(ConnectInfo, other.ConnectInfo);

    /// <summary>The socket with other private data.</summary>
    internal Socket WithPrivate(ImmutableDictionary<string, object?> kept) => new(this) { Private = kept };

    /// <summary>Takes an assign away.</summary>
    internal Socket Unassign(string key) => With(Assigns.Remove(key));

    /// <summary>The socket while a command is handled; null for when it has been.</summary>
    internal Socket Handling(string? commandId) => commandId == _place.CommandId ? this : At(_place with { CommandId = commandId });

    /// <summary>The socket as this build can read it: without assigns whose types it does not have.</summary>
    internal Socket WithoutUnreadable() => With(Assigns.WithoutUnreadable());

    /// <summary>Asks for something beside new assigns.</summary>
    internal Socket Ask(Effect effect) => new(this, _place, effect.After(_effects));

    /// <summary>The socket without what it asked for.</summary>
    internal Socket WithoutEffects() => _effects is null ? this : new(this, _place, null);

    /// <summary>The first socket of a store below this one's: it inherits the context, and is in the same root.</summary>
    internal Socket Below(StoreId parentPath, string id) =>
        new(new SocketPlace { Session = Session, ConnectInfo = ConnectInfo, Root = _place.Root, ParentPath = parentPath, Id = id });

    private static T Cast<T>(string key, object? value) => value switch
    {
        T typed => typed,
        null when default(T) is null => default!,
        _ => throw new InvalidCastException($"Expected assign '{key}' to be {typeof(T)}; got {value?.GetType().ToString() ?? "null"}."),
    };

    private Socket At(SocketPlace place) => new(this, place, _effects);

    private Socket With(Assigns assigns) => ReferenceEquals(assigns, Assigns) ? this : new(this) { Assigns = assigns };
}
